// How host and board agree on another rate, frame by frame.
#include "session_steps.h"

static void baud(uint8_t op, uint32_t rate, uint16_t payload, uint16_t window) {
    const uint8_t body[9] = {op, (uint8_t)rate, (uint8_t)(rate >> 8), (uint8_t)(rate >> 16),
                             (uint8_t)(rate >> 24), (uint8_t)payload, (uint8_t)(payload >> 8),
                             (uint8_t)window, (uint8_t)(window >> 8)};
    test_host_unnumbered(&host, AGENT_BAUD, body, sizeof body);
}

static void expect_baud(uint8_t op, uint32_t rate) {
    const struct host_frame *frame = expect(AGENT_BAUD);
    CHECK_EQUAL(op, frame->body[0]);
    CHECK_EQUAL(rate, get32(frame, 1));
}

static void switch_to(uint32_t rate) {
    baud(AGENT_BAUD_SET, rate, 1025, 9216);
    exchange();
    expect_baud(AGENT_BAUD_ACCEPT, rate);
    pass(1);
    CHECK_EQUAL(rate, board.baud);
}

static void test_and_commit(uint32_t rate) {
    uint8_t test[257] = {AGENT_TEST_REQUEST};
    for (uint8_t index = 0; index < 16; index++) {
        test[1] = index;
        test[200] = index;
        test_host_unnumbered(&host, AGENT_TEST, test, sizeof test);
    }
    exchange();
    for (uint8_t index = 0; index < 16; index++) {
        const struct host_frame *reply = expect(AGENT_TEST);
        CHECK_EQUAL(AGENT_TEST_REPLY, reply->body[0]);
        CHECK_EQUAL(index, reply->body[1]);
        CHECK_EQUAL(index, reply->body[200]);
        CHECK_EQUAL(sizeof test, reply->length);
    }
    baud(AGENT_BAUD_COMMIT, rate, 1025, 9216);
    exchange();
    expect_baud(AGENT_BAUD_COMMITTED, rate);
}

static void the_rate_changes_when_the_line_is_empty_and_proven(void) {
    begin(false);
    board.drained = false;
    baud(AGENT_BAUD_SET, 921600, 1025, 9216);
    baud(AGENT_BAUD_SET, 921600, 1025, 9216);
    exchange();
    expect_baud(AGENT_BAUD_ACCEPT, 921600);
    expect_nothing();
    pass(50);
    CHECK_EQUAL(115200, board.baud);
    board.drained = true;
    pass(1);
    CHECK_EQUAL(921600, board.baud);
    agent_network_changed(&board.agent);
    pass(20);
    expect_nothing();  // not before COMMIT
    test_and_commit(921600);
    CHECK_EQUAL(1025, board.agent.link.body_max);
    CHECK_EQUAL(9216, board.agent.link.window);
    (void)expect(AGENT_NETINFO);
    baud(AGENT_BAUD_COMMIT, 921600, 1025, 9216);
    exchange();
    expect_baud(AGENT_BAUD_COMMITTED, 921600);  // COMMITTED was lost
}

static void a_rate_without_proof_is_given_up(void) {
    begin(false);
    switch_to(2000000);
    pass(999);
    CHECK_EQUAL(2000000, board.baud);
    pass(1);
    CHECK_EQUAL(115200, board.baud);
    CHECK(board.in_session);
    switch_to(2000000);
    const uint8_t ping[2] = {1, 0};
    for (int i = 0; i < 30; i++) {
        CHECK_EQUAL(2000000, board.baud);
        test_host_unnumbered(&host, AGENT_PING, ping, sizeof ping);
        pass(100);
        (void)expect(AGENT_PONG);
    }
    CHECK_EQUAL(115200, board.baud);
}

static void rates_that_cannot_be_are_refused(void) {
    begin(false);
    baud(AGENT_BAUD_SET, 3000000, 1025, 9216);
    baud(AGENT_BAUD_SET, 1200, 1025, 9216);
    baud(AGENT_BAUD_SET, 921600, 100, 9216);
    baud(AGENT_BAUD_SET, 921600, 1025, 1000);
    exchange();
    expect_baud(AGENT_BAUD_REFUSE, 3000000);
    expect_baud(AGENT_BAUD_REFUSE, 1200);
    expect_baud(AGENT_BAUD_REFUSE, 921600);
    expect_baud(AGENT_BAUD_REFUSE, 921600);
    CHECK_EQUAL(115200, board.baud);
    begin(true);
    baud(AGENT_BAUD_SET, 921600, 1025, 9216);
    exchange();
    expect_baud(AGENT_BAUD_REFUSE, 921600);
}

static void the_end_of_a_session_brings_back_the_rate_of_boot(void) {
    begin(false);
    switch_to(921600);
    test_and_commit(921600);
    const uint8_t bye[1] = {AGENT_BYE_DONE};
    test_host_unnumbered(&host, AGENT_BYE, bye, sizeof bye);
    exchange();
    pass(1);
    CHECK(!board.in_session);
    CHECK_EQUAL(115200, board.baud);
    begin(false);
    switch_to(921600);
    test_and_commit(921600);
    test_host_rst(&host, 99);
    pass(1);
    CHECK_EQUAL(921600, board.baud);  // a new session at the same rate
    CHECK_EQUAL(AGENT_PAYLOAD_MIN, board.agent.link.body_max);
    host.answers = false;
    pass(5000);
    pass(1);
    CHECK_EQUAL(115200, board.baud);
}

int main(void) {
    the_rate_changes_when_the_line_is_empty_and_proven();
    a_rate_without_proof_is_given_up();
    rates_that_cannot_be_are_refused();
    the_end_of_a_session_brings_back_the_rate_of_boot();
    puts("    rate: 4 cases");
    return 0;
}
