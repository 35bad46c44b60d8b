// What the core needs from the machine it runs on, as a struct of callbacks.
//
// None of them blocks. Sockets are named by their slot, 0 .. AGENT_SOCKETS - 1, which the core
// chooses. Failures are negative error numbers as lwIP numbers them, below.
#ifndef AGENT_PORT_H
#define AGENT_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Sockets at a time. lwIP allows 16 (CONFIG_LWIP_MAX_SOCKETS).
#ifndef AGENT_SOCKETS
#define AGENT_SOCKETS 12
#endif

// newlib's numbers, which lwIP uses on the chip; a host's own differ.
enum {
    AGENT_EIO = 5,
    AGENT_EBADF = 9,
    AGENT_EAGAIN = 11,
    AGENT_ENOMEM = 12,
    AGENT_EACCES = 13,
    AGENT_EBUSY = 16,
    AGENT_EINVAL = 22,
    AGENT_ENFILE = 23,
    AGENT_EPIPE = 32,
    AGENT_ENOSYS = 88,
    AGENT_EOPNOTSUPP = 95,
    AGENT_ECONNRESET = 104,
    AGENT_ENOBUFS = 105,
    AGENT_EAFNOSUPPORT = 106,
    AGENT_ENOPROTOOPT = 109,
    AGENT_ECONNREFUSED = 111,
    AGENT_EADDRINUSE = 112,
    AGENT_ECONNABORTED = 113,
    AGENT_ENETUNREACH = 114,
    AGENT_ENETDOWN = 115,
    AGENT_ETIMEDOUT = 116,
    AGENT_EHOSTUNREACH = 118,
    AGENT_EINPROGRESS = 119,  // between core and port only
    AGENT_EALREADY = 120,
    AGENT_EDESTADDRREQ = 121,
    AGENT_EMSGSIZE = 122,
    AGENT_EADDRNOTAVAIL = 125,
    AGENT_EISCONN = 127,
    AGENT_ENOTCONN = 128,
};

// An address of a socket. Family 0 says that there is none.
struct agent_address {
    uint8_t family;     // 4 or 6
    uint16_t port;      // in the host's order
    uint8_t bytes[16];  // in network order; IPv4 has the first 4
};

enum agent_kind { AGENT_TCP = 1, AGENT_UDP = 2 };

// What a socket waits for, or has: bits.
enum { AGENT_READ = 1, AGENT_WRITE = 2, AGENT_ERROR = 4 };

// The options that the tunnel carries, by their number on the wire; times in seconds, switches 0 or
// 1. SO_LINGER (8) does not get here: the host says with each CLOSE what it shall be.
enum agent_option {
    AGENT_KEEP_ALIVE = 1,
    AGENT_KEEP_IDLE = 2,
    AGENT_KEEP_INTERVAL = 3,
    AGENT_KEEP_COUNT = 4,
    AGENT_NO_DELAY = 5,
    AGENT_REUSE_ADDRESS = 6,
    AGENT_BROADCAST = 7,
};

// The sockets of the machine. `context` is the first argument of each.
struct agent_sockets_port {
    void *context;

    // 0 or a negative error number, as everything here that returns int and no count.
    int (*open)(void *context, unsigned slot, enum agent_kind kind, uint8_t family);

    // Also -AGENT_EINPROGRESS: `connected` tells, once the socket is writable. For UDP sets the peer.
    int (*connect)(void *context, unsigned slot, const struct agent_address *to);
    int (*connected)(void *context, unsigned slot);

    int (*bind)(void *context, unsigned slot, const struct agent_address *to);
    int (*listen)(void *context, unsigned slot, unsigned backlog);

    // Puts a waiting connection of the listener into the slot `fresh`; -AGENT_EAGAIN if none waits.
    int (*accept)(void *context, unsigned slot, unsigned fresh, struct agent_address *peer);

    // How many bytes were taken or read, 0 from `receive` at the end of the stream, -AGENT_EAGAIN.
    int (*send)(void *context, unsigned slot, const uint8_t *bytes, size_t length);
    int (*receive)(void *context, unsigned slot, uint8_t *to, size_t room);

    // Whole datagrams; `to` may be of family 0 where `connect` set the peer. One that is longer than
    // `room` is cut.
    int (*send_to)(void *context, unsigned slot, const uint8_t *bytes, size_t length,
                   const struct agent_address *to);
    int (*receive_from)(void *context, unsigned slot, uint8_t *to, size_t room,
                        struct agent_address *from);

    int (*shutdown_write)(void *context, unsigned slot);
    int (*option)(void *context, unsigned slot, enum agent_option option, int32_t value);
    int (*local)(void *context, unsigned slot, struct agent_address *local);

    // `reset` ends a connection with RST instead of FIN. An empty slot is no error.
    void (*close)(void *context, unsigned slot, bool reset);
};

#endif
