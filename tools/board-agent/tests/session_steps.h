// A session between the core and a host, for the tests that look at each frame.
#ifndef SESSION_STEPS_H
#define SESSION_STEPS_H

#include "check.h"
#include "host_board.h"
#include "host_model.h"

static struct test_board board;
static struct test_host host;

static inline uint32_t get32(const struct host_frame *frame, size_t at) {
    CHECK(at + 4 <= frame->length);
    return frame->body[at] | (uint32_t)frame->body[at + 1] << 8 |
           (uint32_t)frame->body[at + 2] << 16 | (uint32_t)frame->body[at + 3] << 24;
}

// What the host wrote goes to the board, the board works, and what it wrote comes back.
static inline void exchange(void) {
    host.now = board.now;
    agent_input(&board.agent, host.wire, host.wire_length, board.now);
    host.wire_length = 0;
    test_board_run(&board);
    test_host_hear(&host, board.wire, board.wire_length);
    board.wire_length = 0;
}

static inline void pass(uint32_t milliseconds) {
    board.now += milliseconds;
    exchange();
}

static inline const struct host_frame *expect_at(int line, uint8_t type) {
    const struct host_frame *frame = test_host_next(&host);
    CHECK(frame != NULL);
    if (type != frame->type) {
        fprintf(stderr, "line %d: type %02x with seq %u, not %02x\n", line, frame->type, frame->seq, type);
        exit(1);
    }
    return frame;
}

#define expect(type) expect_at(__LINE__, type)

static inline void expect_nothing(void) {
    const struct host_frame *frame = test_host_next(&host);
    CHECK_EQUAL(0, frame == NULL ? 0 : frame->type);
}

static inline void boot(bool fixed) {
    test_board_boot(&board, fixed);
    test_host_init(&host);
    exchange();
    CHECK_EQUAL(0, get32(expect(AGENT_HELLO), 0));
}

static inline void begin(bool fixed) {
    boot(fixed);
    test_host_rst(&host, 7);
    exchange();
    CHECK_EQUAL(7, get32(expect(AGENT_HELLO), 0));
    (void)expect(AGENT_NETINFO);
    expect_nothing();
}

#endif
