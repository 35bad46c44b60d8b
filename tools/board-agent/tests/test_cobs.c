// COBS and CRC-32, by known values, round trips, and streams that are cut or joined anywhere.
#include <string.h>

#include "agent_cobs.h"
#include "agent_crc.h"
#include "check.h"

static uint8_t encoded[AGENT_COBS_MAX(2048)];
static uint8_t decoded[2048];

static size_t encode(const uint8_t *plain, size_t length, uint8_t *to) {
    struct agent_cobs_encoder encoder;
    const size_t half = length / 2;
    agent_cobs_begin(&encoder, to);
    agent_cobs_add(&encoder, plain, half);
    agent_cobs_add(&encoder, plain + half, length - half);
    return agent_cobs_end(&encoder);
}

static void check_known(const char *plain, size_t length, const char *wire, size_t wire_length) {
    CHECK_EQUAL(wire_length, encode((const uint8_t *)plain, length, encoded));
    CHECK_BYTES(wire, encoded, wire_length);
}

static void known_frames(void) {
    check_known("", 0, "\x01\x00", 2);
    check_known("\x00", 1, "\x01\x01\x00", 3);
    check_known("\x00\x00", 2, "\x01\x01\x01\x00", 4);
    check_known("\x11\x22\x00\x33", 4, "\x03\x11\x22\x02\x33\x00", 6);
    check_known("\x11\x00\x00\x00", 4, "\x02\x11\x01\x01\x01\x00", 6);
}

// 253, 254 and 255 bytes without a zero: the full block and its neighbours.
static void full_blocks(void) {
    uint8_t plain[255];
    memset(plain, 0x55, sizeof plain);
    CHECK_EQUAL(255, encode(plain, 253, encoded));
    CHECK_EQUAL(0xFE, encoded[0]);
    CHECK_EQUAL(256, encode(plain, 254, encoded));
    CHECK_EQUAL(0xFF, encoded[0]);
    CHECK_EQUAL(258, encode(plain, 255, encoded));
    CHECK_EQUAL(0xFF, encoded[0]);
    CHECK_EQUAL(0x02, encoded[255]);
}

static void round_trips(void) {
    struct check_random random = {1};
    uint8_t plain[1200];
    for (int round = 0; round < 3000; round++) {
        const size_t length = check_below(&random, sizeof plain);
        const uint32_t zeros = check_below(&random, 5);
        for (size_t i = 0; i < length; i++) {
            plain[i] = zeros == 0 ? 1 : (uint8_t)(check_below(&random, 8) < zeros ? 0 : check_next(&random));
        }
        const size_t wire_length = encode(plain, length, encoded);
        CHECK(wire_length <= AGENT_COBS_MAX(length));
        struct agent_cobs_decoder decoder;
        agent_cobs_init(&decoder, decoded, sizeof decoded);
        for (size_t i = 0; i + 1 < wire_length; i++) {
            CHECK(encoded[i] != 0);
            CHECK_EQUAL(AGENT_COBS_MORE, agent_cobs_decode(&decoder, encoded[i]));
        }
        CHECK_EQUAL(AGENT_COBS_FRAME, agent_cobs_decode(&decoder, 0));
        CHECK_EQUAL(length, decoder.length);
        CHECK_BYTES(plain, decoded, length);
    }
}

static enum agent_cobs_event feed(struct agent_cobs_decoder *decoder, const char *bytes,
                                  size_t length) {
    enum agent_cobs_event event = AGENT_COBS_MORE;
    for (size_t i = 0; i < length; i++) {
        event = agent_cobs_decode(decoder, (uint8_t)bytes[i]);
    }
    return event;
}

static void broken_frames(void) {
    struct agent_cobs_decoder decoder;
    uint8_t small[4];
    agent_cobs_init(&decoder, small, sizeof small);
    CHECK_EQUAL(AGENT_COBS_MORE, feed(&decoder, "\x00\x00\x00", 3));
    CHECK_EQUAL(AGENT_COBS_BROKEN, feed(&decoder, "\x05\x01\x02\x00", 4));
    CHECK_EQUAL(AGENT_COBS_FRAME, feed(&decoder, "\x03\x01\x02\x00", 4));
    CHECK_EQUAL(2, decoder.length);
    CHECK_EQUAL(AGENT_COBS_FRAME, feed(&decoder, "\x05\x01\x02\x03\x04\x00", 6));
    CHECK_EQUAL(AGENT_COBS_BROKEN, feed(&decoder, "\x06\x01\x02\x03\x04\x05\x00", 7));
    // Any amount of text without a zero is one broken frame, and the next is whole.
    for (int i = 0; i < 100000; i++) {
        CHECK_EQUAL(AGENT_COBS_MORE, feed(&decoder, "rst:0x1 (POWERON)", 17));
    }
    CHECK_EQUAL(AGENT_COBS_BROKEN, feed(&decoder, "\x00", 1));
    CHECK_EQUAL(AGENT_COBS_FRAME, feed(&decoder, "\x01\x00", 2));
    CHECK_EQUAL(0, decoder.length);
}

static void check_sums(void) {
    CHECK_EQUAL(0, agent_crc32_add(0, (const uint8_t *)"", 0));
    CHECK_EQUAL(0xCBF43926u, agent_crc32_add(0, (const uint8_t *)"123456789", 9));
    const uint32_t half = agent_crc32_add(0, (const uint8_t *)"1234", 4);
    CHECK_EQUAL(0xCBF43926u, agent_crc32_add(half, (const uint8_t *)"56789", 5));
    const uint8_t zeros[32] = {0};
    CHECK_EQUAL(0x190A55ADu, agent_crc32_add(0, zeros, sizeof zeros));
}

int main(void) {
    known_frames();
    full_blocks();
    round_trips();
    broken_frames();
    check_sums();
    puts("    COBS and CRC-32: known values, round trips, broken streams");
    return 0;
}
