// The host's end of the tunnel for tests: written from docs/tunnel.md on its own, so that a mistake in
// the core's link does not meet its like. Of the core it uses COBS and the check sum only.
#ifndef HOST_MODEL_H
#define HOST_MODEL_H

#include "agent_cobs.h"
#include "agent_wire.h"

enum { HOST_BODY_MAX = 2048, HOST_FRAMES = 16, HOST_LIST = 64 };

struct host_frame {
    uint8_t type;
    uint8_t seq;
    uint8_t ack;
    size_t length;
    uint8_t body[HOST_BODY_MAX];
};

struct host_sent {
    struct host_frame frame;
    uint32_t order;
    bool acked;
};

struct test_host {
    uint32_t now;
    uint8_t wire[65536];  // what it wrote and nobody took yet
    size_t wire_length;

    uint8_t base;
    uint8_t next;
    uint32_t order;
    uint32_t answered;
    uint32_t progress_ms;
    uint32_t ping_ms;
    uint32_t ping_order;
    uint16_t ping_id;
    struct host_sent sent[HOST_FRAMES];

    uint8_t in[HOST_BODY_MAX + 16];
    struct agent_cobs_decoder decoder;
    uint8_t expected;
    bool full[HOST_FRAMES];
    struct host_frame stored[HOST_FRAMES];
    bool ack_due;

    struct host_frame list[HOST_LIST];  // what came: unnumbered at once, numbered in order
    unsigned list_begin;
    unsigned list_count;
    uint32_t good;
    uint32_t bad;
    bool answers;  // sends ACK and PONG by itself
};

void test_host_init(struct test_host *host);

// A frame as it is, whatever the protocol says of it.
void test_host_raw(struct test_host *host, uint8_t type, uint8_t seq, uint8_t ack, const void *body,
                   size_t length);
void test_host_unnumbered(struct test_host *host, uint8_t type, const void *body, size_t length);

// False if 16 frames are under way.
bool test_host_send(struct test_host *host, uint8_t type, const void *body, size_t length);

void test_host_hear(struct test_host *host, const uint8_t *bytes, size_t length);

// Timers, retransmissions, acknowledgements.
void test_host_tick(struct test_host *host);

// The next frame that came, NULL if none.
const struct host_frame *test_host_next(struct test_host *host);

// RST with this nonce; everything of the session before is forgotten.
void test_host_rst(struct test_host *host, uint32_t nonce);

#endif
