#include "host_board.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

static struct test_board *board_of(void *context) {
    return context;
}

static struct peer *peer_of(void *context, unsigned slot) {
    CHECK(slot < AGENT_SOCKETS);
    return &board_of(context)->peers[slot];
}

static int failure(struct peer *peer) {
    const int error = peer->fails;
    peer->fails = 0;
    return -error;
}

static int open_socket(void *context, unsigned slot, enum agent_kind kind, uint8_t family) {
    struct peer *peer = peer_of(context, slot);
    CHECK(!peer->open);
    CHECK(family == 4 || family == 6);
    const int status = failure(peer);
    const bool connecting = peer->connecting;
    memset(peer, 0, sizeof *peer);
    peer->connecting = connecting;
    peer->kind = kind;
    peer->open = status == 0;
    peer->takes = PEER_BYTES;
    return status;
}

static int connect_socket(void *context, unsigned slot, const struct agent_address *to) {
    struct peer *peer = peer_of(context, slot);
    CHECK(peer->open);
    peer->to = *to;
    return peer->fails ? failure(peer) : peer->connecting ? -AGENT_EINPROGRESS : 0;
}

static int connected(void *context, unsigned slot) {
    CHECK(peer_of(context, slot)->open);
    return failure(peer_of(context, slot));
}

static int bind_socket(void *context, unsigned slot, const struct agent_address *to) {
    CHECK(peer_of(context, slot)->open);
    peer_of(context, slot)->to = *to;
    return failure(peer_of(context, slot));
}

static int listen_socket(void *context, unsigned slot, unsigned backlog) {
    CHECK(peer_of(context, slot)->open);
    (void)backlog;
    return failure(peer_of(context, slot));
}

static int accept_socket(void *context, unsigned slot, unsigned fresh,
                         struct agent_address *peer_address) {
    struct peer *listener = peer_of(context, slot);
    CHECK(listener->open);
    if (listener->waiting == 0) {
        return -AGENT_EAGAIN;
    }
    listener->waiting--;
    peer_of(context, fresh)->fails = 0;
    CHECK_EQUAL(0, open_socket(context, fresh, AGENT_TCP, 4));
    peer_address->family = 4;
    peer_address->port = 4711;
    return 0;
}

static int send_bytes(void *context, unsigned slot, const uint8_t *bytes, size_t length) {
    struct peer *peer = peer_of(context, slot);
    CHECK(peer->open);
    CHECK(length > 0);
    if (peer->fails) {
        return failure(peer);
    }
    size_t count = length < peer->takes ? length : peer->takes;
    count = count < PEER_BYTES - peer->got_length ? count : PEER_BYTES - peer->got_length;
    if (count == 0) {
        return -AGENT_EAGAIN;
    }
    memcpy(peer->got + peer->got_length, bytes, count);
    peer->got_length += count;
    peer->takes -= count;
    return (int)count;
}

static int receive(void *context, unsigned slot, uint8_t *to, size_t room) {
    struct peer *peer = peer_of(context, slot);
    CHECK(peer->open);
    CHECK(room > 0);
    const size_t count = peer->gives_length < room ? peer->gives_length : room;
    if (count == 0) {
        return peer->fails ? failure(peer) : peer->ended ? 0 : -AGENT_EAGAIN;
    }
    memcpy(to, peer->gives + peer->gives_begin, count);
    peer->gives_begin += count;
    peer->gives_length -= count;
    if (peer->gives_length == 0) {
        peer->gives_begin = 0;
    }
    return (int)count;
}

static int send_to(void *context, unsigned slot, const uint8_t *bytes, size_t length,
                   const struct agent_address *to) {
    struct peer *peer = peer_of(context, slot);
    CHECK(peer->open);
    if (peer->fails) {
        return failure(peer);
    }
    CHECK(length <= sizeof peer->got);
    memcpy(peer->got, bytes, length);
    peer->got_length = length;
    peer->to = *to;
    peer->sent++;
    return (int)length;
}

static int receive_from(void *context, unsigned slot, uint8_t *to, size_t room,
                        struct agent_address *from) {
    struct peer *peer = peer_of(context, slot);
    CHECK(peer->open);
    if (peer->datagrams == 0) {
        return -AGENT_EAGAIN;
    }
    const uint8_t *at = peer->gives + peer->gives_begin;
    const size_t length = (size_t)at[0] | (size_t)at[1] << 8;
    const size_t count = length < room ? length : room;
    memcpy(to, at + 2, count);
    peer->gives_begin += 2 + length;
    peer->gives_length -= 2 + length;
    peer->datagrams--;
    memset(from, 0, sizeof *from);
    from->family = 4;
    from->port = 53;
    return (int)count;
}

static int shutdown_write(void *context, unsigned slot) {
    CHECK(peer_of(context, slot)->open);
    peer_of(context, slot)->shut = true;
    return 0;
}

static int set_option(void *context, unsigned slot, enum agent_option option, int32_t value) {
    CHECK(peer_of(context, slot)->open);
    CHECK(option >= AGENT_KEEP_ALIVE && option <= AGENT_BROADCAST);
    peer_of(context, slot)->option_value = value;
    return failure(peer_of(context, slot));
}

static int local(void *context, unsigned slot, struct agent_address *address) {
    CHECK(peer_of(context, slot)->open);
    address->family = 4;
    address->port = (uint16_t)(49152 + slot);
    return 0;
}

static void close_socket(void *context, unsigned slot, bool reset) {
    peer_of(context, slot)->open = false;
    peer_of(context, slot)->reset = reset;
}

static size_t write_line(void *context, const uint8_t *bytes, size_t length) {
    struct test_board *board = board_of(context);
    size_t count = length < board->wire_takes ? length : board->wire_takes;
    const size_t room = sizeof board->wire - board->wire_length;
    count = count < room ? count : room;
    memcpy(board->wire + board->wire_length, bytes, count);
    board->wire_length += count;
    board->wire_takes -= count;
    return count;
}

static bool drained(void *context) {
    return board_of(context)->drained;
}

static void set_baud(void *context, uint32_t baud) {
    board_of(context)->baud = baud;
}

static uint32_t heap(void *context) {
    (void)context;
    return 123456;
}

static void net_info(void *context, struct agent_net_info *info) {
    *info = board_of(context)->info;
}

static int resolve(void *context, uint32_t token, const char *name) {
    struct test_board *board = board_of(context);
    board->token = token;
    (void)snprintf(board->name, sizeof board->name, "%s", name);
    return board->lookup_status;
}

static int wifi_join(void *context, bool store, const uint8_t *ssid, size_t ssid_length,
                     const uint8_t *password, size_t password_length) {
    struct test_board *board = board_of(context);
    CHECK(ssid_length <= sizeof board->ssid && password_length <= sizeof board->password);
    memcpy(board->ssid, ssid, ssid_length);
    memcpy(board->password, password, password_length);
    board->ssid_length = ssid_length;
    board->password_length = password_length;
    (void)store;
    return board->join_status;
}

static int wifi_leave(void *context, bool erase) {
    (void)context;
    (void)erase;
    return 0;
}

static void session(void *context, bool up) {
    struct test_board *board = board_of(context);
    board->sessions += up ? 1 : 0;
    board->in_session = up;
}

void test_board_boot(struct test_board *board, bool fixed) {
    memset(board, 0, sizeof *board);
    const struct agent_port port = {
        .context = board,
        .write = write_line,
        .drained = drained,
        .set_baud = set_baud,
        .heap = heap,
        .net_info = net_info,
        .resolve = resolve,
        .wifi_join = wifi_join,
        .wifi_leave = wifi_leave,
        .session = session,
        .sockets = {board, open_socket, connect_socket, connected, bind_socket, listen_socket,
                    accept_socket, send_bytes, receive, send_to, receive_from, shutdown_write,
                    set_option, local, close_socket},
    };
    board->identity.boot = 0xDEADBEEFu;
    board->identity.capabilities = fixed ? AGENT_FIXED_RATE : 0;
    board->identity.window = AGENT_FIXED_WINDOW;
    board->identity.ring = AGENT_FIXED_WINDOW + 2048;
    board->identity.baud_max = fixed ? 0 : 2000000;
    board->identity.name = "test";
    board->now = 1000;
    board->baud = AGENT_BOOT_BAUD;
    board->wire_takes = SIZE_MAX;
    board->drained = true;
    agent_init(&board->agent, &port, &board->identity, board->now);
}

void test_peer_gives(struct test_board *board, unsigned slot, const void *bytes, size_t length) {
    struct peer *peer = &board->peers[slot];
    CHECK(peer->gives_begin + peer->gives_length + length <= sizeof peer->gives);
    memcpy(peer->gives + peer->gives_begin + peer->gives_length, bytes, length);
    peer->gives_length += length;
}

void test_peer_datagram(struct test_board *board, unsigned slot, const void *bytes, size_t length) {
    const uint8_t header[2] = {(uint8_t)length, (uint8_t)(length >> 8)};
    test_peer_gives(board, slot, header, sizeof header);
    test_peer_gives(board, slot, bytes, length);
    board->peers[slot].datagrams++;
}

void test_board_run(struct test_board *board) {
    for (unsigned slot = 0; slot < AGENT_SOCKETS; slot++) {
        const struct peer *peer = &board->peers[slot];
        unsigned bits = AGENT_READ | AGENT_WRITE;
        if (peer->connecting) {
            bits = 0;
        }
        agent_ready(&board->agent, slot, (uint8_t)bits);
    }
    (void)agent_poll(&board->agent, board->now);
}
