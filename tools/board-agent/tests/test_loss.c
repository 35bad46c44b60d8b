// Four sockets echo over a line that loses, spoils and delays bytes, both ways at once: everything
// arrives, once and in order. Also says how much of the line the payload gets.
#include <string.h>

#include "check.h"
#include "host_board.h"
#include "host_model.h"

// Less is transferred where a byte takes long, such as in QEMU.
#ifndef LOSS_SHARE
#define LOSS_SHARE 1
#endif

enum { SOCKETS = 4, DELAY_MS = 3, RING = 1 << 16, CREDIT = 8192 };

// Bytes under way in one direction.
struct line {
    uint8_t bytes[RING];
    uint32_t arrives[RING];
    unsigned begin;
    unsigned end;
    double budget;
};

struct transfer {
    size_t sent;
    size_t received;
    size_t credit;    // that the board gave
    size_t consumed;  // since the last CREDIT
    bool connected, ended, peer_ended, closing, closed;
};

static struct test_board board;
static struct test_host host;
static struct line to_board, to_host;
static struct transfer transfers[SOCKETS];
static size_t total;

static uint8_t pattern(unsigned socket, size_t at) {
    return (uint8_t)(at * 7 + at / 251 + socket * 53);
}

static void put_bytes(struct line *line, const uint8_t *bytes, size_t length, uint32_t now,
                      struct check_random *random, uint32_t faults) {
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = bytes[i];
        const uint32_t fate = check_below(random, 1000000);
        if (fate < faults) {
            continue;
        }
        if (fate < 2 * faults) {
            byte = (uint8_t)(byte ^ 1u << check_below(random, 8));
        }
        line->bytes[line->end % RING] = byte;
        line->arrives[line->end % RING] = now + DELAY_MS;
        line->end++;
        CHECK(line->end - line->begin < RING);
    }
}

static size_t take_bytes(struct line *line, uint8_t *to, size_t room, uint32_t now) {
    size_t count = 0;
    while (count < room && line->begin != line->end &&
           (int32_t)(now - line->arrives[line->begin % RING]) >= 0) {
        to[count++] = line->bytes[line->begin++ % RING];
    }
    return count;
}

static void take_frames(void) {
    const struct host_frame *frame;
    while ((frame = test_host_next(&host)) != NULL) {
        struct transfer *transfer = &transfers[frame->body[0] % SOCKETS];
        const unsigned socket = frame->body[0];
        CHECK(frame->type != AGENT_BYE);
        if (frame->type == AGENT_STATUS && frame->body[1] == AGENT_CONNECT) {
            CHECK_EQUAL(0, frame->body[2]);
            transfer->connected = true;
            transfer->credit = AGENT_SOCKET_BUFFER;
        } else if (frame->type == AGENT_STATUS) {
            CHECK_EQUAL(AGENT_CLOSE, frame->body[1]);
            CHECK(transfer->closing);
            transfer->closed = true;
        } else if (frame->type == AGENT_CREDIT) {
            transfer->credit += frame->body[1] | (size_t)frame->body[2] << 8;
        } else if (frame->type == AGENT_EOF) {
            CHECK(!transfer->peer_ended);
            transfer->peer_ended = true;
        } else if (frame->type == AGENT_DATA) {
            CHECK(socket < SOCKETS && !transfer->peer_ended);
            for (size_t i = 1; i < frame->length; i++) {
                CHECK_EQUAL(pattern(socket, transfer->received), frame->body[i]);
                transfer->received++;
            }
            transfer->consumed += frame->length - 1;
        }
    }
}

static bool send_data(unsigned id, size_t body_max) {
    struct transfer *transfer = &transfers[id];
    uint8_t body[HOST_BODY_MAX] = {(uint8_t)id};
    size_t count = total - transfer->sent;
    count = count < transfer->credit ? count : transfer->credit;
    count = count < body_max - 1 ? count : body_max - 1;
    if (count == 0) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        body[1 + i] = pattern(id, transfer->sent + i);
    }
    if (!test_host_send(&host, AGENT_DATA, body, 1 + count)) {
        return false;
    }
    transfer->sent += count;
    transfer->credit -= count;
    return true;
}

static void host_works(size_t body_max) {
    for (uint8_t id = 0; id < SOCKETS; id++) {
        struct transfer *transfer = &transfers[id];
        if (!transfer->connected || host.wire_length > 2 * body_max) {
            continue;
        }
        const uint8_t credit[7] = {id, (uint8_t)transfer->consumed,
                                   (uint8_t)(transfer->consumed >> 8)};
        if (transfer->consumed >= CREDIT / 2 &&
            test_host_send(&host, AGENT_CREDIT, credit, sizeof credit)) {
            transfer->consumed = 0;
        }
        (void)send_data(id, body_max);
        if (transfer->sent == total && !transfer->ended && test_host_send(&host, AGENT_EOF, &id, 1)) {
            transfer->ended = true;
        }
        const uint8_t close[2] = {id, 0};
        if (transfer->peer_ended && !transfer->closing &&
            test_host_send(&host, AGENT_CLOSE, close, sizeof close)) {
            transfer->closing = true;
        }
    }
}

// Each peer sends back what it gets, in pieces that say nothing about frames.
static void peers_echo(struct check_random *random) {
    for (unsigned id = 0; id < SOCKETS; id++) {
        struct peer *peer = &board.peers[id];
        const size_t room = sizeof peer->gives - peer->gives_begin - peer->gives_length;
        if (peer->got_length > 0 && peer->got_length <= room) {
            test_peer_gives(&board, id, peer->got, peer->got_length);
            peer->got_length = 0;
        }
        peer->takes = check_below(random, 3000);
        peer->ended = peer->shut && peer->got_length == 0;
    }
}

static void open_all(void) {
    for (uint8_t id = 0; id < SOCKETS; id++) {
        const uint8_t open[8] = {id, 0, (uint8_t)CREDIT, CREDIT >> 8, 0, 0, 0, 0};
        const uint8_t connect[8] = {id, 4, 80, 0, 127, 0, 0, 1};
        CHECK(test_host_send(&host, AGENT_OPEN, open, sizeof open));
        CHECK(test_host_send(&host, AGENT_CONNECT, connect, sizeof connect));
    }
}

static bool all_closed(void) {
    bool closed = true;
    for (unsigned id = 0; id < SOCKETS; id++) {
        closed &= transfers[id].closed;
    }
    return closed;
}

static void begin(bool fixed, size_t bytes) {
    test_board_boot(&board, fixed);
    test_host_init(&host);
    memset(&to_board, 0, sizeof to_board);
    memset(&to_host, 0, sizeof to_host);
    memset(transfers, 0, sizeof transfers);
    total = bytes;
    test_host_rst(&host, 7);
    agent_input(&board.agent, host.wire, host.wire_length, board.now);
    host.wire_length = 0;
    (void)agent_poll(&board.agent, board.now);
    test_host_hear(&host, board.wire, board.wire_length);
    board.wire_length = 0;
    host.list_count = 0;
    host.now = board.now;
    open_all();
}

// Moves `bytes_per_ms` each way until all is closed. Returns the simulated milliseconds.
static uint32_t transfer_all(uint64_t seed, double bytes_per_ms, uint32_t faults, size_t body_max) {
    struct check_random random = {seed};
    const uint32_t began = board.now;
    uint8_t bytes[8192];
    while (!all_closed()) {
        CHECK(board.now - began < 600000);
        board.now++;
        host.now++;
        to_board.budget += bytes_per_ms;
        to_host.budget += bytes_per_ms;
        size_t count = take_bytes(&to_board, bytes, sizeof bytes, board.now);
        agent_input(&board.agent, bytes, count, board.now);
        count = take_bytes(&to_host, bytes, sizeof bytes, board.now);
        test_host_hear(&host, bytes, count);
        take_frames();
        peers_echo(&random);
        board.wire_takes = (size_t)to_host.budget;
        test_board_run(&board);
        to_host.budget -= (double)board.wire_length;
        put_bytes(&to_host, board.wire, board.wire_length, board.now, &random, faults);
        board.wire_length = 0;
        if (to_host.budget > bytes_per_ms) {
            to_host.budget = bytes_per_ms;  // an idle line saves nothing up
        }
        host_works(body_max);
        test_host_tick(&host);
        count = host.wire_length < (size_t)to_board.budget ? host.wire_length
                                                           : (size_t)to_board.budget;
        put_bytes(&to_board, host.wire, count, board.now, &random, faults);
        to_board.budget -= (double)count;
        memmove(host.wire, host.wire + count, host.wire_length - count);
        host.wire_length -= count;
        if (to_board.budget > bytes_per_ms) {
            to_board.budget = bytes_per_ms;
        }
    }
    for (unsigned id = 0; id < SOCKETS; id++) {
        CHECK_EQUAL(total, transfers[id].received);
    }
    return board.now - began;
}

static void arrives(const char *what, bool fixed, double bytes_per_ms, uint32_t faults,
                    unsigned seeds, size_t bytes) {
    uint64_t milliseconds = 0;
    bytes /= LOSS_SHARE;
    const size_t body_max = fixed ? 1025 : AGENT_PAYLOAD_MIN;
    for (unsigned seed = 1; seed <= seeds; seed++) {
        begin(fixed, bytes);
        milliseconds += transfer_all(seed, bytes_per_ms, faults, body_max);
        CHECK(board.in_session);
    }
    const double payload = (double)seeds * SOCKETS * (double)bytes;
    printf("    %-42s %3u seeds, %5.1f %% of the line is payload, each way\n", what, seeds,
           100 * payload / ((double)milliseconds * bytes_per_ms));
}

int main(void) {
    arrives("115200, clean", false, 11.52, 0, 1, 60000);
    arrives("115200, 20 flips and 20 drops per MB", false, 11.52, 20, 4, 30000);
    arrives("115200, 2000 flips and 2000 drops per MB", false, 11.52, 2000, 20, 4000);
    arrives("2 Mbit/s, clean", true, 200, 0, 1, 300000);
    arrives("2 Mbit/s, 20 flips and 20 drops per MB", true, 200, 20, 4, 100000);
    arrives("2 Mbit/s, 500 flips and 500 drops per MB", true, 200, 500, 20, 15000);
    return 0;
}
