// The line: frames in and out of bytes, and numbered frames that arrive once and in order although
// the line loses some (docs/tunnel.md, "Frames on the wire" and "Reliability").
//
// The link knows types only as unnumbered or numbered, and bodies not at all, but for those of its
// own frames: ACK, PING and PONG.
#ifndef AGENT_LINK_H
#define AGENT_LINK_H

#include "agent_cobs.h"
#include "agent_wire.h"

// The longest body taken and sent: DATA's id and 1024 bytes.
#ifndef AGENT_PAYLOAD
#define AGENT_PAYLOAD 1025
#endif

// Encoded bytes that wait for the line: 16 replies to TEST of the rate search, or 4 of the longest body,
// behind a frame of the longest body.
#define AGENT_OUT_BYTES 6144

enum { AGENT_ACK_DELAY_MS = 10 };  // in which another frame may carry the acknowledgement

// A numbered frame that was sent and has not been acknowledged.
struct agent_sent {
    uint32_t order;  // of its last transmission
    uint32_t sent_ms;
    uint16_t length;
    uint8_t type;
    bool acked;
    bool lost;   // is to go out again
    bool again;  // has gone out more than once: says nothing about the round trip
    uint8_t body[AGENT_PAYLOAD];
};

// A numbered frame that waits for its turn.
struct agent_stored {
    bool full;
    uint8_t type;
    uint16_t length;
    uint8_t body[AGENT_PAYLOAD];
};

struct agent_link {
    // Bytes to the line
    uint8_t out[AGENT_OUT_BYTES];
    size_t out_begin;
    size_t out_end;
    uint32_t wrote_ms;
    bool wrote_raw;  // a delimiter must come before the next frame

    // Sending
    uint8_t send_base;  // oldest unacknowledged
    uint8_t send_next;
    uint8_t frames_max;   // of the host
    uint16_t body_max;
    uint32_t window;
    uint32_t window_used;
    uint32_t order;       // counts transmissions of numbered frames, and PINGs
    uint32_t answered;    // the highest of them that was answered
    bool ping_due;         // the timer ran out: ask what was lost
    uint32_t sent_ms;      // when the last numbered frame or PING went out
    uint32_t progress_ms;  // when something was acknowledged last, or the first frame sent
    uint32_t srtt_ms8;     // 8 times the round trip
    uint32_t rto_ms;
    uint32_t ping_order;
    uint32_t ping_ms;
    uint16_t ping_id;
    bool ping_open;
    struct agent_sent sent[AGENT_FRAMES];

    // Receiving
    struct agent_cobs_decoder decoder;
    uint8_t in[AGENT_HEADER + AGENT_PAYLOAD + AGENT_TRAILER];
    uint8_t expected;
    uint8_t taken;  // frames since the last acknowledgement
    uint32_t taken_bytes;
    uint32_t taken_ms;
    bool ack_now;
    struct agent_stored stored[AGENT_FRAMES];

    uint32_t good;  // frames, since boot
    uint32_t bad;
};

enum agent_frame_verdict {
    AGENT_FRAME_NONE,
    AGENT_FRAME_WHOLE,  // in `in`, with a good check sum
};

// Encodes a frame; `to` has AGENT_WIRE_MAX(length) bytes. Returns how many were written.
#define AGENT_WIRE_MAX(length) AGENT_COBS_MAX(AGENT_HEADER + (length) + AGENT_TRAILER)
size_t agent_frame_encode(const uint8_t header[AGENT_HEADER], const uint8_t *body, size_t length,
                          uint8_t *to);

void agent_link_init(struct agent_link *link);

// Forgets what a session had: both sequences begin with 0.
void agent_link_reset(struct agent_link *link, uint32_t now);

// How much is sent before an acknowledgement; `baud` 0 for a fixed rate.
void agent_link_limit(struct agent_link *link, uint16_t body, uint32_t window, uint32_t baud);

// ---- receiving

enum agent_frame_verdict agent_link_byte(struct agent_link *link, uint8_t byte);

// Of the frame in `in`.
uint8_t agent_link_type(const struct agent_link *link);
const uint8_t *agent_link_body(const struct agent_link *link, size_t *length);

// Takes the `ack` of the frame in `in`, or of an ACK or PONG with its bitmap. False is a violation:
// it names a frame that was never sent.
bool agent_link_acked(struct agent_link *link, uint16_t bitmap, uint32_t now);

// A PONG has come.
bool agent_link_pong(struct agent_link *link, uint16_t id, uint16_t bitmap, uint32_t now);

// Stores the numbered frame in `in`.
void agent_link_store(struct agent_link *link);

// The next frame in order, or NULL. It stays until agent_link_take.
const struct agent_stored *agent_link_next(const struct agent_link *link);
void agent_link_take(struct agent_link *link, uint32_t now);

// Overwrites the bytes of a frame that was taken: a password was in it.
void agent_link_wipe(struct agent_link *link, const struct agent_stored *frame);

// ---- sending

// Writes an unnumbered frame. False if the line is too far behind: it is dropped.
bool agent_link_send(struct agent_link *link, uint8_t type, const uint8_t *body, size_t length,
                     uint32_t now);
bool agent_link_send_pong(struct agent_link *link, uint16_t id, uint32_t dropped, uint32_t heap,
                          uint32_t now);

// The longest body that a new numbered frame may have now, 0 for none.
size_t agent_link_room(const struct agent_link *link);

// Where its body goes; then agent_link_commit sends it.
uint8_t *agent_link_fresh(struct agent_link *link);
void agent_link_commit(struct agent_link *link, uint8_t type, size_t length, uint32_t now);

// Sends what is due by itself, at most one frame: a lost one or an ACK that nothing else can stand for,
// and if nobody else has something for the line any ACK and a probe. True if it did.
bool agent_link_service(struct agent_link *link, bool line_free, uint32_t now);

// Milliseconds until agent_link_service has something to do.
uint32_t agent_link_due(const struct agent_link *link, uint32_t now);

// What selective repeat wants to send (agent_repeat.c).
struct agent_repeat {
    enum { AGENT_REPEAT_NOTHING, AGENT_REPEAT_FRAME, AGENT_REPEAT_PING } what;
    uint8_t seq;
};

// A lost frame, or once the timers say so the oldest one or a probe.
struct agent_repeat agent_link_repeat(struct agent_link *link, uint32_t now);
uint32_t agent_link_repeat_due(const struct agent_link *link, uint32_t now);

// Bytes that wait for the line.
const uint8_t *agent_link_pending(const struct agent_link *link, size_t *length);
void agent_link_written(struct agent_link *link, size_t length, uint32_t now);

#endif
