#include "host_model.h"

#include <string.h>

#include "agent_crc.h"
#include "check.h"

enum { PING_MS = 100, RTO_MS = 400 };

void test_host_init(struct test_host *host) {
    memset(host, 0, sizeof *host);
    agent_cobs_init(&host->decoder, host->in, sizeof host->in);
    host->answers = true;
}

void test_host_raw(struct test_host *host, uint8_t type, uint8_t seq, uint8_t ack, const void *body,
                   size_t length) {
    uint8_t plain[HOST_BODY_MAX + 7] = {type, seq, ack};
    CHECK(length <= HOST_BODY_MAX);
    if (length > 0) {
        memcpy(plain + 3, body, length);
    }
    const uint32_t crc = agent_crc32_add(0, plain, 3 + length);
    for (unsigned i = 0; i < 4; i++) {
        plain[3 + length + i] = (uint8_t)(crc >> 8 * i);
    }
    CHECK(host->wire_length + AGENT_COBS_MAX(length + 7) <= sizeof host->wire);
    struct agent_cobs_encoder encoder;
    agent_cobs_begin(&encoder, host->wire + host->wire_length);
    agent_cobs_add(&encoder, plain, length + 7);
    host->wire_length += agent_cobs_end(&encoder);
}

void test_host_unnumbered(struct test_host *host, uint8_t type, const void *body, size_t length) {
    test_host_raw(host, type, 0, host->expected, body, length);
}

static void transmit(struct test_host *host, struct host_sent *sent) {
    sent->order = ++host->order;
    test_host_raw(host, sent->frame.type, sent->frame.seq, host->expected, sent->frame.body,
                  sent->frame.length);
}

bool test_host_send(struct test_host *host, uint8_t type, const void *body, size_t length) {
    if ((uint8_t)(host->next - host->base) >= HOST_FRAMES) {
        return false;
    }
    struct host_sent *sent = &host->sent[host->next % HOST_FRAMES];
    if (host->next == host->base) {
        host->progress_ms = host->now;
    }
    sent->frame.type = type;
    sent->frame.seq = host->next++;
    sent->frame.length = length;
    sent->acked = false;
    memcpy(sent->frame.body, body, length);
    transmit(host, sent);
    return true;
}

static void acked(struct test_host *host, struct host_sent *sent) {
    if (!sent->acked) {
        sent->acked = true;
        host->progress_ms = host->now;
        host->answered = sent->order > host->answered ? sent->order : host->answered;
    }
}

static void take_ack(struct test_host *host, uint8_t ack, uint16_t bitmap) {
    CHECK((uint8_t)(ack - host->base) <= (uint8_t)(host->next - host->base));
    while (host->base != ack) {
        acked(host, &host->sent[host->base++ % HOST_FRAMES]);
    }
    for (unsigned i = 0; i < 16; i++) {
        if (bitmap >> i & 1) {
            const uint8_t seq = (uint8_t)(ack + 1 + i);
            CHECK((uint8_t)(seq - host->base) < (uint8_t)(host->next - host->base));
            acked(host, &host->sent[seq % HOST_FRAMES]);
        }
    }
}

static void list(struct test_host *host, const struct host_frame *frame) {
    CHECK(host->list_count < HOST_LIST);
    host->list[(host->list_begin + host->list_count++) % HOST_LIST] = *frame;
}

const struct host_frame *test_host_next(struct test_host *host) {
    if (host->list_count == 0) {
        return NULL;
    }
    const struct host_frame *frame = &host->list[host->list_begin];
    host->list_begin = (host->list_begin + 1) % HOST_LIST;
    host->list_count--;
    return frame;
}

static void take_numbered(struct test_host *host, const struct host_frame *frame) {
    const uint8_t ahead = (uint8_t)(frame->seq - host->expected);
    host->ack_due = true;
    if (ahead < HOST_FRAMES) {
        host->stored[frame->seq % HOST_FRAMES] = *frame;
        host->full[frame->seq % HOST_FRAMES] = true;
    } else {
        CHECK(ahead >= 256 - HOST_FRAMES);
    }
    while (host->full[host->expected % HOST_FRAMES]) {
        host->full[host->expected % HOST_FRAMES] = false;
        list(host, &host->stored[host->expected % HOST_FRAMES]);
        host->expected++;
    }
}

static uint16_t get16(const struct host_frame *frame, size_t at) {
    CHECK(at + 2 <= frame->length);
    return (uint16_t)(frame->body[at] | frame->body[at + 1] << 8);
}

static uint16_t bitmap(const struct test_host *host) {
    unsigned bits = 0;
    for (unsigned i = 0; i < HOST_FRAMES - 1; i++) {
        bits |= (host->full[(uint8_t)(host->expected + 1 + i) % HOST_FRAMES] ? 1u : 0u) << i;
    }
    return (uint16_t)bits;
}

static void send_pong(struct test_host *host, const struct host_frame *ping) {
    uint8_t body[20] = {ping->body[0], ping->body[1], (uint8_t)bitmap(host),
                        (uint8_t)(bitmap(host) >> 8)};
    test_host_unnumbered(host, AGENT_PONG, body, sizeof body);
    host->ack_due = false;
}

static void take_frame(struct test_host *host) {
    static struct host_frame frame;
    const size_t length = host->decoder.length;
    frame.type = host->in[0];
    frame.seq = host->in[1];
    frame.ack = host->in[2];
    frame.length = length - 7;
    memcpy(frame.body, host->in + 3, frame.length);
    if (frame.type == AGENT_ACK) {
        take_ack(host, frame.ack, get16(&frame, 0));
    } else if (frame.type == AGENT_PONG) {
        take_ack(host, frame.ack, get16(&frame, 2));
        if (get16(&frame, 0) == host->ping_id && host->ping_order > host->answered) {
            host->answered = host->ping_order;
        }
    } else if (frame.type != AGENT_HELLO) {
        take_ack(host, frame.ack, 0);
    }
    if (frame.type >= AGENT_NUMBERED) {
        take_numbered(host, &frame);
        return;
    }
    list(host, &frame);
    if (frame.type == AGENT_PING && host->answers) {
        send_pong(host, &frame);
    }
}

void test_host_hear(struct test_host *host, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        const enum agent_cobs_event event = agent_cobs_decode(&host->decoder, bytes[i]);
        const size_t count = host->decoder.length;
        if (event == AGENT_COBS_MORE) {
            continue;
        }
        uint32_t crc = 0;
        for (unsigned n = 0; event == AGENT_COBS_FRAME && count >= 7 && n < 4; n++) {
            crc |= (uint32_t)host->in[count - 4 + n] << 8 * n;
        }
        if (event == AGENT_COBS_BROKEN || count < 7 ||
            crc != agent_crc32_add(0, host->in, count - 4)) {
            host->bad++;
            continue;
        }
        host->good++;
        take_frame(host);
    }
}

static void ping(struct test_host *host) {
    host->ping_id++;
    const uint8_t body[2] = {(uint8_t)host->ping_id, (uint8_t)(host->ping_id >> 8)};
    host->ping_ms = host->now;
    host->ping_order = ++host->order;
    test_host_unnumbered(host, AGENT_PING, body, sizeof body);
}

void test_host_tick(struct test_host *host) {
    const bool late = host->base != host->next && host->now - host->progress_ms >= RTO_MS;
    for (uint8_t seq = host->base; seq != host->next; seq++) {
        struct host_sent *sent = &host->sent[seq % HOST_FRAMES];
        if (!sent->acked && (sent->order < host->answered || (late && seq == host->base))) {
            transmit(host, sent);
        }
    }
    if (late || (host->base != host->next && host->now - host->ping_ms >= PING_MS)) {
        host->progress_ms = late ? host->now : host->progress_ms;
        ping(host);
    }
    if (host->ack_due && host->answers) {
        const uint8_t body[2] = {(uint8_t)bitmap(host), (uint8_t)(bitmap(host) >> 8)};
        test_host_unnumbered(host, AGENT_ACK, body, sizeof body);
        host->ack_due = false;
    }
}

void test_host_rst(struct test_host *host, uint32_t nonce) {
    const uint8_t body[15] = {(uint8_t)nonce, (uint8_t)(nonce >> 8), (uint8_t)(nonce >> 16),
                              (uint8_t)(nonce >> 24), AGENT_MAJOR, AGENT_MINOR, 0, 0, 0, 0,
                              HOST_FRAMES, 0, 8, 0, 65};
    host->base = 0;
    host->next = 0;
    host->order = 0;
    host->answered = 0;
    host->expected = 0;
    host->ack_due = false;
    host->list_count = 0;
    memset(host->full, 0, sizeof host->full);
    test_host_raw(host, AGENT_RST, 0, 0, body, sizeof body);
}
