#include "idf_names.h"

#include <string.h>

#include "freertos/FreeRTOS.h"
#include "freertos/queue.h"
#include "lwip/dns.h"
#include "lwip/tcpip.h"

// More than the core asks for at a time: look-ups of a session that is over may still be under way.
enum { JOBS = 2 * AGENT_LOOKUPS };

struct job {
    bool busy;  // the agent's task takes it, and gives it back with the answer
    uint32_t token;
    char name[AGENT_NAME_MAX + 1];
};

struct answer {
    struct job *job;
    unsigned count;
    struct agent_address address;
};

static struct job jobs[JOBS];
static QueueHandle_t answers;

static void answer(struct job *job, const ip_addr_t *ip) {
    struct answer result = {.job = job};
    if (ip != NULL && IP_IS_V6(ip)) {
        result.count = 1;
        result.address.family = 6;
        memcpy(result.address.bytes, ip_2_ip6(ip)->addr, 16);
    } else if (ip != NULL) {
        const uint32_t address = ip4_addr_get_u32(ip_2_ip4(ip));
        result.count = 1;
        result.address.family = 4;
        memcpy(result.address.bytes, &address, 4);
    }
    // There is room: it has as many places as there are jobs.
    (void)xQueueSend(answers, &result, 0);
}

static void found(const char *name, const ip_addr_t *address, void *argument) {
    (void)name;
    answer(argument, address);
}

// In lwIP's thread.
static void ask(void *argument) {
    struct job *job = argument;
    ip_addr_t address;
    const err_t error = dns_gethostbyname_addrtype(job->name, &address, found, job,
                                                   LWIP_DNS_ADDRTYPE_IPV4_IPV6);
    if (error != ERR_INPROGRESS) {
        answer(job, error == ERR_OK ? &address : NULL);
    }
}

void idf_names_start(void) {
    answers = xQueueCreate(JOBS, sizeof(struct answer));
}

int idf_names_resolve(uint32_t token, const char *name) {
    for (unsigned i = 0; i < JOBS; i++) {
        struct job *job = &jobs[i];
        if (job->busy) {
            continue;
        }
        job->token = token;
        memcpy(job->name, name, strlen(name) + 1);
        if (tcpip_callback(ask, job) != ERR_OK) {
            return -AGENT_ENOMEM;
        }
        job->busy = true;
        return 0;
    }
    return -AGENT_ENOBUFS;
}

void idf_names_drain(struct agent *agent) {
    struct answer answer;
    while (xQueueReceive(answers, &answer, 0) == pdTRUE) {
        agent_resolved(agent, answer.job->token, answer.count > 0 ? 0 : AGENT_EHOSTUNREACH,
                       &answer.address, answer.count);
        answer.job->busy = false;
    }
}
