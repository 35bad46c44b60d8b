// The agent's sockets on the BSD calls of lwIP or of a POSIX system: the same code on both, so that
// what the tests see on a desktop is what runs on the board.
#ifndef BSD_SOCKETS_H
#define BSD_SOCKETS_H

#include "agent_port.h"

struct bsd_sockets {
    int fds[AGENT_SOCKETS];  // by slot, -1 for none
    bool network_up;         // false fails `open` and `connect` with ENETDOWN
};

void bsd_sockets_init(struct bsd_sockets *sockets);

// The callbacks for the core.
struct agent_sockets_port bsd_sockets_port(struct bsd_sockets *sockets);

// Waits until a socket has what `wanted` (by slot, bits AGENT_READ and AGENT_WRITE) asks for, until
// `other_fd` (-1 for none) is readable, or for `timeout_ms`. `ready` gets the bits by slot. Returns
// true if `other_fd` is readable.
bool bsd_sockets_wait(struct bsd_sockets *sockets, const uint8_t wanted[AGENT_SOCKETS],
                      uint8_t ready[AGENT_SOCKETS], int other_fd, unsigned timeout_ms);

// The error number of lwIP that stands for this errno of the machine.
int bsd_sockets_error(int machine_errno);

#endif
