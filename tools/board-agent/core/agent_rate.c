// The rate of the line (docs/tunnel.md, "Rate"): the host proposes, both switch, patterns prove it.
#include "agent_internal.h"

enum {
    BAUD_MIN = 9600,
    PROOF_MS = 3000,   // for the host's COMMIT after a switch
    HEARD_MS = 1000,   // without a valid frame the new rate does not work
    TEST_HEADER = 3,   // op and index of a TEST
    LONG_MS = 60000,
};

static bool fixed(const struct agent *agent) {
    return (agent->identity.capabilities & AGENT_FIXED_RATE) != 0;
}

static uint32_t least(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

static void limit(struct agent *agent, uint32_t payload, uint32_t window) {
    payload = least(payload, least(agent->host_payload, AGENT_PAYLOAD));
    window = least(window, least(agent->host_window, agent->identity.window));
    agent_link_limit(&agent->link, (uint16_t)payload, window, fixed(agent) ? 0 : agent->rate.baud);
}

void agent_rate_init(struct agent_rate *rate) {
    rate->state = AGENT_STEADY;
    rate->baud = AGENT_BOOT_BAUD;
}

void agent_rate_begin(struct agent *agent) {
    if (agent->rate.state == AGENT_TESTING) {
        agent->rate.baud = agent->rate.wanted;
    }
    agent->rate.state = AGENT_STEADY;
    if (fixed(agent)) {
        limit(agent, AGENT_FIXED_PAYLOAD, AGENT_FIXED_WINDOW);
    } else {
        limit(agent, AGENT_PAYLOAD_MIN, AGENT_WINDOW_MIN);
    }
}

bool agent_rate_quiet(const struct agent_rate *rate) {
    return rate->state == AGENT_SWITCHING || rate->state == AGENT_TESTING;
}

static void answer(struct agent *agent, uint8_t op) {
    const struct agent_rate *rate = &agent->rate;
    uint8_t body[9];
    struct agent_writer writer = {body, 0};
    agent_put8(&writer, op);
    agent_put32(&writer, rate->wanted);
    agent_put16(&writer, rate->payload);
    agent_put16(&writer, rate->window);
    (void)agent_link_send(&agent->link, AGENT_BAUD, body, writer.length, agent->now);
}

static void take_set(struct agent *agent, uint32_t baud, uint16_t payload, uint16_t window) {
    struct agent_rate *rate = &agent->rate;
    if (rate->state == AGENT_SWITCHING) {
        return;  // said again before ACCEPT has left
    }
    rate->wanted = baud;
    rate->payload = payload;
    rate->window = window;
    if (fixed(agent) || baud < BAUD_MIN || baud > agent->identity.baud_max ||
        payload < AGENT_PAYLOAD_MIN - 31 || window < AGENT_WINDOW_MIN) {
        answer(agent, AGENT_BAUD_REFUSE);
        return;
    }
    answer(agent, AGENT_BAUD_ACCEPT);
    rate->state = AGENT_SWITCHING;
}

static void take_commit(struct agent *agent, uint32_t baud, uint16_t payload, uint16_t window) {
    struct agent_rate *rate = &agent->rate;
    const bool same =
        baud == rate->wanted && payload == rate->payload && window == rate->window;
    if (rate->state == AGENT_TESTING && same) {
        rate->state = AGENT_STEADY;
        rate->baud = baud;
        limit(agent, payload, window);
        agent->link.progress_ms = agent->now;  // nothing could be sent meanwhile
    }
    if (rate->state == AGENT_STEADY && same && rate->baud == baud) {
        answer(agent, AGENT_BAUD_COMMITTED);
    }
}

void agent_rate_baud(struct agent *agent, struct agent_reader reader) {
    const uint8_t op = agent_get8(&reader);
    const uint32_t baud = agent_get32(&reader);
    const uint16_t payload = agent_get16(&reader);
    const uint16_t window = agent_get16(&reader);
    if (!agent_read_all(&reader)) {
        agent_violation(agent, "BAUD of a wrong length");
    } else if (op == AGENT_BAUD_SET) {
        take_set(agent, baud, payload, window);
    } else if (op == AGENT_BAUD_COMMIT) {
        take_commit(agent, baud, payload, window);
    } else {
        agent_violation(agent, "BAUD with an op that is not the host's");
    }
}

void agent_rate_test(struct agent *agent, const uint8_t *body, size_t length) {
    uint8_t reply[AGENT_PAYLOAD];
    struct agent_writer writer = {reply, 0};
    if (length < TEST_HEADER || length > sizeof reply || body[0] != AGENT_TEST_REQUEST) {
        agent_violation(agent, "TEST that is no request");
        return;
    }
    agent_put8(&writer, AGENT_TEST_REPLY);
    agent_put(&writer, body + 1, length - 1);
    (void)agent_link_send(&agent->link, AGENT_TEST, reply, writer.length, agent->now);
}

static bool line_empty(const struct agent *agent) {
    size_t pending;
    (void)agent_link_pending(&agent->link, &pending);
    return pending == 0 && agent->port.drained(agent->port.context);
}

static void set_baud(struct agent *agent, uint32_t baud) {
    agent->port.set_baud(agent->port.context, baud);
    agent->link.wrote_raw = true;  // what the line carried meanwhile was noise to the host
}

void agent_rate_return(struct agent *agent) {
    struct agent_rate *rate = &agent->rate;
    if (rate->state == AGENT_TESTING || rate->baud != AGENT_BOOT_BAUD) {
        rate->state = AGENT_RETURNING;
    } else {
        rate->state = AGENT_STEADY;
    }
}

void agent_rate_poll(struct agent *agent) {
    struct agent_rate *rate = &agent->rate;
    if (rate->state == AGENT_SWITCHING && line_empty(agent)) {
        rate->state = AGENT_TESTING;
        rate->switched_ms = agent->now;
        agent->heard_ms = agent->now;
        set_baud(agent, rate->wanted);
    } else if (rate->state == AGENT_TESTING && (agent->now - agent->heard_ms >= HEARD_MS ||
                                                agent->now - rate->switched_ms >= PROOF_MS)) {
        rate->state = AGENT_STEADY;
        set_baud(agent, rate->baud);
        agent->link.progress_ms = agent->now;
    } else if (rate->state == AGENT_RETURNING && line_empty(agent)) {
        rate->state = AGENT_STEADY;
        rate->baud = AGENT_BOOT_BAUD;
        set_baud(agent, rate->baud);
    }
}

uint32_t agent_rate_due(const struct agent *agent) {
    switch (agent->rate.state) {
        case AGENT_SWITCHING:
        case AGENT_RETURNING:
            return 1;
        case AGENT_TESTING:
            return 10;
        default:
            return LONG_MS;
    }
}
