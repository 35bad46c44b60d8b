// Sockets, datagrams and names through the core, frame by frame.
#include <string.h>

#include "check.h"
#include "host_board.h"
#include "host_model.h"

#define expect(type) expect_at(__LINE__, type)
#define SEND(type, ...)                                            \
    do {                                                           \
        const uint8_t body_[] = {__VA_ARGS__};                     \
        CHECK(test_host_send(&host, type, body_, sizeof body_));   \
    } while (0)
#define EXPECT(type, ...)                                          \
    do {                                                           \
        const uint8_t body_[] = {__VA_ARGS__};                     \
        const struct host_frame *frame_ = expect(type);            \
        CHECK_EQUAL(sizeof body_, frame_->length);                 \
        CHECK_BYTES(body_, frame_->body, sizeof body_);            \
    } while (0)
#define PORT80_LOOPBACK 80, 0, 127, 0, 0, 1

static struct test_board board;
static struct test_host host;

static void exchange(void) {
    test_host_tick(&host);
    host.now = ++board.now;
    agent_input(&board.agent, host.wire, host.wire_length, board.now);
    host.wire_length = 0;
    test_board_run(&board);
    test_host_hear(&host, board.wire, board.wire_length);
    board.wire_length = 0;
}

// The next frame of interest.
static const struct host_frame *next(void) {
    const struct host_frame *frame;
    while ((frame = test_host_next(&host)) != NULL &&
           (frame->type == AGENT_ACK || frame->type == AGENT_PING || frame->type == AGENT_PONG)) {
    }
    return frame;
}

static const struct host_frame *expect_at(int line, uint8_t type) {
    const struct host_frame *frame = next();
    if (frame == NULL || frame->type != type) {
        fprintf(stderr, "line %d: type %02x, not %02x\n", line, frame == NULL ? 0 : frame->type,
                type);
        exit(1);
    }
    return frame;
}

static void expect_nothing(void) {
    exchange();
    const struct host_frame *frame = next();
    CHECK_EQUAL(0, frame == NULL ? 0 : frame->type);
}

static void expect_violation(void) {
    exchange();
    const struct host_frame *frame;
    while ((frame = next()) != NULL && frame->type != AGENT_BYE) {
    }
    CHECK(frame != NULL);
    CHECK_EQUAL(AGENT_BYE_VIOLATION, frame->body[0]);
    CHECK(!board.in_session);
    for (unsigned slot = 0; slot < AGENT_SOCKETS; slot++) {
        CHECK(!board.peers[slot].open);
    }
}

static void begin(void) {
    test_board_boot(&board, true);
    test_host_init(&host);
    test_host_rst(&host, 7);
    exchange();
    (void)expect(AGENT_HELLO);
    (void)expect(AGENT_HELLO);
    (void)expect(AGENT_NETINFO);
}

static void connect_socket(uint8_t id) {
    SEND(AGENT_OPEN, id, 0, 0, 16, 0, 0, 0, 0);
    SEND(AGENT_CONNECT, id, 4, PORT80_LOOPBACK);
    exchange();
    EXPECT(AGENT_STATUS, id, AGENT_CONNECT, 0, 4, id, 0xC0, 0, 0, 0, 0);
}

static void a_connection_from_open_to_close(void) {
    begin();
    connect_socket(2);
    CHECK_EQUAL(80, board.peers[2].to.port);
    SEND(AGENT_DATA, 2, 'h', 'i');
    exchange();
    CHECK_BYTES("hi", board.peers[2].got, 2);
    EXPECT(AGENT_CREDIT, 2, 2, 0, 0, 0, 0, 0);
    test_peer_gives(&board, 2, "ho", 2);
    exchange();
    EXPECT(AGENT_DATA, 2, 'h', 'o');
    SEND(AGENT_EOF, 2);
    exchange();
    CHECK(board.peers[2].shut);
    board.peers[2].ended = true;
    exchange();
    EXPECT(AGENT_EOF, 2);
    SEND(AGENT_CLOSE, 2, 0);
    exchange();
    EXPECT(AGENT_STATUS, 2, AGENT_CLOSE, 0, 0);
    CHECK(!board.peers[2].open && !board.peers[2].reset);
    expect_nothing();
    connect_socket(2);
}

static void what_fails_says_with_which_errno(void) {
    begin();
    board.peers[0].fails = AGENT_ENFILE;
    SEND(AGENT_OPEN, 0, 0, 0, 0, 0, 0, 0, 0);
    SEND(AGENT_CONNECT, 0, 4, PORT80_LOOPBACK);
    exchange();
    EXPECT(AGENT_STATUS, 0, AGENT_OPEN, AGENT_ENFILE, 0);
    expect_nothing();
    SEND(AGENT_CLOSE, 0, 0);
    exchange();
    EXPECT(AGENT_STATUS, 0, AGENT_CLOSE, 0, 0);

    SEND(AGENT_OPEN, 0, 0, 0, 0, 0, 0, 0, 0);
    exchange();
    board.peers[0].fails = AGENT_EADDRINUSE;
    SEND(AGENT_BIND, 0, 4, PORT80_LOOPBACK);
    exchange();
    EXPECT(AGENT_STATUS, 0, AGENT_BIND, AGENT_EADDRINUSE, 0);
    SEND(AGENT_SETOPT, 0, 99, 1, 0, 0, 0);
    exchange();
    EXPECT(AGENT_STATUS, 0, AGENT_SETOPT, AGENT_ENOPROTOOPT, 0);
    SEND(AGENT_SETOPT, 0, AGENT_NO_DELAY, 1, 0, 0, 0);
    SEND(AGENT_SETOPT, 0, 8, 5, 0, 0, 0);
    expect_nothing();
    CHECK_EQUAL(1, board.peers[0].option_value);
    board.peers[0].fails = AGENT_ECONNRESET;
    SEND(AGENT_CONNECT, 0, 4, PORT80_LOOPBACK);
    exchange();
    EXPECT(AGENT_STATUS, 0, AGENT_CONNECT, AGENT_ECONNRESET, 0);
    SEND(AGENT_DATA, 0, 1);  // sent before the host knew: passed over
    expect_nothing();

    SEND(AGENT_OPEN, 1, 0, 0, 0, 0, 0, 0, 0);
    SEND(AGENT_CONNECT, 1, 6, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    exchange();
    EXPECT(AGENT_STATUS, 1, AGENT_CONNECT, AGENT_EAFNOSUPPORT, 0);
}

static void a_connect_may_take_its_time(void) {
    begin();
    board.peers[0].connecting = true;
    SEND(AGENT_OPEN, 0, 0, 0, 16, 0, 0, 0, 0);
    SEND(AGENT_CONNECT, 0, 4, PORT80_LOOPBACK);
    expect_nothing();
    CHECK_EQUAL(AGENT_WRITE, agent_wanted(&board.agent, 0));
    board.peers[0].connecting = false;
    exchange();
    CHECK_EQUAL(0, expect(AGENT_STATUS)->body[2]);
    board.peers[1].connecting = true;
    SEND(AGENT_OPEN, 1, 0, 0, 16, 0, 0, 0, 0);
    SEND(AGENT_CONNECT, 1, 4, PORT80_LOOPBACK);
    expect_nothing();
    board.peers[1].connecting = false;
    board.peers[1].fails = AGENT_ECONNABORTED;
    exchange();
    EXPECT(AGENT_STATUS, 1, AGENT_CONNECT, AGENT_ECONNABORTED, 0);
    CHECK(!board.peers[1].open);
}

static void credit_bounds_what_comes_from_the_peer(void) {
    begin();
    uint8_t many[3000];
    memset(many, 'x', sizeof many);
    SEND(AGENT_OPEN, 0, 0, 100, 0, 0, 0, 0, 0);
    SEND(AGENT_CONNECT, 0, 4, PORT80_LOOPBACK);
    exchange();
    (void)expect(AGENT_STATUS);
    test_peer_gives(&board, 0, many, sizeof many);
    exchange();
    CHECK_EQUAL(101, expect(AGENT_DATA)->length);
    expect_nothing();
    CHECK_EQUAL(sizeof many - 100, board.peers[0].gives_length);
    CHECK_EQUAL(0, agent_wanted(&board.agent, 0));
    SEND(AGENT_CREDIT, 0, 7, 0, 0, 0, 0, 0);
    exchange();
    CHECK_EQUAL(8, expect(AGENT_DATA)->length);
    SEND(AGENT_CREDIT, 0, 0xFF, 0xFF, 0, 0, 0, 0);
    exchange();
    CHECK_EQUAL(1025, expect(AGENT_DATA)->length);
    SEND(AGENT_CREDIT, 0, 0xFF, 0xFF, 0, 0, 0, 0);  // more than 65535 in all
    expect_violation();
}

static void credit_comes_back_as_lwip_takes_bytes(void) {
    begin();
    connect_socket(0);
    board.peers[0].takes = 0;
    uint8_t data[1025] = {0};
    for (int i = 0; i < AGENT_SOCKET_BUFFER / 1024; i++) {
        CHECK(test_host_send(&host, AGENT_DATA, data, sizeof data));
    }
    expect_nothing();
    board.peers[0].takes = 100;
    expect_nothing();
    board.peers[0].takes = AGENT_SOCKET_BUFFER / 2 - 100;
    exchange();
    EXPECT(AGENT_CREDIT, 0, 0, AGENT_SOCKET_BUFFER / 2 / 256, 0, 0, 0, 0);
    board.peers[0].takes = 10;
    expect_nothing();
    SEND(AGENT_DATA, 0, 1);
    expect_nothing();
    for (int i = 0; i < AGENT_SOCKET_BUFFER / 1024; i++) {
        CHECK(test_host_send(&host, AGENT_DATA, data, sizeof data));
    }
    expect_violation();
}

static void close_waits_for_what_is_left_and_abort_does_not(void) {
    begin();
    connect_socket(0);
    connect_socket(1);
    board.peers[0].takes = 1;
    board.peers[1].takes = 1;
    SEND(AGENT_DATA, 0, 'a', 'b', 'c');
    SEND(AGENT_DATA, 1, 'a', 'b', 'c');
    SEND(AGENT_CLOSE, 0, 0);
    SEND(AGENT_CLOSE, 1, 1);
    exchange();
    EXPECT(AGENT_STATUS, 1, AGENT_CLOSE, 0, 0);
    CHECK(!board.peers[1].open && board.peers[1].reset);
    CHECK(board.peers[0].open);
    board.peers[0].takes = 2;
    exchange();
    EXPECT(AGENT_STATUS, 0, AGENT_CLOSE, 0, 0);
    CHECK_BYTES("abc", board.peers[0].got, 3);
    CHECK(!board.peers[0].reset);
    connect_socket(0);
    board.peers[0].takes = 0;
    SEND(AGENT_DATA, 0, 'a');
    SEND(AGENT_CLOSE, 0, 0);
    expect_nothing();
    SEND(AGENT_CLOSE, 0, 1);
    exchange();
    EXPECT(AGENT_STATUS, 0, AGENT_CLOSE, 0, 0);
    SEND(AGENT_CLOSE, 0, 0);  // not taken: passed over
    expect_nothing();
}

static void a_connection_that_fails_gives_its_data_first(void) {
    begin();
    connect_socket(0);
    test_peer_gives(&board, 0, "last", 4);
    board.peers[0].fails = AGENT_ECONNRESET;
    SEND(AGENT_DATA, 0, 'x');
    exchange();
    EXPECT(AGENT_DATA, 0, 'l', 'a', 's', 't');
    EXPECT(AGENT_STATUS, 0, 0, AGENT_ECONNRESET, 0);
    CHECK(!board.peers[0].open);
    SEND(AGENT_CREDIT, 0, 1, 0, 0, 0, 0, 0);
    SEND(AGENT_EOF, 0);
    expect_nothing();
    SEND(AGENT_CLOSE, 0, 1);
    exchange();
    EXPECT(AGENT_STATUS, 0, AGENT_CLOSE, 0, 0);
}

static void a_send_that_fails_behind_the_peers_end_is_told(void) {
    begin();
    connect_socket(0);
    board.peers[0].ended = true;
    exchange();
    EXPECT(AGENT_EOF, 0);
    board.peers[0].fails = AGENT_ECONNRESET;
    SEND(AGENT_DATA, 0, 'x');
    exchange();
    EXPECT(AGENT_STATUS, 0, 0, AGENT_ECONNRESET, 0);
}

static void connections_come_into_slots(void) {
    begin();
    SEND(AGENT_OPEN, 0, 0, 0, 0, 0, 0, 0, 0);
    SEND(AGENT_BIND, 0, 4, 80, 0, 0, 0, 0, 0);
    SEND(AGENT_LISTEN, 0, 4);
    exchange();
    EXPECT(AGENT_STATUS, 0, AGENT_LISTEN, 0, 4, 0, 0xC0, 0, 0, 0, 0);
    board.peers[0].waiting = 2;
    expect_nothing();  // no slot: they wait in lwIP
    SEND(AGENT_ACCEPT_SLOT, 0, 5, 16, 0, 0, 0);
    exchange();
    EXPECT(AGENT_ACCEPTED, 0, 5, 4, 0x67, 0x12, 0, 0, 0, 0, 4, 5, 0xC0, 0, 0, 0, 0);
    CHECK_EQUAL(1, board.peers[0].waiting);
    test_peer_gives(&board, 5, "hey", 3);
    SEND(AGENT_DATA, 5, 'y', 'o');
    exchange();
    EXPECT(AGENT_CREDIT, 5, 2, 0, 0, 0, 0, 0);
    EXPECT(AGENT_DATA, 5, 'h', 'e', 'y');
    board.peers[0].waiting = 0;
    SEND(AGENT_ACCEPT_SLOT, 0, 6, 16, 0, 0, 0);
    SEND(AGENT_CLOSE, 0, 0);
    exchange();
    EXPECT(AGENT_STATUS, 0, AGENT_CLOSE, 0, 0);
    SEND(AGENT_CLOSE, 6, 0);
    SEND(AGENT_ACCEPT_SLOT, 0, 7, 16, 0, 0, 0);  // its listener is gone
    SEND(AGENT_CLOSE, 7, 0);
    exchange();
    EXPECT(AGENT_STATUS, 6, AGENT_CLOSE, 0, 0);
    EXPECT(AGENT_STATUS, 7, AGENT_CLOSE, 0, 0);
    CHECK(board.peers[5].open);
}

static void open_udp(uint8_t id, uint8_t credit, uint8_t datagrams) {
    SEND(AGENT_OPEN, id, AGENT_KIND_DATAGRAMS, credit, 0, 0, 0, datagrams, 0);
    exchange();
}

static void datagrams_go_whole_or_in_pieces(void) {
    begin();
    open_udp(0, 200, 3);
    SEND(AGENT_DGRAM, 0, 3, 2, 0, 4, 53, 0, 8, 8, 8, 8, 'q', '?');
    exchange();
    CHECK_EQUAL(1, board.peers[0].sent);
    CHECK_BYTES("q?", board.peers[0].got, 2);
    CHECK_EQUAL(53, board.peers[0].to.port);
    SEND(AGENT_DGRAM, 0, 1, 3, 0, 0, 'a');
    SEND(AGENT_DGRAM, 0, 0, 'b');
    SEND(AGENT_DGRAM, 0, 2, 'c');
    exchange();
    CHECK_EQUAL(2, board.peers[0].sent);
    CHECK_BYTES("abc", board.peers[0].got, 3);
    CHECK_EQUAL(0, board.peers[0].to.family);
    SEND(AGENT_DGRAM, 0, 3, 0, 0, 0);
    exchange();
    CHECK_EQUAL(3, board.peers[0].sent);
    board.peers[0].fails = AGENT_ENOMEM;
    SEND(AGENT_DGRAM, 0, 3, 0, 0, 0);
    SEND(AGENT_DGRAM, 0, 3, 1, 0, 6, 53, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 'x');
    expect_nothing();
    CHECK_EQUAL(2, board.agent.dropped);
}

static void datagrams_without_credit_are_dropped_and_counted(void) {
    begin();
    open_udp(0, 5, 2);
    test_peer_datagram(&board, 0, "four", 4);
    test_peer_datagram(&board, 0, "four", 4);  // 5 bytes were allowed
    test_peer_datagram(&board, 0, "1", 1);
    test_peer_datagram(&board, 0, "", 0);  // 2 datagrams were
    exchange();
    EXPECT(AGENT_DGRAM, 0, 3, 4, 0, 4, 53, 0, 0, 0, 0, 0, 'f', 'o', 'u', 'r');
    EXPECT(AGENT_DGRAM, 0, 3, 1, 0, 4, 53, 0, 0, 0, 0, 0, '1');
    expect_nothing();
    CHECK_EQUAL(2, board.agent.dropped);
}

static void long_datagrams_come_in_pieces(void) {
    static uint8_t longest[AGENT_DATAGRAM_MAX + 1];
    begin();
    memset(longest, 'L', sizeof longest);
    SEND(AGENT_OPEN, 0, AGENT_KIND_DATAGRAMS, 0, 64, 0, 0, 9, 0);
    exchange();
    test_peer_datagram(&board, 0, longest, AGENT_DATAGRAM_MAX + 1);
    test_peer_datagram(&board, 0, longest, AGENT_DATAGRAM_MAX);
    exchange();
    const struct host_frame *first = expect(AGENT_DGRAM);
    CHECK_EQUAL(AGENT_DGRAM_FIRST, first->body[1]);
    CHECK_EQUAL(AGENT_PAYLOAD, first->length);
    CHECK_EQUAL(AGENT_DATAGRAM_MAX, first->body[2] | first->body[3] << 8);
    const struct host_frame *last = expect(AGENT_DGRAM);
    CHECK_EQUAL(AGENT_DGRAM_LAST, last->body[1]);
    CHECK_EQUAL(AGENT_DATAGRAM_MAX, AGENT_PAYLOAD - 11 + last->length - 2);
    CHECK_EQUAL(1, board.agent.dropped);
}

static void pieces_out_of_place_are_violations(void) {
    begin();
    open_udp(0, 1, 1);
    SEND(AGENT_DGRAM, 0, 0, 'b');
    expect_violation();
    begin();
    open_udp(0, 1, 1);
    SEND(AGENT_DGRAM, 0, 1, 3, 0, 0, 'a');
    SEND(AGENT_DGRAM, 0, 3, 0, 0, 0);
    expect_violation();
    begin();
    open_udp(0, 1, 1);
    SEND(AGENT_DGRAM, 0, 1, 3, 0, 0, 'a');
    SEND(AGENT_DGRAM, 0, 2, 'b');
    expect_violation();
    begin();
    connect_socket(0);
    SEND(AGENT_DGRAM, 0, 3, 0, 0, 0);
    expect_violation();
    begin();
    open_udp(0, 1, 1);
    SEND(AGENT_DATA, 0, 'x');
    expect_violation();
}

static void names_are_asked_up_to_the_limit(void) {
    begin();
    for (uint8_t request = 0; request < AGENT_LOOKUPS; request++) {
        SEND(AGENT_RESOLVE, request, 'h', '0');
    }
    expect_nothing();
    SEND(AGENT_RESOLVE, AGENT_LOOKUPS, 'h', '0');
    expect_violation();
    begin();
    SEND(AGENT_RESOLVE, 3, 'a', 0, 'b');
    exchange();
    EXPECT(AGENT_RESOLVED, 3, AGENT_EHOSTUNREACH, 0);
    board.lookup_status = -AGENT_ENOMEM;
    SEND(AGENT_RESOLVE, 4, 'x');
    exchange();
    EXPECT(AGENT_RESOLVED, 4, AGENT_ENOMEM, 0);
    board.lookup_status = 0;
    SEND(AGENT_RESOLVE, 5, 'x');
    SEND(AGENT_RESOLVE, 5, 'y');
    expect_violation();
}

static void no_answer_is_lost_while_the_host_acknowledges_none(void) {
    enum { ASKED = AGENT_EVENTS + 2 * AGENT_FRAMES };
    begin();
    host.answers = false;
    SEND(AGENT_OPEN, 0, 0, 0, 0, 0, 0, 0, 0);
    for (int asked = 0; asked < ASKED; asked++) {
        host.base = host.next;  // sends on although nothing was acknowledged
        SEND(AGENT_SETOPT, 0, 77, 0, 0, 0, 0);
        agent_input(&board.agent, host.wire, host.wire_length, board.now);
        host.wire_length = 0;
        (void)agent_poll(&board.agent, board.now);
        board.wire_length = 0;  // and hears nothing
    }
    CHECK(board.in_session);
    CHECK_EQUAL(AGENT_EVENTS, board.agent.events_count);
    // What came beyond is in store. From here on the host listens; what it missed comes again.
    host.base = board.agent.link.expected;
    host.answers = true;
    unsigned answered = 0;
    for (int round = 0; round < 3000 && answered < ASKED; round++) {
        const struct host_frame *frame;
        exchange();
        while ((frame = next()) != NULL) {
            CHECK_EQUAL(AGENT_STATUS, frame->type);
            answered++;
        }
    }
    CHECK_EQUAL(ASKED, answered);
    expect_nothing();
}

int main(void) {
    a_connection_from_open_to_close();
    what_fails_says_with_which_errno();
    a_connect_may_take_its_time();
    credit_bounds_what_comes_from_the_peer();
    credit_comes_back_as_lwip_takes_bytes();
    close_waits_for_what_is_left_and_abort_does_not();
    a_connection_that_fails_gives_its_data_first();
    a_send_that_fails_behind_the_peers_end_is_told();
    connections_come_into_slots();
    datagrams_go_whole_or_in_pieces();
    datagrams_without_credit_are_dropped_and_counted();
    long_datagrams_come_in_pieces();
    pieces_out_of_place_are_violations();
    names_are_asked_up_to_the_limit();
    no_answer_is_lost_while_the_host_acknowledges_none();
    puts("    connections, credit, slots, datagrams, names: 15 cases");
    return 0;
}
