// What the tests of this directory share: a check that says what it saw, and a reproducible random.
#ifndef AGENT_CHECK_H
#define AGENT_CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                            \
    do {                                                                            \
        if (!(condition)) {                                                         \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                                \
        }                                                                           \
    } while (0)

#define CHECK_EQUAL(expected, actual)                                                        \
    do {                                                                                     \
        const long long expected_ = (long long)(expected);                                   \
        const long long actual_ = (long long)(actual);                                       \
        if (expected_ != actual_) {                                                          \
            fprintf(stderr, "%s:%d: %s is %lld, not %lld (%s)\n", __FILE__, __LINE__, #actual, \
                    actual_, expected_, #expected);                                          \
            exit(1);                                                                         \
        }                                                                                    \
    } while (0)

#define CHECK_BYTES(expected, actual, length)                                               \
    check_bytes(__FILE__, __LINE__, (const uint8_t *)(expected), (const uint8_t *)(actual), \
                (size_t)(length))

static inline void check_bytes(const char *file, int line, const uint8_t *expected,
                               const uint8_t *actual, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (expected[i] != actual[i]) {
            fprintf(stderr, "%s:%d: byte %zu of %zu is %02x, not %02x\n", file, line, i, length,
                    actual[i], expected[i]);
            exit(1);
        }
    }
}

// SplitMix64: the same numbers everywhere for a seed.
struct check_random {
    uint64_t state;
};

static inline uint32_t check_next(struct check_random *random) {
    uint64_t z = (random->state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ (z >> 31)) >> 16);
}

// Less than `bound`.
static inline uint32_t check_below(struct check_random *random, uint32_t bound) {
    return check_next(random) % bound;
}

#endif
