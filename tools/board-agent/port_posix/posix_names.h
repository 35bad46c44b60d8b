// Names for the agent on a POSIX system: getaddrinfo blocks, so each look-up has a thread.
#ifndef POSIX_NAMES_H
#define POSIX_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "agent_port.h"

enum { POSIX_NAMES_MAX = 8 };

struct posix_names {
    int result_read;  // a pipe: its writes are atomic, and it can be polled
    int result_write;
};

struct posix_name_result {
    uint32_t token;
    int error;
    unsigned count;
    struct agent_address addresses[POSIX_NAMES_MAX];
};

bool posix_names_init(struct posix_names *names);

// 0 or a negative error number of lwIP.
int posix_names_resolve(struct posix_names *names, uint32_t token, const char *name);

// False if no look-up has ended.
bool posix_names_poll(struct posix_names *names, struct posix_name_result *result);

#endif
