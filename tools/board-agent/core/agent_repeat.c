// Selective repeat, the sender's side: what was acknowledged, what was lost, what the timers want.
//
// The line keeps its order. So a frame is lost exactly when something that was sent after it has been
// answered, and only the last frames under way need a timer.
#include "agent_link.h"

enum {
    RTO_MIN_MS = 250,
    PROBE_MS = 30,  // beside two round trips
    LONG_MS = 60000,
};

// True if the transmission `a` came before `b`.
static bool before(uint32_t a, uint32_t b) {
    return (int32_t)(a - b) < 0;
}

void agent_link_limit(struct agent_link *link, uint16_t body, uint32_t window, uint32_t baud) {
    link->body_max = body < AGENT_PAYLOAD ? body : AGENT_PAYLOAD;
    link->window = window;
    // The time of a whole window on the line, twice: the other direction may be as full.
    link->rto_ms = baud == 0 ? 0 : (uint32_t)((uint64_t)20000u * window / baud);
}

static void sample(struct agent_link *link, uint32_t round_trip_ms) {
    if (round_trip_ms > LONG_MS) {
        return;
    }
    link->srtt_ms8 += round_trip_ms - link->srtt_ms8 / 8;
}

static void answer(struct agent_link *link, uint32_t order) {
    if (before(link->answered, order)) {
        link->answered = order;
    }
}

static void frame_acked(struct agent_link *link, uint8_t seq, uint32_t now) {
    struct agent_sent *slot = &link->sent[seq % AGENT_FRAMES];
    if (slot->acked) {
        return;
    }
    slot->acked = true;
    slot->lost = false;
    link->window_used -= (uint32_t)slot->length + AGENT_FRAME_COST;
    link->progress_ms = now;
    if (!slot->again) {
        sample(link, now - slot->sent_ms);
    }
    answer(link, slot->order);
}

static void find_lost(struct agent_link *link) {
    for (uint8_t seq = link->send_base; seq != link->send_next; seq++) {
        struct agent_sent *slot = &link->sent[seq % AGENT_FRAMES];
        if (!slot->acked && before(slot->order, link->answered)) {
            slot->lost = true;
        }
    }
}

bool agent_link_acked(struct agent_link *link, uint16_t bitmap, uint32_t now) {
    const uint8_t ack = link->in[2];
    const uint8_t under_way = (uint8_t)(link->send_next - link->send_base);
    const uint8_t arrived = (uint8_t)(ack - link->send_base);
    // Bit i is frame ack + 1 + i, because `ack` itself is what is missing.
    const unsigned missing = (unsigned)under_way - arrived;
    if (arrived > under_way || bitmap >> (missing > 0 ? missing - 1 : 0) != 0) {
        return false;
    }
    while (link->send_base != ack) {
        frame_acked(link, link->send_base, now);
        link->send_base++;
    }
    for (uint8_t i = 0; bitmap >> i != 0; i++) {
        if (bitmap >> i & 1) {
            frame_acked(link, (uint8_t)(ack + 1 + i), now);
        }
    }
    find_lost(link);
    return true;
}

bool agent_link_pong(struct agent_link *link, uint16_t id, uint16_t bitmap, uint32_t now) {
    if (!agent_link_acked(link, bitmap, now)) {
        return false;
    }
    if (link->ping_open && id == link->ping_id) {
        link->ping_open = false;
        sample(link, now - link->ping_ms);
        answer(link, link->ping_order);
        find_lost(link);
    }
    return true;
}

static uint32_t rto(const struct agent_link *link) {
    const uint32_t wanted = link->rto_ms + link->srtt_ms8 / 2;
    return wanted > RTO_MIN_MS ? wanted : RTO_MIN_MS;
}

static uint32_t probe_after(const struct agent_link *link) {
    return link->srtt_ms8 / 4 + PROBE_MS;
}

static struct agent_sent *oldest_missing(struct agent_link *link, uint8_t *seq) {
    for (*seq = link->send_base; *seq != link->send_next; (*seq)++) {
        struct agent_sent *slot = &link->sent[*seq % AGENT_FRAMES];
        if (!slot->acked) {
            return slot;
        }
    }
    return NULL;
}

struct agent_repeat agent_link_repeat(struct agent_link *link, uint32_t now) {
    struct agent_repeat repeat = {AGENT_REPEAT_NOTHING, 0};
    if (link->send_base == link->send_next) {
        link->ping_due = false;
        link->ping_open = false;
        return repeat;
    }
    if (now - link->progress_ms >= rto(link)) {
        struct agent_sent *oldest = oldest_missing(link, &repeat.seq);
        oldest->lost = true;
        link->ping_due = true;
        link->progress_ms = now;
    }
    for (uint8_t seq = link->send_base; seq != link->send_next; seq++) {
        if (link->sent[seq % AGENT_FRAMES].lost) {
            repeat.what = AGENT_REPEAT_FRAME;
            repeat.seq = seq;
            return repeat;
        }
    }
    if (link->ping_due || (!link->ping_open && now - link->sent_ms >= probe_after(link))) {
        repeat.what = AGENT_REPEAT_PING;
    }
    return repeat;
}

uint32_t agent_link_repeat_due(const struct agent_link *link, uint32_t now) {
    if (link->send_base == link->send_next) {
        return LONG_MS;
    }
    for (uint8_t seq = link->send_base; seq != link->send_next; seq++) {
        if (link->sent[seq % AGENT_FRAMES].lost) {
            return 0;
        }
    }
    if (link->ping_due) {
        return 0;
    }
    const uint32_t waited = now - link->progress_ms;
    uint32_t due = waited < rto(link) ? rto(link) - waited : 0;
    if (!link->ping_open) {
        const uint32_t silent = now - link->sent_ms;
        const uint32_t probe = silent < probe_after(link) ? probe_after(link) - silent : 0;
        due = probe < due ? probe : due;
    }
    return due;
}
