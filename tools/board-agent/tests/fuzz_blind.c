// Runs the fuzzer's target on random scripts, without feedback.
//
//   fuzz_blind SECONDS          for so long; where there is no libFuzzer
//   fuzz_blind 0 SEED           one script again: a failure names its seed
//   fuzz_blind write DIRECTORY  100 scripts as files, for libFuzzer to begin with
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t script[4096];
static uint64_t running;

static size_t script_of(uint64_t seed) {
    struct check_random random = {seed};
    const size_t size = check_below(&random, sizeof script);
    for (size_t i = 0; i < size; i++) {
        script[i] = (uint8_t)(check_next(&random) >> (check_below(&random, 3) * 3));
    }
    return size;
}

static void run(uint64_t seed) {
    running = seed;
    (void)LLVMFuzzerTestOneInput(script, script_of(seed));
    running = 0;
}

static void tell_seed(void) {
    if (running != 0) {
        fprintf(stderr, "script of seed %llu\n", (unsigned long long)running);
    }
}

static int write_scripts(const char *directory) {
    for (unsigned seed = 1; seed <= 100; seed++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%u", directory, seed);
        FILE *file = fopen(path, "wb");
        const size_t size = script_of(seed);
        if (file == NULL || fwrite(script, 1, size, file) != size || fclose(file) != 0) {
            perror(path);
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc > 2 && strcmp(argv[1], "write") == 0) {
        return write_scripts(argv[2]);
    }
    (void)atexit(tell_seed);
    if (argc > 2) {
        run(strtoull(argv[2], NULL, 10));
        return 0;
    }
    const time_t end = time(NULL) + (argc > 1 ? strtol(argv[1], NULL, 10) : 10);
    const uint64_t first = (uint64_t)time(NULL) << 20;
    uint64_t seed = first;
    while (time(NULL) < end) {
        for (int i = 0; i < 16; i++) {
            run(seed++);
        }
    }
    printf("    %llu random scripts, seeds from %llu on\n", (unsigned long long)(seed - first),
           (unsigned long long)first);
    return 0;
}
