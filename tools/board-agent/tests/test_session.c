// The session and the timers of the core, frame by frame.
#include <string.h>

#include "session_steps.h"

static void expect_violation(const char *text) {
    exchange();
    const struct host_frame *bye = expect(AGENT_BYE);
    CHECK_EQUAL(AGENT_BYE_VIOLATION, bye->body[0]);
    CHECK_EQUAL(strlen(text), bye->length - 1);
    CHECK_BYTES(text, bye->body + 1, bye->length - 1);
    CHECK(!board.in_session);
}

static void hello_tells_what_the_board_is(void) {
    begin(false);
    test_host_rst(&host, 0x01020304);
    exchange();
    const struct host_frame *hello = expect(AGENT_HELLO);
    CHECK_EQUAL(0x01020304, get32(hello, 0));
    CHECK_EQUAL(0xDEADBEEFu, get32(hello, 4));
    CHECK_EQUAL(AGENT_MAJOR, hello->body[8]);
    CHECK_EQUAL(AGENT_SOCKETS, hello->body[14]);
    CHECK_EQUAL(AGENT_FRAMES, hello->body[15]);
    CHECK_EQUAL(AGENT_PAYLOAD, hello->body[16] | hello->body[17] << 8);
    CHECK_EQUAL(4, hello->body[hello->length - 5]);
    CHECK_BYTES("test", hello->body + hello->length - 4, 4);
}

static void rst_with_the_same_nonce_only_repeats_hello(void) {
    begin(false);
    const uint8_t open[8] = {0};
    CHECK(test_host_send(&host, AGENT_OPEN, open, sizeof open));
    exchange();
    CHECK(board.peers[0].open);
    const uint8_t again[15] = {7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 16, 0, 8, 0, 65};
    test_host_raw(&host, AGENT_RST, 0, 0, again, sizeof again);
    exchange();
    (void)expect(AGENT_HELLO);
    CHECK(board.peers[0].open);
    CHECK_EQUAL(1, board.sessions);
}

static void rst_with_another_nonce_closes_all(void) {
    begin(false);
    const uint8_t open[8] = {3};
    const uint8_t name[4] = {1, 'a', '.', 'b'};
    CHECK(test_host_send(&host, AGENT_OPEN, open, sizeof open));
    CHECK(test_host_send(&host, AGENT_RESOLVE, name, sizeof name));
    exchange();
    CHECK(board.peers[3].open && strcmp(board.name, "a.b") == 0);
    const uint32_t old = board.token;
    test_host_rst(&host, 8);
    exchange();
    CHECK(!board.peers[3].open && board.peers[3].reset);
    (void)expect(AGENT_HELLO);
    CHECK_EQUAL(0, expect(AGENT_NETINFO)->seq);
    // A late answer to the old session's look-up is nobody's, not even the new one's.
    CHECK(test_host_send(&host, AGENT_RESOLVE, name, sizeof name));
    exchange();
    const struct agent_address address = {4, 0, {1, 2, 3, 4}};
    agent_resolved(&board.agent, old, 0, &address, 1);
    exchange();
    expect_nothing();
    agent_resolved(&board.agent, board.token, 0, &address, 1);
    exchange();
    const uint8_t resolved[8] = {1, 0, 1, 4, 1, 2, 3, 4};
    CHECK_BYTES(resolved, expect(AGENT_RESOLVED)->body, sizeof resolved);
}

static void another_major_version_gets_hello_and_no_session(void) {
    boot(false);
    const uint8_t rst[6] = {7, 0, 0, 0, 2, 0};  // what follows is that version's matter
    test_host_raw(&host, AGENT_RST, 0, 0, rst, sizeof rst);
    exchange();
    CHECK_EQUAL(AGENT_MAJOR, expect(AGENT_HELLO)->body[8]);
    CHECK(!board.in_session);
}

static void frames_without_a_session_are_answered_at_most_every_100_ms(void) {
    boot(false);
    const uint8_t ping[2] = {1, 0};
    board.now += 100;
    for (int i = 0; i < 10; i++) {
        test_host_unnumbered(&host, AGENT_PING, ping, sizeof ping);
    }
    exchange();
    CHECK_EQUAL(0, get32(expect(AGENT_HELLO), 0));
    expect_nothing();
    board.now += 99;
    test_host_unnumbered(&host, AGENT_PING, ping, sizeof ping);
    exchange();
    expect_nothing();
    board.now += 1;
    test_host_unnumbered(&host, AGENT_PING, ping, sizeof ping);
    exchange();
    (void)expect(AGENT_HELLO);
    board.now += 1000;
    test_host_unnumbered(&host, AGENT_BYE, ping, 1);
    test_host_unnumbered(&host, AGENT_TEST, ping, 2);
    exchange();
    expect_nothing();
}

static void silence_of_5_s_ends_the_session(void) {
    begin(false);
    host.answers = false;
    pass(4999);
    CHECK(board.in_session);
    pass(1);
    CHECK(!board.in_session);
    const struct host_frame *frame;
    while ((frame = test_host_next(&host)) != NULL && frame->type != AGENT_BYE) {
    }
    CHECK(frame != NULL);
    CHECK_EQUAL(AGENT_BYE_SILENCE, frame->body[0]);
}

static void ping_is_answered_with_counters(void) {
    begin(false);
    const uint8_t ping[2] = {0x34, 0x12};
    agent_input(&board.agent, (const uint8_t *)"noise\0", 6, board.now);
    test_host_unnumbered(&host, AGENT_PING, ping, sizeof ping);
    exchange();
    const struct host_frame *pong = expect(AGENT_PONG);
    CHECK_EQUAL(0x34, pong->body[0]);
    CHECK_EQUAL(0x12, pong->body[1]);
    CHECK_EQUAL(2, get32(pong, 4));
    CHECK_EQUAL(1, get32(pong, 8));
    CHECK_EQUAL(123456, get32(pong, 16));
}

static void violations_say_why(void) {
    begin(false);
    const uint8_t data[2] = {0, 1};
    test_host_raw(&host, AGENT_PING, 0, 9, data, sizeof data);
    expect_violation("acknowledgement of a frame that was never sent");
    begin(false);
    const uint8_t bits[2] = {1, 0};
    test_host_raw(&host, AGENT_ACK, 0, host.expected, bits, sizeof bits);
    expect_violation("acknowledgement of a frame that was never sent");
    begin(false);
    const uint8_t open[8] = {AGENT_SOCKETS};
    CHECK(test_host_send(&host, AGENT_OPEN, open, sizeof open));
    expect_violation("id of a socket that does not exist");
    begin(false);
    CHECK(test_host_send(&host, 0x7F, open, sizeof open));
    expect_violation("numbered frame of an unknown type");
    begin(false);
    test_host_raw(&host, AGENT_BAUD, 0, host.expected, data, sizeof data);
    expect_violation("BAUD of a wrong length");
}

static void an_acknowledgement_that_goes_back_is_a_violation(void) {
    begin(false);
    test_host_tick(&host);
    exchange();
    const uint8_t ping[2] = {1, 0};
    test_host_raw(&host, AGENT_PING, 0, 0, ping, sizeof ping);
    expect_violation("acknowledgement of a frame that was never sent");
}

static void unknown_unnumbered_frames_are_passed_over(void) {
    begin(false);
    test_host_unnumbered(&host, 0x1F, "?", 1);
    test_host_unnumbered(&host, AGENT_HELLO, "?", 1);
    exchange();
    expect_nothing();
    CHECK(board.in_session);
}

// ---- acknowledgements and timers

static void one_frame_is_acknowledged_after_10_ms_two_at_once(void) {
    begin(false);
    const uint8_t eof[1] = {0};
    CHECK(test_host_send(&host, AGENT_EOF, eof, 1));
    exchange();
    CHECK_EQUAL(0, host.base);
    pass(9);
    CHECK_EQUAL(0, host.base);
    pass(1);
    CHECK_EQUAL(1, host.base);
    CHECK(test_host_send(&host, AGENT_EOF, eof, 1));
    CHECK(test_host_send(&host, AGENT_EOF, eof, 1));
    exchange();
    CHECK_EQUAL(3, host.base);
}

static void a_gap_is_told_at_once(void) {
    begin(false);
    const uint8_t eof[1] = {0};
    CHECK(test_host_send(&host, AGENT_EOF, eof, 1));
    host.wire_length = 0;  // lost
    CHECK(test_host_send(&host, AGENT_EOF, eof, 1));
    exchange();
    const struct host_frame *ack = expect(AGENT_ACK);
    CHECK_EQUAL(0, ack->ack);
    CHECK_EQUAL(1, ack->body[0]);
    test_host_tick(&host);  // sends the lost one again
    exchange();
    CHECK_EQUAL(2, host.base);
}

static void the_last_frame_is_probed_and_sent_again(void) {
    begin(true);
    test_host_tick(&host);
    exchange();
    host.answers = false;
    agent_network_changed(&board.agent);
    exchange();
    const uint8_t seq = expect(AGENT_NETINFO)->seq;
    // More than 2 SRTT + 30 ms, with the SRTT of 20 ms that a session begins with.
    pass(80);
    const struct host_frame *ping = expect(AGENT_PING);
    const uint16_t id = (uint16_t)(ping->body[0] | ping->body[1] << 8);
    const uint8_t pong[20] = {(uint8_t)id, (uint8_t)(id >> 8)};
    test_host_raw(&host, AGENT_PONG, 0, seq, pong, sizeof pong);  // it never came
    host.expected = seq;
    exchange();
    CHECK_EQUAL(seq, expect(AGENT_NETINFO)->seq);
    pass(80);
    (void)expect(AGENT_PING);
    host.expected = seq;
    pass(250);  // RTO: again, and a PING
    CHECK_EQUAL(seq, expect(AGENT_NETINFO)->seq);
    (void)expect(AGENT_PING);
}

// Its requests are done, their answers wait in memory of a fixed size, and the next RST frees it.
static void a_host_that_never_acknowledges_harms_nobody(void) {
    begin(true);
    host.answers = false;
    for (uint8_t id = 0; id < AGENT_SOCKETS; id++) {
        const uint8_t open[8] = {id};
        const uint8_t close[2] = {id};
        host.expected = 0;
        CHECK(test_host_send(&host, AGENT_OPEN, open, sizeof open));
        CHECK(test_host_send(&host, AGENT_CLOSE, close, sizeof close));
        exchange();
    }
    for (uint8_t second = 0; second < 60; second++) {
        const uint8_t ping[2] = {second, 1};
        test_host_raw(&host, AGENT_PING, 0, 0, ping, sizeof ping);
        pass(1000);
        bool answered = false;
        for (const struct host_frame *frame = test_host_next(&host); frame != NULL;
             frame = test_host_next(&host)) {
            CHECK(frame->type != AGENT_BYE);
            answered |= frame->type == AGENT_PONG && frame->body[0] == second;
        }
        CHECK(answered);
        CHECK(board.in_session);
    }
    test_host_rst(&host, 8);
    exchange();
    CHECK_EQUAL(8, get32(expect(AGENT_HELLO), 0));
    (void)expect(AGENT_NETINFO);
    expect_nothing();
}

static void log_goes_in_frames_and_gives_way_when_nobody_fetches_it(void) {
    boot(true);
    for (int i = 0; i < 200; i++) {
        agent_log(&board.agent, "0123456789", 10);
    }
    agent_log(&board.agent, "end\n", 4);
    CHECK_EQUAL(AGENT_LOG_BYTES, board.agent.log_length);
    test_host_rst(&host, 7);
    exchange();
    size_t length = 0;
    const struct host_frame *frame;
    const struct host_frame *last = NULL;
    for (int i = 0; i < 20; i++) {
        while ((frame = test_host_next(&host)) != NULL) {
            length += frame->type == AGENT_LOG ? frame->length : 0;
            last = frame->type == AGENT_LOG ? frame : last;
        }
        pass(50);
    }
    CHECK_EQUAL(AGENT_LOG_BYTES, length);
    CHECK_BYTES("end\n", last->body + last->length - 4, 4);
}

static void a_password_does_not_stay_in_the_core(void) {
    static const char PASSWORD[] = "correct horse";
    begin(true);
    uint8_t join[64] = {1, 3, 'n', 'e', 't', sizeof PASSWORD - 1};
    memcpy(join + 6, PASSWORD, sizeof PASSWORD - 1);
    CHECK(test_host_send(&host, AGENT_WIFI_JOIN, join, 6 + sizeof PASSWORD - 1));
    exchange();
    CHECK_BYTES(PASSWORD, board.password, sizeof PASSWORD - 1);
    CHECK_EQUAL(3, board.ssid_length);
    const struct host_frame *status = expect(AGENT_STATUS);
    CHECK_EQUAL(AGENT_ID_NONE, status->body[0]);
    CHECK_EQUAL(0, status->body[2]);
    const uint8_t *core = (const uint8_t *)&board.agent;
    for (size_t i = 0; i + sizeof PASSWORD - 1 <= sizeof board.agent; i++) {
        CHECK(memcmp(core + i, PASSWORD, sizeof PASSWORD - 1) != 0);
    }
}

static void a_restart_says_so(void) {
    begin(true);
    agent_restarting(&board.agent, board.now);
    exchange();
    CHECK_EQUAL(AGENT_BYE_RESTART, expect(AGENT_BYE)->body[0]);
    CHECK(!board.in_session);
}

int main(void) {
    hello_tells_what_the_board_is();
    rst_with_the_same_nonce_only_repeats_hello();
    rst_with_another_nonce_closes_all();
    another_major_version_gets_hello_and_no_session();
    frames_without_a_session_are_answered_at_most_every_100_ms();
    silence_of_5_s_ends_the_session();
    ping_is_answered_with_counters();
    violations_say_why();
    an_acknowledgement_that_goes_back_is_a_violation();
    unknown_unnumbered_frames_are_passed_over();
    one_frame_is_acknowledged_after_10_ms_two_at_once();
    a_gap_is_told_at_once();
    the_last_frame_is_probed_and_sent_again();
    a_host_that_never_acknowledges_harms_nobody();
    log_goes_in_frames_and_gives_way_when_nobody_fetches_it();
    a_password_does_not_stay_in_the_core();
    a_restart_says_so();
    puts("    session, acknowledgements, timers, log: 17 cases");
    return 0;
}
