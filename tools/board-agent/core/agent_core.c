#include "agent_core.h"

#include <string.h>

#include "agent_internal.h"

enum {
    SILENCE_MS = 5000,  // after which the host is gone
    REFUSE_MS = 100,    // between answers to frames outside of a session
    LOG_MS = 50,        // between LOG frames, so that a flood of log leaves the line to data
    LOG_BODY_MAX = 240,
    LONG_MS = 1000,
};

static void send_hello(struct agent *agent, uint32_t nonce) {
    const struct agent_identity *identity = &agent->identity;
    uint8_t body[128];
    struct agent_writer writer = {body, 0};
    const size_t name = strlen(identity->name) < 63 ? strlen(identity->name) : 63;
    agent_put32(&writer, nonce);
    agent_put32(&writer, identity->boot);
    agent_put8(&writer, AGENT_MAJOR);
    agent_put8(&writer, AGENT_MINOR);
    agent_put32(&writer, identity->capabilities);
    agent_put8(&writer, AGENT_SOCKETS);
    agent_put8(&writer, AGENT_FRAMES);
    agent_put16(&writer, AGENT_PAYLOAD);
    agent_put16(&writer, (uint16_t)identity->window);
    agent_put16(&writer, (uint16_t)identity->ring);
    agent_put16(&writer, AGENT_SOCKET_BUFFER);
    agent_put16(&writer, AGENT_DATAGRAM_MAX);
    agent_put8(&writer, AGENT_LOOKUPS);
    agent_put8(&writer, identity->reset_reason);
    agent_put8(&writer, identity->chip);
    agent_put(&writer, identity->mac, sizeof identity->mac);
    agent_put32(&writer, identity->baud_max);
    agent_put8(&writer, (uint8_t)name);
    agent_put(&writer, (const uint8_t *)identity->name, name);
    (void)agent_link_send(&agent->link, AGENT_HELLO, body, writer.length, agent->now);
}

static void send_bye(struct agent *agent, uint8_t reason, const char *text) {
    uint8_t body[1 + AGENT_TEXT_MAX];
    struct agent_writer writer = {body, 0};
    const size_t length = strlen(text);
    agent_put8(&writer, reason);
    agent_put(&writer, (const uint8_t *)text, length < AGENT_TEXT_MAX ? length : AGENT_TEXT_MAX);
    (void)agent_link_send(&agent->link, AGENT_BYE, body, writer.length, agent->now);
}

// ---- session

static void forget_session(struct agent *agent) {
    agent_sockets_close_all(agent);
    for (unsigned i = 0; i < AGENT_LOOKUPS; i++) {
        agent->lookups[i].state = AGENT_LOOKUP_FREE;
    }
    agent->events_count = 0;
    agent->incoming.open = false;
    agent->outgoing.open = false;
    agent->nonce = 0;
    agent_link_reset(&agent->link, agent->now);
}

// Back to IDLE.
static void end_session(struct agent *agent) {
    if (agent->nonce == 0) {
        return;
    }
    forget_session(agent);
    agent_rate_return(agent);
    agent->port.session(agent->port.context, false);
}

void agent_violation(struct agent *agent, const char *text) {
    send_bye(agent, AGENT_BYE_VIOLATION, text);
    end_session(agent);
}

static void begin_session(struct agent *agent, uint32_t nonce, uint8_t frames) {
    forget_session(agent);
    agent->nonce = nonce;
    agent->link.frames_max = frames;
    agent_rate_begin(agent);
    agent->net_changed = true;
    send_hello(agent, nonce);
    agent->port.session(agent->port.context, true);
}

static void take_rst(struct agent *agent, struct agent_reader reader) {
    const uint32_t nonce = agent_get32(&reader);
    const uint8_t major = agent_get8(&reader);
    if (!reader.bad && major != AGENT_MAJOR && nonce != 0) {
        // What follows may be of another shape. HELLO's version tells why nothing more comes.
        end_session(agent);
        send_hello(agent, nonce);
        return;
    }
    (void)agent_get8(&reader);   // minor
    (void)agent_get32(&reader);  // capabilities: none of the host's matter yet
    const uint8_t frames = agent_get8(&reader);
    const uint16_t payload = agent_get16(&reader);
    const uint16_t window = agent_get16(&reader);
    if (reader.bad || nonce == 0 || frames < 1 || frames > AGENT_FRAMES ||
        payload < AGENT_PAYLOAD_MIN || payload > AGENT_PAYLOAD_MAX || window < AGENT_WINDOW_MIN) {
        agent_violation(agent, "RST with a value out of range");
        return;
    }
    if (nonce == agent->nonce) {
        send_hello(agent, nonce);
        return;
    }
    agent->host_payload = payload;
    agent->host_window = window;
    begin_session(agent, nonce, frames);
}

static void refuse(struct agent *agent, uint8_t type) {
    if (type == AGENT_HELLO || type == AGENT_BYE || type == AGENT_TEST || type == AGENT_BAUD) {
        return;
    }
    if (agent->now - agent->refused_ms >= REFUSE_MS) {
        agent->refused_ms = agent->now;
        send_hello(agent, 0);
    }
}

static void take_requests(struct agent *agent) {
    const struct agent_stored *frame;
    while (agent->nonce != 0 && agent_event_room(agent) &&
           (frame = agent_link_next(&agent->link)) != NULL) {
        // First: what the frame asks for may end the session, and its bytes stay till the next one.
        agent_link_take(&agent->link, agent->now);
        agent_request(agent, frame->type, frame->body, frame->length);
        if (frame->type == AGENT_WIFI_JOIN) {
            agent_link_wipe(&agent->link, frame);
        }
    }
}

// An unnumbered frame other than RST, within a session.
static void take_unnumbered(struct agent *agent, uint8_t type, const uint8_t *body, size_t length) {
    struct agent_reader reader = agent_read(body, length);
    struct agent_link *link = &agent->link;
    bool sane = true;
    switch (type) {
        case AGENT_PING: {
            const uint16_t id = agent_get16(&reader);
            if (!reader.bad) {
                (void)agent_link_send_pong(link, id, agent->dropped,
                                           agent->port.heap(agent->port.context), agent->now);
            }
            break;
        }
        case AGENT_ACK: {
            const uint16_t bitmap = agent_get16(&reader);
            sane = agent_link_acked(link, bitmap, agent->now);
            reader.bad |= reader.left > 0;
            break;
        }
        case AGENT_PONG: {
            const uint16_t id = agent_get16(&reader);
            const uint16_t bitmap = agent_get16(&reader);
            (void)agent_get(&reader, 16);  // the host's counters
            sane = agent_link_pong(link, id, bitmap, agent->now);
            break;
        }
        case AGENT_BAUD:
            agent_rate_baud(agent, reader);
            return;
        case AGENT_TEST:
            agent_rate_test(agent, body, length);
            return;
        case AGENT_BYE:
            end_session(agent);
            return;
        default:
            return;  // of a later minor version
    }
    if (reader.bad) {
        agent_violation(agent, "unnumbered frame of a wrong length");
    } else if (!sane) {
        agent_violation(agent, "acknowledgement of a frame that was never sent");
    }
}

static void take_frame(struct agent *agent) {
    const uint8_t type = agent_link_type(&agent->link);
    size_t length;
    const uint8_t *body = agent_link_body(&agent->link, &length);
    agent->heard_ms = agent->now;
    if (type == AGENT_RST) {
        take_rst(agent, agent_read(body, length));
        return;
    }
    if (agent->nonce == 0) {
        refuse(agent, type);
        return;
    }
    if (type != AGENT_ACK && type != AGENT_PONG && !agent_link_acked(&agent->link, 0, agent->now)) {
        agent_violation(agent, "acknowledgement of a frame that was never sent");
        return;
    }
    if (type < AGENT_NUMBERED) {
        take_unnumbered(agent, type, body, length);
        return;
    }
    agent_link_store(&agent->link);
    take_requests(agent);
}

// ---- the interface

void agent_init(struct agent *agent, const struct agent_port *port,
                const struct agent_identity *identity, uint32_t now) {
    memset(agent, 0, sizeof *agent);
    agent->port = *port;
    agent->identity = *identity;
    agent->now = now;
    agent->heard_ms = now;
    agent->refused_ms = now;
    agent_link_init(&agent->link);
    agent_rate_init(&agent->rate);
    send_hello(agent, 0);
}

void agent_input(struct agent *agent, const uint8_t *bytes, size_t length, uint32_t now) {
    agent->now = now;
    for (size_t i = 0; i < length; i++) {
        if (agent_link_byte(&agent->link, bytes[i]) == AGENT_FRAME_WHOLE) {
            take_frame(agent);
        }
    }
}

static void send_log(struct agent *agent) {
    if (agent->log_length == 0 || agent->nonce == 0 || agent->now - agent->log_ms < LOG_MS) {
        return;
    }
    const size_t length = agent->log_length < LOG_BODY_MAX ? agent->log_length : LOG_BODY_MAX;
    if (agent_link_send(&agent->link, AGENT_LOG, agent->log, length, agent->now)) {
        agent->log_length -= length;
        memmove(agent->log, agent->log + length, agent->log_length);
        agent->log_ms = agent->now;
    }
}

static bool flush(struct agent *agent) {
    size_t length;
    const uint8_t *bytes = agent_link_pending(&agent->link, &length);
    if (length > 0) {
        const size_t taken = agent->port.write(agent->port.context, bytes, length);
        agent_link_written(&agent->link, taken <= length ? taken : length, agent->now);
        (void)agent_link_pending(&agent->link, &length);
    }
    return length == 0;
}

// The next frame, once the line has taken the one before, so that none waits behind many.
static bool produce(struct agent *agent) {
    struct agent_link *link = &agent->link;
    send_log(agent);
    size_t pending;
    (void)agent_link_pending(link, &pending);
    if (pending > 0) {
        return true;
    }
    if (agent->nonce == 0 || agent_rate_quiet(&agent->rate)) {
        return false;
    }
    return agent_link_service(link, false, agent->now) || agent_outgoing(agent) ||
           agent_link_service(link, true, agent->now);
}

static uint32_t due(const struct agent *agent) {
    size_t pending;
    (void)agent_link_pending(&agent->link, &pending);
    if (pending > 0) {
        return 1;
    }
    uint32_t wait = agent_rate_due(agent);
    if (agent->nonce != 0 && !agent_rate_quiet(&agent->rate)) {
        const uint32_t link = agent_link_due(&agent->link, agent->now);
        wait = link < wait ? link : wait;
    }
    if (agent->nonce != 0 && agent->log_length > 0 && wait > LOG_MS) {
        wait = LOG_MS;
    }
    return wait < LONG_MS ? wait : LONG_MS;
}

uint32_t agent_poll(struct agent *agent, uint32_t now) {
    agent->now = now;
    if (now - agent->heard_ms >= SILENCE_MS) {
        agent->heard_ms = now;
        if (agent->nonce != 0) {
            send_bye(agent, AGENT_BYE_SILENCE, "nothing heard for 5 s");
            end_session(agent);
        } else {
            agent_rate_return(agent);
        }
    }
    take_requests(agent);
    agent_rate_poll(agent);
    agent_flow_poll(agent);
    while (flush(agent) && produce(agent)) {
    }
    return due(agent);
}

void agent_resolved(struct agent *agent, uint32_t token, int error,
                    const struct agent_address *addresses, unsigned count) {
    struct agent_lookup *lookup = &agent->lookups[token % AGENT_LOOKUPS];
    if (lookup->token != token || lookup->state != AGENT_LOOKUP_ASKED) {
        return;  // of a session that is over
    }
    lookup->count = (uint8_t)(count < AGENT_ADDRESSES_MAX ? count : AGENT_ADDRESSES_MAX);
    for (unsigned i = 0; i < lookup->count; i++) {
        lookup->addresses[i] = addresses[i];
    }
    lookup->error = (uint8_t)(lookup->count > 0 ? 0 : error > 0 ? error : AGENT_EHOSTUNREACH);
    lookup->state = AGENT_LOOKUP_DONE;
}

void agent_network_changed(struct agent *agent) {
    agent->net_changed = true;
}

void agent_log(struct agent *agent, const char *text, size_t length) {
    if (length > AGENT_LOG_BYTES) {
        text += length - AGENT_LOG_BYTES;
        length = AGENT_LOG_BYTES;
    }
    const size_t over = agent->log_length + length > AGENT_LOG_BYTES
                            ? agent->log_length + length - AGENT_LOG_BYTES
                            : 0;
    memmove(agent->log, agent->log + over, agent->log_length - over);
    memcpy(agent->log + agent->log_length - over, text, length);
    agent->log_length += length - over;
}

void agent_restarting(struct agent *agent, uint32_t now) {
    agent->now = now;
    send_bye(agent, AGENT_BYE_RESTART, "restarting");
    end_session(agent);
    (void)flush(agent);
}
