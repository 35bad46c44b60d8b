#include "agent_wire.h"

#include <string.h>

struct agent_reader agent_read(const uint8_t *body, size_t length) {
    const struct agent_reader reader = {body, length, false};
    return reader;
}

const uint8_t *agent_get(struct agent_reader *reader, size_t length) {
    if (reader->bad || reader->left < length) {
        reader->bad = true;
        return NULL;
    }
    const uint8_t *bytes = reader->next;
    reader->next += length;
    reader->left -= length;
    return bytes;
}

uint8_t agent_get8(struct agent_reader *reader) {
    const uint8_t *bytes = agent_get(reader, 1);
    return bytes ? bytes[0] : 0;
}

uint16_t agent_get16(struct agent_reader *reader) {
    const uint8_t *bytes = agent_get(reader, 2);
    return (uint16_t)(bytes ? bytes[0] | bytes[1] << 8 : 0);
}

uint32_t agent_get32(struct agent_reader *reader) {
    const uint8_t *bytes = agent_get(reader, 4);
    return bytes ? bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
                       (uint32_t)bytes[3] << 24
                 : 0;
}

size_t agent_address_length(uint8_t family) {
    return family == 4 ? 4 : family == 6 ? 16 : 0;
}

struct agent_address agent_get_address(struct agent_reader *reader) {
    struct agent_address address;
    memset(&address, 0, sizeof address);
    address.family = agent_get8(reader);
    if (address.family != 0) {
        const size_t length = agent_address_length(address.family);
        address.port = agent_get16(reader);
        const uint8_t *bytes = agent_get(reader, length);
        if (length == 0) {
            reader->bad = true;
        } else if (bytes) {
            memcpy(address.bytes, bytes, length);
        }
    }
    return address;
}

bool agent_read_all(const struct agent_reader *reader) {
    return !reader->bad && reader->left == 0;
}

void agent_put8(struct agent_writer *writer, uint8_t value) {
    writer->body[writer->length++] = value;
}

void agent_put16(struct agent_writer *writer, uint16_t value) {
    agent_put8(writer, (uint8_t)value);
    agent_put8(writer, (uint8_t)(value >> 8));
}

void agent_put32(struct agent_writer *writer, uint32_t value) {
    agent_put16(writer, (uint16_t)value);
    agent_put16(writer, (uint16_t)(value >> 16));
}

void agent_put(struct agent_writer *writer, const uint8_t *bytes, size_t length) {
    if (length > 0) {
        memcpy(writer->body + writer->length, bytes, length);
        writer->length += length;
    }
}

void agent_put_address(struct agent_writer *writer, const struct agent_address *address) {
    const size_t length = agent_address_length(address->family);
    agent_put8(writer, length > 0 ? address->family : 0);
    if (length > 0) {
        agent_put16(writer, address->port);
        agent_put(writer, address->bytes, length);
    }
}
