#include "posix_names.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bsd_address.h"

struct look_up {
    int result_write;
    uint32_t token;
    char name[256];
};

bool posix_names_init(struct posix_names *names) {
    int ends[2];
    if (pipe(ends) < 0) {
        perror("pipe");
        return false;
    }
    names->result_read = ends[0];
    names->result_write = ends[1];
    return fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0;
}

static void take(struct posix_name_result *result, const struct addrinfo *found, int family) {
    for (; found != NULL && result->count < POSIX_NAMES_MAX; found = found->ai_next) {
        struct sockaddr_storage address;
        if (found->ai_family == family) {
            memset(&address, 0, sizeof address);
            memcpy(&address, found->ai_addr, found->ai_addrlen);
            bsd_address_from(&address, &result->addresses[result->count++]);
        }
    }
}

static void *look_up(void *argument) {
    struct look_up *job = argument;
    struct addrinfo hints;
    struct addrinfo *found = NULL;
    struct posix_name_result result;
    memset(&result, 0, sizeof result);
    memset(&hints, 0, sizeof hints);
    hints.ai_socktype = SOCK_STREAM;
    result.token = job->token;
    if (getaddrinfo(job->name, NULL, &hints, &found) == 0) {
        take(&result, found, AF_INET);
        take(&result, found, AF_INET6);
        freeaddrinfo(found);
    }
    result.error = result.count > 0 ? 0 : AGENT_EHOSTUNREACH;
    (void)!write(job->result_write, &result, sizeof result);
    free(job);
    return NULL;
}

int posix_names_resolve(struct posix_names *names, uint32_t token, const char *name) {
    struct look_up *job = malloc(sizeof *job);
    pthread_t thread;
    if (job == NULL) {
        return -AGENT_ENOMEM;
    }
    job->result_write = names->result_write;
    job->token = token;
    (void)snprintf(job->name, sizeof job->name, "%s", name);
    if (pthread_create(&thread, NULL, look_up, job) != 0) {
        free(job);
        return -AGENT_ENOMEM;
    }
    (void)pthread_detach(thread);
    return 0;
}

bool posix_names_poll(struct posix_names *names, struct posix_name_result *result) {
    return read(names->result_read, result, sizeof *result) == (ssize_t)sizeof *result;
}
