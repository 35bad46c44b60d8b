// The agent's line on a POSIX system: the master side of a pty, with the faults that tests ask for.
#ifndef POSIX_LINE_H
#define POSIX_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct posix_line {
    int master;         // -1 while unplugged
    int slave;          // held open, so that the master reads on when the host closes its side
    char name[64];
    const char *link;   // a symlink to the pty, NULL for none
    bool check_baud;    // garble while the pty's speed is not ours
    uint32_t baud;
    uint32_t flips;     // per million bytes, either way
    uint32_t drops;
    uint64_t random;
    uint64_t mute_until_ms;   // nothing is written
    uint64_t stall_until_ms;  // nothing is read
};

// Opens a pty and prints its name. False, with a message, if the system has none to give.
bool posix_line_plug(struct posix_line *line);

// Closes it: the host's reads end.
void posix_line_unplug(struct posix_line *line);

// As write() and read() of a line: how many bytes, 0 for none now.
size_t posix_line_write(struct posix_line *line, const uint8_t *bytes, size_t length, uint64_t now);
size_t posix_line_read(struct posix_line *line, uint8_t *bytes, size_t room, uint64_t now);

// Random bytes, as a bad contact gives.
void posix_line_noise(struct posix_line *line, size_t count, uint64_t now);

uint32_t posix_line_random(struct posix_line *line);

#endif
