// Consistent Overhead Byte Stuffing: frames without a zero byte inside, a zero byte after each.
//
// Boot text and panics of the chip have no zero byte either, so that a burst of them costs exactly
// one broken frame.
#ifndef AGENT_COBS_H
#define AGENT_COBS_H

#include <stddef.h>
#include <stdint.h>

// Room that the encoded form of `length` bytes needs, with the delimiter.
#define AGENT_COBS_MAX(length) ((length) + (length) / 254u + 2u)

// Encodes a frame in pieces. The caller has made sure of the room.
struct agent_cobs_encoder {
    uint8_t *to;
    size_t code_at;  // where the code of the block in work goes
    size_t end;      // next byte to write
    uint8_t code;    // of the block in work; 0xFF is full
};

void agent_cobs_begin(struct agent_cobs_encoder *encoder, uint8_t *to);
void agent_cobs_add(struct agent_cobs_encoder *encoder, const uint8_t *bytes, size_t length);

// Appends the delimiter. Returns the length of the encoded frame.
size_t agent_cobs_end(struct agent_cobs_encoder *encoder);

// Takes an encoded stream byte by byte. What does not fit is counted, not kept.
struct agent_cobs_decoder {
    uint8_t *frame;      // where the decoded frame grows
    size_t room;         // of `frame`
    size_t length;       // decoded so far; more than `room` says that it did not fit
    uint8_t block_left;  // bytes of the block that are still to come; 0 before a code byte
    uint8_t code;        // of the block; 0xFF is followed by no zero, 0 says that no block came yet
};

enum agent_cobs_event {
    AGENT_COBS_MORE,    // no frame has ended
    AGENT_COBS_FRAME,   // a frame of `length` bytes, which the next byte overwrites
    AGENT_COBS_BROKEN,  // a delimiter came in the middle of a block, or the frame was too long
};

void agent_cobs_init(struct agent_cobs_decoder *decoder, uint8_t *frame, size_t room);

// An empty frame (two delimiters in a row) is no event: senders begin with a delimiter.
enum agent_cobs_event agent_cobs_decode(struct agent_cobs_decoder *decoder, uint8_t byte);

#endif
