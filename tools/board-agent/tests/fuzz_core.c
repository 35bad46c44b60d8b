// A malicious host, a bad line, and peers of any mood: whatever they do, the core keeps its books in
// order and touches no memory but its own. The input is a script of steps; see step().
#include <string.h>

#include "check.h"
#include "host_board.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct script {
    const uint8_t *next;
    size_t left;
};

static struct test_board board;
static uint8_t host_seq;
static bool host_is_late;

static unsigned take(struct script *script) {
    if (script->left == 0) {
        return 0;
    }
    script->left--;
    return *script->next++;
}

static const uint8_t *take_bytes(struct script *script, size_t *length) {
    *length = *length < script->left ? *length : script->left;
    const uint8_t *bytes = script->next;
    script->next += *length;
    script->left -= *length;
    return bytes;
}

// The oldest or the newest acknowledgement that the host can give.
static uint8_t host_ack(void) {
    return host_is_late ? board.agent.link.send_base : board.agent.link.send_next;
}

// What the host model would do by itself: its requests go on where the board expects them.
static void resynchronize(void) {
    if (!board.in_session) {
        host_seq = 0;
    }
}

static void hear(uint8_t type, uint8_t seq, uint8_t ack, const uint8_t *body, size_t length) {
    const uint8_t header[3] = {type, seq, ack};
    uint8_t wire[AGENT_WIRE_MAX(2048)];
    agent_input(&board.agent, wire, agent_frame_encode(header, body, length, wire), board.now);
}

static void begin_session(unsigned nonce) {
    const uint8_t body[15] = {(uint8_t)nonce, 1, 0, 0, 1, 0, 0, 0, 0, 0, 16, 1, 4, 0, 65};
    hear(AGENT_RST, 0, 0, body, sizeof body);
    host_seq = 0;
}

// A frame that the link takes, so that its body is what is tried.
static void sound_frame(struct script *script) {
    const uint8_t type = (uint8_t)take(script);
    size_t length = take(script) << (take(script) & 3);
    const uint8_t *body = take_bytes(script, &length);
    const uint8_t seq = type >= AGENT_NUMBERED ? host_seq++ : 0;
    hear(type, seq, host_ack(), body, length);
}

// What a polite host might ask of a socket in this state.
static uint8_t polite_type(const struct agent_socket *socket, unsigned choice) {
    static const uint8_t FREE[] = {AGENT_OPEN, AGENT_ACCEPT_SLOT};
    static const uint8_t OPENED[] = {AGENT_CONNECT, AGENT_LISTEN, AGENT_BIND, AGENT_SETOPT};
    static const uint8_t CONNECTED[] = {AGENT_DATA, AGENT_DATA, AGENT_CREDIT, AGENT_EOF};
    switch (choice % 16 == 0 ? AGENT_FAILED : socket->state) {
        case AGENT_CONNECTING:
        case AGENT_LISTENING:
        case AGENT_SLOT:
            return AGENT_SETOPT;
        case AGENT_FREE:
            return FREE[choice % sizeof FREE];
        case AGENT_OPENED:
            return OPENED[choice % sizeof OPENED];
        case AGENT_CONNECTED:
            return CONNECTED[choice % sizeof CONNECTED];
        default:
            return AGENT_CLOSE;
    }
}

static uint8_t any_type(unsigned choice) {
    static const uint8_t TYPES[] = {AGENT_OPEN, AGENT_BIND, AGENT_CONNECT, AGENT_LISTEN,
                                    AGENT_ACCEPT_SLOT, AGENT_DATA, AGENT_DGRAM, AGENT_CREDIT,
                                    AGENT_EOF, AGENT_CLOSE, AGENT_SETOPT, AGENT_RESOLVE};
    return TYPES[choice % sizeof TYPES];
}

// Fills the body behind the id. Returns its length.
static size_t body_of(struct script *script, uint8_t type, uint8_t *body, size_t data_max) {
    size_t length;
    switch (type) {
        case AGENT_OPEN:
            body[1] = (uint8_t)(take(script) & 3);
            body[3] = (uint8_t)take(script);
            body[6] = 9;
            return 8;
        case AGENT_CONNECT:
        case AGENT_BIND:
            body[1] = take(script) % 8 ? 4 : 0;
            return body[1] ? 8 : 2;
        case AGENT_LISTEN:
        case AGENT_CLOSE:
            body[1] = (uint8_t)(take(script) & 1);
            return 2;
        case AGENT_ACCEPT_SLOT:
            body[1] = body[0];
            body[0] = (uint8_t)(take(script) % AGENT_SOCKETS);
            body[3] = 8;
            return 6;
        case AGENT_DATA:
            length = take(script);
            return 1 + (length < data_max ? length : data_max);
        case AGENT_CREDIT:
            body[2] = (uint8_t)take(script);
            body[5] = (uint8_t)(take(script) & 15);
            return 7;
        case AGENT_SETOPT:
            body[1] = (uint8_t)(take(script) & 15);
            return 6;
        case AGENT_RESOLVE:
            body[1] = (uint8_t)take(script);
            return 2;
        default:
            return 1 + take(script) % 12;
    }
}

// A request of a sound form: mostly one that fits, or else one that a host would rather not send.
static void request(struct script *script, bool polite) {
    uint8_t body[300] = {(uint8_t)(take(script) % (AGENT_SOCKETS + (polite ? 0 : 1)))};
    const struct agent_socket *socket = &board.agent.sockets[body[0] % AGENT_SOCKETS];
    const unsigned choice = take(script);
    const uint8_t type = polite ? polite_type(socket, choice) : any_type(choice);
    size_t length = body_of(script, type, body, polite ? socket->from_host : 255);
    if (polite && type == AGENT_EOF) {
        length = 1;
    }
    hear(type, host_seq++, host_ack(), body, length);
}

static void rate_request(struct script *script) {
    static const uint32_t BAUDS[] = {115200, 921600, 2000000, 3000000};
    const uint32_t baud = BAUDS[take(script) & 3];
    const uint8_t body[9] = {(uint8_t)(take(script) & 1 ? AGENT_BAUD_COMMIT : AGENT_BAUD_SET),
                             (uint8_t)baud, (uint8_t)(baud >> 8), (uint8_t)(baud >> 16), 0, 1,
                             (uint8_t)(1 + (take(script) & 3)), 0, (uint8_t)(4 + take(script) / 4)};
    hear(AGENT_BAUD, 0, host_ack(), body, sizeof body);
}

// All pieces of a datagram, mostly of the length that the first one says.
static void datagram(struct script *script) {
    uint8_t body[300] = {(uint8_t)(take(script) % AGENT_SOCKETS)};
    size_t left = take(script) * 8;
    bool first = true;
    while (board.in_session && (first || left > 0)) {
        size_t count = left < 280 ? left : 1 + take(script);
        const size_t header = first ? 5 : 2;
        count = count < left ? count : left;
        body[1] = (uint8_t)((first ? AGENT_DGRAM_FIRST : 0) | (count == left ? AGENT_DGRAM_LAST : 0));
        body[2] = (uint8_t)left;
        body[3] = (uint8_t)(left >> 8);
        body[4] = 0;
        hear(AGENT_DGRAM, host_seq++, host_ack(), body, header + count);
        left -= count;
        first = false;
    }
}

static void peer_acts(struct script *script) {
    struct peer *peer = &board.peers[take(script) % AGENT_SOCKETS];
    const unsigned slot = (unsigned)(peer - board.peers);
    const unsigned value = take(script);
    static const uint8_t BYTES[255];
    const bool room = peer->gives_begin + peer->gives_length + 300 < PEER_BYTES;
    switch (take(script) % 8) {
        case 0:
            peer->fails = (int)value;
            break;
        case 1:
            peer->ended = value & 1;
            break;
        case 2:
            peer->waiting = value & 3;
            break;
        case 3:
            peer->takes = value * 8;
            break;
        case 4:
            peer->connecting = value & 1;
            break;
        case 5:
            peer->got_length = 0;
            break;
        default:
            if (!peer->open || !room) {
                break;
            }
            if (peer->kind == AGENT_UDP) {
                test_peer_datagram(&board, slot, BYTES, value);
            } else {
                test_peer_gives(&board, slot, BYTES, value);
            }
            break;
    }
}

static void machine_acts(struct script *script) {
    const unsigned value = take(script);
    struct agent_address addresses[9];
    memset(addresses, 0, sizeof addresses);
    switch (value & 7) {
        case 0:
            agent_resolved(&board.agent, board.token, 0, addresses, take(script) % 10);
            break;
        case 1:
            agent_network_changed(&board.agent);
            board.info.ssid_length = (uint8_t)take(script);
            board.info.ip6_count = (uint8_t)take(script);
            break;
        case 2:
            agent_log(&board.agent, (const char *)board.peers, take(script) * 8);
            break;
        case 3:
            board.wire_takes = take(script) * 16;
            break;
        case 4:
            board.drained = !board.drained;
            break;
        case 5:
            board.lookup_status = -(int)take(script);
            break;
        case 6:
            if (take(script) == 0) {
                agent_restarting(&board.agent, board.now);
                host_seq = 0;
            }
            board.join_status = -(int)take(script);
            break;
        default:
            board.wire_takes = SIZE_MAX;
            break;
    }
}

static bool port_holds(const struct agent_socket *socket) {
    return socket->state != AGENT_FREE && socket->state != AGENT_FAILED &&
           socket->state != AGENT_SLOT;
}

static void check_books(void) {
    const struct agent *agent = &board.agent;
    const struct agent_link *link = &agent->link;
    const uint8_t under_way = (uint8_t)(link->send_next - link->send_base);
    uint32_t used = 0;
    CHECK(under_way <= AGENT_FRAMES);
    for (uint8_t seq = link->send_base; seq != link->send_next; seq++) {
        const struct agent_sent *sent = &link->sent[seq % AGENT_FRAMES];
        used += sent->acked ? 0 : sent->length + (uint32_t)AGENT_FRAME_COST;
    }
    CHECK_EQUAL(used, link->window_used);
    CHECK(used <= 65535);
    CHECK(link->out_begin <= link->out_end && link->out_end <= AGENT_OUT_BYTES);
    CHECK(agent->events_count <= AGENT_EVENTS && agent->log_length <= AGENT_LOG_BYTES);
    CHECK(board.in_session == (agent->nonce != 0));
    for (unsigned id = 0; id < AGENT_SOCKETS; id++) {
        const struct agent_socket *socket = &agent->sockets[id];
        CHECK_EQUAL(port_holds(socket), board.peers[id].open);
        CHECK(socket->length <= AGENT_SOCKET_BUFFER && socket->begin < AGENT_SOCKET_BUFFER);
        CHECK(socket->to_host <= AGENT_CREDIT_MAX);
        CHECK(socket->to_host_datagrams <= AGENT_DATAGRAMS_MAX);
        if (socket->state == AGENT_CONNECTED && socket->error == 0 && !socket->closing) {
            CHECK_EQUAL(AGENT_SOCKET_BUFFER, socket->from_host + socket->length + socket->freed);
        }
    }
}

static void step(struct script *script) {
    size_t length;
    const uint8_t *bytes;
    // What ends a session is rare, so that much happens within one.
    const unsigned kind = take(script);
    host_is_late = kind & 64;
    for (unsigned slot = 0; slot < AGENT_SOCKETS && kind >= 192; slot++) {
        board.peers[slot].connecting = false;
    }
    switch (kind < 12 ? kind % 3 : 3 + kind % 8) {
        case 0:  // the line brings anything
            length = take(script);
            bytes = take_bytes(script, &length);
            agent_input(&board.agent, bytes, length, board.now);
            break;
        case 1:
            sound_frame(script);
            break;
        case 2: {  // a frame with a good check sum and any numbers
            const uint8_t type = (uint8_t)take(script);
            const uint8_t seq = (uint8_t)take(script);
            const uint8_t ack = (uint8_t)take(script);
            length = take(script);
            bytes = take_bytes(script, &length);
            hear(type, seq, ack, bytes, length);
            break;
        }
        case 3:
            request(script, take(script) % 16 != 0);
            break;
        case 4:
            request(script, true);
            break;
        case 5:
            peer_acts(script);
            break;
        case 6:
            machine_acts(script);
            break;
        case 7:  // a frame of the host's is lost, and perhaps comes later
            if (take(script) % 8 == 0) {
                host_seq = (uint8_t)(host_seq + (take(script) & 1 ? 1 : -1));
            }
            break;
        case 8:
            rate_request(script);
            break;
        case 9:
            datagram(script);
            break;
        default:
            if (!board.in_session) {
                begin_session(take(script) | 1);
            }
            break;
    }
    const unsigned time = take(script);
    board.now += time < 250 ? time / 8 : time * 8;
    board.wire_length = 0;
    resynchronize();
    test_board_run(&board);
    for (unsigned slot = 0; slot < AGENT_SOCKETS; slot++) {
        CHECK(agent_wanted(&board.agent, slot) == 0 || board.agent.nonce != 0);
    }
    check_books();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct script script = {data, size};
    test_board_boot(&board, take(&script) & 1);
    host_seq = 0;
    if (take(&script) & 1) {
        begin_session(1);
    }
    while (script.left > 0) {
        step(&script);
    }
    return 0;
}
