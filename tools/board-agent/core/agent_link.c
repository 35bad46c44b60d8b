#include "agent_link.h"

#include <string.h>

#include "agent_crc.h"

enum {
    IDLE_MS = 10,  // after which noise may have come into the line, so that a delimiter goes first
    FIRST_SRTT_MS = 20,
};

void agent_link_init(struct agent_link *link) {
    memset(link, 0, sizeof *link);
    agent_cobs_init(&link->decoder, link->in, sizeof link->in);
    link->wrote_raw = true;
    agent_link_reset(link, 0);
}

void agent_link_reset(struct agent_link *link, uint32_t now) {
    link->send_base = 0;
    link->send_next = 0;
    link->frames_max = 1;
    link->window_used = 0;
    link->order = 0;
    link->answered = 0;
    link->progress_ms = now;
    link->srtt_ms8 = 8 * FIRST_SRTT_MS;
    link->ping_open = false;
    link->expected = 0;
    link->taken = 0;
    link->taken_bytes = 0;
    link->ack_now = false;
    for (unsigned i = 0; i < AGENT_FRAMES; i++) {
        link->stored[i].full = false;
    }
    agent_link_limit(link, AGENT_PAYLOAD_MIN, AGENT_WINDOW_MIN, AGENT_BOOT_BAUD);
}

// ---- receiving

enum agent_frame_verdict agent_link_byte(struct agent_link *link, uint8_t byte) {
    const enum agent_cobs_event event = agent_cobs_decode(&link->decoder, byte);
    if (event == AGENT_COBS_MORE) {
        return AGENT_FRAME_NONE;
    }
    const size_t length = link->decoder.length;
    if (event == AGENT_COBS_BROKEN || length < AGENT_HEADER + AGENT_TRAILER) {
        link->bad++;
        return AGENT_FRAME_NONE;
    }
    struct agent_reader trailer = agent_read(link->in + length - AGENT_TRAILER, AGENT_TRAILER);
    if (agent_get32(&trailer) != agent_crc32_add(0, link->in, length - AGENT_TRAILER)) {
        link->bad++;
        return AGENT_FRAME_NONE;
    }
    link->good++;
    return AGENT_FRAME_WHOLE;
}

uint8_t agent_link_type(const struct agent_link *link) {
    return link->in[0];
}

const uint8_t *agent_link_body(const struct agent_link *link, size_t *length) {
    *length = link->decoder.length - AGENT_HEADER - AGENT_TRAILER;
    return link->in + AGENT_HEADER;
}

void agent_link_store(struct agent_link *link) {
    const uint8_t seq = link->in[1];
    const uint8_t ahead = (uint8_t)(seq - link->expected);
    struct agent_stored *slot = &link->stored[seq % AGENT_FRAMES];
    if (ahead >= AGENT_FRAMES) {
        if (ahead < 256 - AGENT_FRAMES) {
            link->bad++;
        } else {
            link->ack_now = true;  // the host has not heard that it came
        }
        return;
    }
    if (ahead > 0 || slot->full) {
        link->ack_now = true;
    }
    if (slot->full) {
        return;
    }
    size_t length;
    const uint8_t *body = agent_link_body(link, &length);
    slot->full = true;
    slot->type = link->in[0];
    slot->length = (uint16_t)length;
    memcpy(slot->body, body, length);
    if (ahead == 0 && link->stored[(uint8_t)(seq + 1) % AGENT_FRAMES].full) {
        link->ack_now = true;  // a gap is filled
    }
}

const struct agent_stored *agent_link_next(const struct agent_link *link) {
    const struct agent_stored *slot = &link->stored[link->expected % AGENT_FRAMES];
    return slot->full ? slot : NULL;
}

void agent_link_take(struct agent_link *link, uint32_t now) {
    struct agent_stored *slot = &link->stored[link->expected % AGENT_FRAMES];
    slot->full = false;
    link->expected++;
    if (link->taken == 0) {
        link->taken_ms = now;
        link->taken_bytes = 0;
    }
    link->taken = (uint8_t)(link->taken < 255 ? link->taken + 1 : 255);
    link->taken_bytes += (uint32_t)slot->length + AGENT_FRAME_COST;
}

void agent_link_wipe(struct agent_link *link, const struct agent_stored *frame) {
    memset(link->stored[frame - link->stored].body, 0, sizeof frame->body);
    memset(link->in, 0, sizeof link->in);
}

// ---- bytes to the line

const uint8_t *agent_link_pending(const struct agent_link *link, size_t *length) {
    *length = link->out_end - link->out_begin;
    return link->out + link->out_begin;
}

void agent_link_written(struct agent_link *link, size_t length, uint32_t now) {
    if (length == 0) {
        return;
    }
    link->out_begin += length;
    link->wrote_ms = now;
    if (link->out_begin >= link->out_end) {
        link->out_begin = 0;
        link->out_end = 0;
    }
}

static bool make_room(struct agent_link *link, size_t length) {
    if (AGENT_OUT_BYTES - link->out_end >= length) {
        return true;
    }
    const size_t pending = link->out_end - link->out_begin;
    memmove(link->out, link->out + link->out_begin, pending);
    link->out_begin = 0;
    link->out_end = pending;
    return AGENT_OUT_BYTES - link->out_end >= length;
}

size_t agent_frame_encode(const uint8_t header[AGENT_HEADER], const uint8_t *body, size_t length,
                          uint8_t *to) {
    const uint32_t crc = agent_crc32_add(agent_crc32_add(0, header, AGENT_HEADER), body, length);
    uint8_t trailer[AGENT_TRAILER];
    struct agent_writer writer = {trailer, 0};
    agent_put32(&writer, crc);
    struct agent_cobs_encoder encoder;
    agent_cobs_begin(&encoder, to);
    agent_cobs_add(&encoder, header, AGENT_HEADER);
    agent_cobs_add(&encoder, body, length);
    agent_cobs_add(&encoder, trailer, sizeof trailer);
    return agent_cobs_end(&encoder);
}

static bool write_frame(struct agent_link *link, uint8_t type, uint8_t seq, const uint8_t *body,
                        size_t length, uint32_t now) {
    if (length > AGENT_PAYLOAD || !make_room(link, 1 + AGENT_WIRE_MAX(length))) {
        return false;
    }
    const bool idle = link->out_end == link->out_begin && now - link->wrote_ms >= IDLE_MS;
    if (link->wrote_raw || idle) {
        link->out[link->out_end++] = 0;
        link->wrote_raw = false;
    }
    const uint8_t header[AGENT_HEADER] = {type, seq, type == AGENT_HELLO ? 0 : link->expected};
    link->out_end += agent_frame_encode(header, body, length, link->out + link->out_end);
    return true;
}

static uint16_t stored_bitmap(const struct agent_link *link) {
    uint16_t bitmap = 0;
    for (unsigned i = 0; i + 1 < AGENT_FRAMES; i++) {
        if (link->stored[(uint8_t)(link->expected + 1 + i) % AGENT_FRAMES].full) {
            bitmap = (uint16_t)(bitmap | 1u << i);
        }
    }
    return bitmap;
}

static void acknowledged(struct agent_link *link) {
    link->taken = 0;
    link->ack_now = false;
}

bool agent_link_send(struct agent_link *link, uint8_t type, const uint8_t *body, size_t length,
                     uint32_t now) {
    if (!write_frame(link, type, 0, body, length, now)) {
        return false;
    }
    if (type != AGENT_HELLO && stored_bitmap(link) == 0) {
        acknowledged(link);
    }
    return true;
}

static bool send_ack(struct agent_link *link, uint32_t now) {
    uint8_t body[2];
    struct agent_writer writer = {body, 0};
    agent_put16(&writer, stored_bitmap(link));
    if (!write_frame(link, AGENT_ACK, 0, body, writer.length, now)) {
        return false;
    }
    acknowledged(link);
    return true;
}

bool agent_link_send_pong(struct agent_link *link, uint16_t id, uint32_t dropped, uint32_t heap,
                          uint32_t now) {
    uint8_t body[20];
    struct agent_writer writer = {body, 0};
    agent_put16(&writer, id);
    agent_put16(&writer, stored_bitmap(link));
    agent_put32(&writer, link->good);
    agent_put32(&writer, link->bad);
    agent_put32(&writer, dropped);
    agent_put32(&writer, heap);
    if (!write_frame(link, AGENT_PONG, 0, body, writer.length, now)) {
        return false;
    }
    acknowledged(link);
    return true;
}

// ---- numbered frames out; their fates are in agent_repeat.c

static void transmit(struct agent_link *link, uint8_t seq, uint32_t now) {
    struct agent_sent *slot = &link->sent[seq % AGENT_FRAMES];
    if (!write_frame(link, slot->type, seq, slot->body, slot->length, now)) {
        return;  // stays lost, or becomes so by the timer; the line has stopped
    }
    slot->order = ++link->order;
    slot->sent_ms = now;
    link->sent_ms = now;
    slot->lost = false;
    if (stored_bitmap(link) == 0) {
        acknowledged(link);
    }
}

size_t agent_link_room(const struct agent_link *link) {
    const uint8_t under_way = (uint8_t)(link->send_next - link->send_base);
    if (under_way >= link->frames_max ||
        link->window < link->window_used + AGENT_FRAME_COST + 1u) {
        return 0;
    }
    const uint32_t left = link->window - link->window_used - AGENT_FRAME_COST;
    return left < link->body_max ? left : link->body_max;
}

uint8_t *agent_link_fresh(struct agent_link *link) {
    return link->sent[link->send_next % AGENT_FRAMES].body;
}

void agent_link_commit(struct agent_link *link, uint8_t type, size_t length, uint32_t now) {
    const uint8_t seq = link->send_next;
    struct agent_sent *slot = &link->sent[seq % AGENT_FRAMES];
    if (link->send_base == link->send_next) {
        link->progress_ms = now;
    }
    slot->type = type;
    slot->length = (uint16_t)length;
    slot->acked = false;
    slot->lost = true;  // until it is written
    slot->again = false;
    link->window_used += (uint32_t)length + AGENT_FRAME_COST;
    link->send_next++;
    transmit(link, seq, now);
}

static bool send_ping(struct agent_link *link, uint32_t now) {
    uint8_t body[2];
    struct agent_writer writer = {body, 0};
    link->ping_id++;
    agent_put16(&writer, link->ping_id);
    if (!agent_link_send(link, AGENT_PING, body, writer.length, now)) {
        return false;
    }
    link->ping_order = ++link->order;
    link->ping_ms = now;
    link->sent_ms = now;
    link->ping_open = true;
    return true;
}

// ---- what is due by itself

static bool ack_due(const struct agent_link *link, uint32_t now) {
    return link->ack_now || link->taken >= 2 ||
           (link->taken > 0 && (link->taken_bytes >= link->window / 4 ||
                                now - link->taken_ms >= AGENT_ACK_DELAY_MS));
}

bool agent_link_service(struct agent_link *link, bool line_free, uint32_t now) {
    const struct agent_repeat repeat = agent_link_repeat(link, now);
    if (repeat.what == AGENT_REPEAT_FRAME) {
        link->sent[repeat.seq % AGENT_FRAMES].again = true;
        transmit(link, repeat.seq, now);
        return true;
    }
    // Other frames carry `ack` too, but not which frames came behind a gap.
    if (ack_due(link, now) && (line_free || stored_bitmap(link) != 0)) {
        return send_ack(link, now);
    }
    if (repeat.what == AGENT_REPEAT_PING && line_free) {
        link->ping_due = false;
        return send_ping(link, now);
    }
    return false;
}

uint32_t agent_link_due(const struct agent_link *link, uint32_t now) {
    if (ack_due(link, now)) {
        return 0;
    }
    const uint32_t repeat = agent_link_repeat_due(link, now);
    if (link->taken == 0) {
        return repeat;
    }
    const uint32_t ack = AGENT_ACK_DELAY_MS - (now - link->taken_ms);
    return ack < repeat ? ack : repeat;
}
