// The tunnel's protocol in numbers, and reading and writing of bodies. docs/tunnel.md is its
// specification; names here are those of its tables.
#ifndef AGENT_WIRE_H
#define AGENT_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent_port.h"

enum { AGENT_MAJOR = 1, AGENT_MINOR = 0 };

enum agent_type {
    AGENT_RST = 0x01,
    AGENT_HELLO = 0x02,
    AGENT_ACK = 0x03,
    AGENT_PING = 0x04,
    AGENT_PONG = 0x05,
    AGENT_BAUD = 0x06,
    AGENT_TEST = 0x07,
    AGENT_LOG = 0x08,
    AGENT_BYE = 0x09,
    AGENT_NUMBERED = 0x20,  // types from here on have a sequence number
    AGENT_OPEN = 0x20,
    AGENT_BIND = 0x21,
    AGENT_CONNECT = 0x22,
    AGENT_LISTEN = 0x23,
    AGENT_ACCEPT_SLOT = 0x24,
    AGENT_ACCEPTED = 0x25,
    AGENT_STATUS = 0x26,
    AGENT_DATA = 0x27,
    AGENT_DGRAM = 0x28,
    AGENT_CREDIT = 0x29,
    AGENT_EOF = 0x2A,
    AGENT_CLOSE = 0x2B,
    AGENT_SETOPT = 0x2C,
    AGENT_RESOLVE = 0x2D,
    AGENT_RESOLVED = 0x2E,
    AGENT_NETINFO = 0x2F,
    AGENT_WIFI_JOIN = 0x30,
    AGENT_WIFI_LEAVE = 0x31,
};

enum { AGENT_OP_FAILED = 0, AGENT_ID_NONE = 0xFF };  // of STATUS
enum { AGENT_BAUD_SET, AGENT_BAUD_ACCEPT, AGENT_BAUD_REFUSE, AGENT_BAUD_COMMIT, AGENT_BAUD_COMMITTED };
enum { AGENT_TEST_REQUEST, AGENT_TEST_REPLY };
enum { AGENT_DGRAM_FIRST = 1, AGENT_DGRAM_LAST = 2 };
enum { AGENT_KIND_DATAGRAMS = 1, AGENT_KIND_IPV6 = 2 };
enum { AGENT_BYE_DONE, AGENT_BYE_RESTART, AGENT_BYE_VIOLATION, AGENT_BYE_SILENCE, AGENT_BYE_VERSION };

enum {
    AGENT_CAN_IPV6 = 1,
    AGENT_CAN_UDP = 2,
    AGENT_CAN_LISTEN = 4,
    AGENT_FIXED_RATE = 8,
    AGENT_CAN_JOIN = 16,
    AGENT_CAN_STORE = 32,
};

enum {
    AGENT_HEADER = 3,          // type, seq, ack
    AGENT_TRAILER = 4,         // crc
    AGENT_FRAME_COST = 12,     // what a frame counts in a window beside its body
    AGENT_FRAMES = 16,         // numbered frames under way, each direction
    AGENT_PAYLOAD_MIN = 288,   // both sides take at least this, and use no more before a BAUD
    AGENT_PAYLOAD_MAX = 2048,
    AGENT_WINDOW_MIN = 1280,
    AGENT_FIXED_WINDOW = 16640,
    AGENT_FIXED_PAYLOAD = 1025,
    AGENT_BOOT_BAUD = 115200,
    AGENT_TEXT_MAX = 100,      // of a BYE
    AGENT_CREDIT_MAX = 65535,
    AGENT_DATAGRAMS_MAX = 255,
    AGENT_NAME_MAX = 255,
    AGENT_SSID_MAX = 32,
    AGENT_PASSWORD_MAX = 64,
    AGENT_ADDRESSES_MAX = 8,   // of a RESOLVED
};

// Reads a body field by field. Reading past the end gives zeros and sets `bad`.
struct agent_reader {
    const uint8_t *next;
    size_t left;
    bool bad;
};

struct agent_reader agent_read(const uint8_t *body, size_t length);
uint8_t agent_get8(struct agent_reader *reader);
uint16_t agent_get16(struct agent_reader *reader);
uint32_t agent_get32(struct agent_reader *reader);

// The next `length` bytes, which stay in the frame; NULL and `bad` when there are not so many.
const uint8_t *agent_get(struct agent_reader *reader, size_t length);

// A family that is neither 0, 4 nor 6 is bad.
struct agent_address agent_get_address(struct agent_reader *reader);

// True if everything was there and nothing is left.
bool agent_read_all(const struct agent_reader *reader);

// Writes a body. The caller has made sure of the room.
struct agent_writer {
    uint8_t *body;
    size_t length;
};

void agent_put8(struct agent_writer *writer, uint8_t value);
void agent_put16(struct agent_writer *writer, uint16_t value);
void agent_put32(struct agent_writer *writer, uint32_t value);
void agent_put(struct agent_writer *writer, const uint8_t *bytes, size_t length);
void agent_put_address(struct agent_writer *writer, const struct agent_address *address);

// 4 or 16 by the address's family, 0 for none.
size_t agent_address_length(uint8_t family);

#endif
