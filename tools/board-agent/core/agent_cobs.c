#include "agent_cobs.h"

void agent_cobs_begin(struct agent_cobs_encoder *encoder, uint8_t *to) {
    encoder->to = to;
    encoder->code_at = 0;
    encoder->end = 1;
    encoder->code = 1;
}

static void end_block(struct agent_cobs_encoder *encoder) {
    encoder->to[encoder->code_at] = encoder->code;
    encoder->code_at = encoder->end++;
    encoder->code = 1;
}

void agent_cobs_add(struct agent_cobs_encoder *encoder, const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        // Only now: a full block at the very end needs no other block behind it.
        if (encoder->code == 0xFF) {
            end_block(encoder);
        }
        if (bytes[i] == 0) {
            end_block(encoder);
        } else {
            encoder->to[encoder->end++] = bytes[i];
            encoder->code++;
        }
    }
}

size_t agent_cobs_end(struct agent_cobs_encoder *encoder) {
    encoder->to[encoder->code_at] = encoder->code;
    encoder->to[encoder->end++] = 0;
    return encoder->end;
}

void agent_cobs_init(struct agent_cobs_decoder *decoder, uint8_t *frame, size_t room) {
    decoder->frame = frame;
    decoder->room = room;
    decoder->length = 0;
    decoder->block_left = 0;
    decoder->code = 0;
}

static void put(struct agent_cobs_decoder *decoder, uint8_t byte) {
    if (decoder->length < decoder->room) {
        decoder->frame[decoder->length++] = byte;
    } else {
        decoder->length = decoder->room + 1;
    }
}

static enum agent_cobs_event end_frame(struct agent_cobs_decoder *decoder) {
    const int empty = decoder->code == 0;
    const int whole = decoder->block_left == 0 && decoder->length <= decoder->room;
    decoder->block_left = 0;
    decoder->code = 0;
    if (empty) {
        return AGENT_COBS_MORE;
    }
    return whole ? AGENT_COBS_FRAME : AGENT_COBS_BROKEN;
}

enum agent_cobs_event agent_cobs_decode(struct agent_cobs_decoder *decoder, uint8_t byte) {
    if (byte == 0) {
        return end_frame(decoder);
    }
    if (decoder->block_left > 0) {
        put(decoder, byte);
        decoder->block_left--;
        return AGENT_COBS_MORE;
    }
    if (decoder->code == 0) {
        decoder->length = 0;
    } else if (decoder->code != 0xFF) {
        put(decoder, 0);  // the zero that the block before stood for
    }
    decoder->code = byte;
    decoder->block_left = (uint8_t)(byte - 1);
    return AGENT_COBS_MORE;
}
