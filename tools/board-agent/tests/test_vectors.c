// vectors.txt, the golden frames that the Java side runs too.
#include <string.h>

#include "check.h"
#include "host_board.h"

enum { BYTES_MAX = 8192, LINE_MAX_CHARS = 2 * BYTES_MAX + 64 };

struct bytes {
    uint8_t at[BYTES_MAX];
    size_t length;
};

struct block {
    char kind[8];  // frame, stream or wrong
    char name[64];
    char from[8];
    struct bytes type, seq, ack, body, wire;
    char wants[16][LINE_MAX_CHARS];
    unsigned want_count;
};

static struct test_board board;

static void parse_hex(const char *text, struct bytes *bytes) {
    bytes->length = 0;
    unsigned value;
    while (sscanf(text, "%2x", &value) == 1) {
        bytes->at[bytes->length++] = (uint8_t)value;
        text += 2;
    }
    CHECK(*text == 0 || *text == ' ' || strcmp(text, "-") == 0);
}

static void check_frame(const struct block *block) {
    const uint8_t header[3] = {block->type.at[0], block->seq.at[0], block->ack.at[0]};
    uint8_t wire[BYTES_MAX];
    const size_t length =
        agent_frame_encode(header, block->body.at, block->body.length, wire);
    CHECK_EQUAL(block->wire.length, length);
    CHECK_BYTES(block->wire.at, wire, length);
    static struct agent_link link;
    agent_link_init(&link);
    for (size_t i = 0; i < length; i++) {
        CHECK_EQUAL(i + 1 == length ? AGENT_FRAME_WHOLE : AGENT_FRAME_NONE,
                    agent_link_byte(&link, wire[i]));
    }
    size_t body_length;
    const uint8_t *body = agent_link_body(&link, &body_length);
    CHECK_BYTES(header, link.in, 3);
    CHECK_EQUAL(block->body.length, body_length);
    CHECK_BYTES(block->body.at, body, body_length);
}

static void check_want(const struct block *block, const struct agent_link *link, unsigned n) {
    char text[LINE_MAX_CHARS];
    size_t length;
    const uint8_t *body = agent_link_body(link, &length);
    size_t end = (size_t)snprintf(text, sizeof text, "frame %02x %02x %02x %s", link->in[0],
                                  link->in[1], link->in[2], length == 0 ? "-" : "");
    for (size_t i = 0; i < length; i++) {
        end += (size_t)snprintf(text + end, sizeof text - end, "%02x", body[i]);
    }
    CHECK(n < block->want_count);
    CHECK(strcmp(text, block->wants[n]) == 0);
}

static void check_stream(const struct block *block) {
    static struct agent_link link;
    agent_link_init(&link);
    unsigned n = 0;
    for (size_t i = 0; i < block->wire.length; i++) {
        const uint32_t bad = link.bad;
        if (agent_link_byte(&link, block->wire.at[i]) == AGENT_FRAME_WHOLE) {
            check_want(block, &link, n++);
        } else if (link.bad != bad) {
            CHECK(n < block->want_count && strncmp(block->wants[n], "frame", 5) != 0);
            n++;
        }
    }
    CHECK_EQUAL(block->want_count, n);
}

static void hear(const uint8_t header[3], const uint8_t *body, size_t length) {
    uint8_t wire[BYTES_MAX];
    agent_input(&board.agent, wire, agent_frame_encode(header, body, length, wire), board.now);
}

static void begin_session(void) {
    static const uint8_t RST[3] = {AGENT_RST, 0, 0};
    static const uint8_t BODY[15] = {1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 16, 1, 4, 0, 65};
    test_board_boot(&board, false);
    hear(RST, BODY, sizeof BODY);
    CHECK(board.in_session);
}

// What the host may send does not end a session, and what is wrong ends one.
static void check_host_body(const struct block *block, bool wrong) {
    const uint8_t type = block->type.at[0];
    const uint8_t header[3] = {type, 0, 0};
    begin_session();
    hear(header, block->body.at, block->body.length);
    const bool ends = wrong || type == AGENT_BYE;
    CHECK(board.in_session == !ends);
}

static bool boards_own(uint8_t type) {
    return type == AGENT_HELLO || type == AGENT_LOG || type == AGENT_BYE;
}

static void check_block(const struct block *block) {
    if (strcmp(block->kind, "frame") == 0) {
        check_frame(block);
        if (strcmp(block->from, "host") == 0 && block->type.at[0] != AGENT_RST &&
            block->type.at[0] != AGENT_ACK && block->type.at[0] != AGENT_DATA) {
            check_host_body(block, false);
        }
    } else if (strcmp(block->kind, "stream") == 0) {
        check_stream(block);
    } else if (!boards_own(block->type.at[0])) {
        check_host_body(block, true);
    }
}

static void copy(char *to, size_t room, const char *text) {
    const size_t length = strlen(text);
    CHECK(length < room);
    memcpy(to, text, length + 1);
}

static void take_line(struct block *block, const char *key, const char *value) {
    if (strcmp(key, "frame") == 0 || strcmp(key, "stream") == 0 || strcmp(key, "wrong") == 0) {
        copy(block->kind, sizeof block->kind, key);
        copy(block->name, sizeof block->name, value);
    } else if (strcmp(key, "from") == 0) {
        copy(block->from, sizeof block->from, value);
    } else if (strcmp(key, "type") == 0) {
        parse_hex(value, &block->type);
    } else if (strcmp(key, "seq") == 0) {
        parse_hex(value, &block->seq);
    } else if (strcmp(key, "ack") == 0) {
        parse_hex(value, &block->ack);
    } else if (strcmp(key, "body") == 0) {
        parse_hex(value, &block->body);
    } else if (strcmp(key, "wire") == 0) {
        parse_hex(value, &block->wire);
    } else if (strcmp(key, "want") == 0) {
        CHECK(block->want_count < 16);
        copy(block->wants[block->want_count++], LINE_MAX_CHARS, value);
    }
}

int main(void) {
    static struct block block;
    static char line[LINE_MAX_CHARS];
    unsigned blocks = 0;
    FILE *file = fopen("vectors.txt", "r");
    CHECK(file != NULL);
    for (;;) {
        const char *got = fgets(line, sizeof line, file);
        line[strcspn(line, "\r\n")] = 0;
        if ((got == NULL || *line == 0) && *block.kind != 0) {
            fprintf(stderr, "%s %s\n", block.kind, block.name);
            check_block(&block);
            blocks++;
            memset(&block, 0, sizeof block);
        }
        if (got == NULL) {
            break;
        }
        char *colon = strstr(line, ": ");
        if (*line != '#' && colon != NULL) {
            *colon = 0;
            take_line(&block, line, colon + 2);
        }
    }
    (void)fclose(file);
    CHECK(blocks > 50);
    printf("    %u golden frames, streams and wrong bodies\n", blocks);
    return 0;
}
