// The agent's core on a POSIX system: a board that boots, resets and panics as a test says.
#ifndef POSIX_BOARD_H
#define POSIX_BOARD_H

#include "agent_core.h"
#include "bsd_sockets.h"
#include "posix_line.h"
#include "posix_names.h"
#include "posix_wifi.h"

struct posix_board {
    struct agent agent;
    struct bsd_sockets sockets;
    struct posix_line line;
    struct posix_names names;
    struct posix_wifi wifi;
    bool joined;     // has Wi-Fi from boot on
    bool boot_text;  // writes what the ROM writes
    uint8_t reset_reason;
};

// Milliseconds from one clock that never goes back.
uint64_t posix_now(void);

bool posix_board_start(struct posix_board *board);

// As the reset button: sockets and session are gone, the rate is the boot rate.
void posix_board_reset(struct posix_board *board, uint8_t reason);
void posix_board_panic(struct posix_board *board);

// Raw text into the line, not in a frame.
void posix_board_text(struct posix_board *board, const char *text);

// One round: waits for the line, the sockets and the timers, and does what they give.
void posix_board_step(struct posix_board *board);

#endif
