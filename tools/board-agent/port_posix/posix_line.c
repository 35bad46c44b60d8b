#include "posix_line.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { QUEUE_MAX = 2048 };  // what the pty may hold for the host; it takes 4095 in all

uint32_t posix_line_random(struct posix_line *line) {
    uint64_t z = (line->random += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ (z >> 31)) >> 16);
}

static void make_link(const struct posix_line *line) {
    if (line->link != NULL) {
        (void)unlink(line->link);
        if (symlink(line->name, line->link) < 0) {
            perror(line->link);
        }
    }
}

static bool make_raw(int fd) {
    struct termios settings;
    if (tcgetattr(fd, &settings) < 0) {
        return false;
    }
    cfmakeraw(&settings);
    (void)cfsetspeed(&settings, B115200);
    return tcsetattr(fd, TCSANOW, &settings) == 0;
}

bool posix_line_plug(struct posix_line *line) {
    if (line->master >= 0) {
        return true;
    }
    line->master = posix_openpt(O_RDWR | O_NOCTTY);
    const char *name = NULL;
    if (line->master >= 0 && grantpt(line->master) == 0 && unlockpt(line->master) == 0 &&
        fcntl(line->master, F_SETFL, O_NONBLOCK) == 0) {
        name = ptsname(line->master);
    }
    if (name == NULL || strlen(name) >= sizeof line->name) {
        perror("no pty");
        return false;
    }
    memcpy(line->name, name, strlen(name) + 1);
    line->slave = open(line->name, O_RDWR | O_NOCTTY);
    if (line->slave < 0 || !make_raw(line->slave)) {
        perror(line->name);
        return false;
    }
    make_link(line);
    printf("pty %s\n", line->name);
    return true;
}

void posix_line_unplug(struct posix_line *line) {
    if (line->master >= 0) {
        close(line->slave);
        close(line->master);
        line->master = -1;
        line->slave = -1;
        if (line->link != NULL) {
            (void)unlink(line->link);
        }
    }
}

// The speed of the host's side. Linux keeps it as a number beside the constants of termios, which
// has none for some rates.
static uint32_t host_baud(const struct posix_line *line) {
#ifdef __linux__
    struct {
        unsigned modes[4];
        unsigned char discipline;
        unsigned char characters[19];
        unsigned input_speed;
        unsigned output_speed;
    } settings;
    const unsigned long tcgets2 = 0x802C542Au;  // its own header clashes with termios.h
    if (ioctl(line->slave, tcgets2, &settings) == 0) {
        return settings.output_speed;
    }
#endif
    return line->baud;
}

// Spoils bytes in place as the line would. Returns how many are left.
static size_t spoil(struct posix_line *line, uint8_t *bytes, size_t length) {
    const bool wrong = line->check_baud && host_baud(line) != line->baud;
    size_t kept = 0;
    if (line->flips == 0 && line->drops == 0 && !wrong) {
        return length;
    }
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = bytes[i];
        if (wrong) {
            byte = (uint8_t)posix_line_random(line);
        }
        if (posix_line_random(line) % 1000000 < line->flips) {
            byte = (uint8_t)(byte ^ 1u << posix_line_random(line) % 8);
        }
        if (posix_line_random(line) % 1000000 >= line->drops) {
            bytes[kept++] = byte;
        }
    }
    return kept;
}

size_t posix_line_write(struct posix_line *line, const uint8_t *bytes, size_t length,
                        uint64_t now) {
    uint8_t copy[512];
    int queued = 0;
    if (line->master < 0) {
        return length;  // a UART sends into the air, too
    }
    if (now < line->mute_until_ms ||
        (ioctl(line->slave, FIONREAD, &queued) == 0 && queued > QUEUE_MAX)) {
        return 0;
    }
    const size_t count = length < sizeof copy ? length : sizeof copy;
    memcpy(copy, bytes, count);
    const size_t left = spoil(line, copy, count);
    (void)!write(line->master, copy, left);  // there is room
    return count;
}

size_t posix_line_read(struct posix_line *line, uint8_t *bytes, size_t room, uint64_t now) {
    if (line->master < 0 || now < line->stall_until_ms) {
        return 0;
    }
    const ssize_t count = read(line->master, bytes, room);
    return count > 0 ? spoil(line, bytes, (size_t)count) : 0;
}

void posix_line_noise(struct posix_line *line, size_t count, uint64_t now) {
    for (size_t i = 0; i < count; i++) {
        const uint8_t byte = (uint8_t)posix_line_random(line);
        (void)posix_line_write(line, &byte, 1, now);
    }
}
