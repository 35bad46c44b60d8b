#include "idf_agent.h"

#include <stdlib.h>

#include "agent_core.h"
#include "agent_version.h"
#include "bsd_sockets.h"
#include "esp_chip_info.h"
#include "esp_err.h"
#include "esp_idf_version.h"
#include "esp_log.h"
#include "esp_system.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "idf_line.h"
#include "idf_log.h"
#include "idf_names.h"
#include "idf_wifi.h"

#if ESP_IDF_VERSION >= ESP_IDF_VERSION_VAL(4, 3, 0)
#include "esp_mac.h"
#include "esp_random.h"
#endif

enum {
    STACK = 8192,  // NVS and formatting of log take the most
    // Just below lwIP's own task (18), which must be able to answer while this one works.
    PRIORITY = 17,
    READ_BYTES = 1024,
};

static const char TAG[] = "agent";

static struct agent agent;
static struct bsd_sockets sockets;

static uint32_t now_ms(void) {
    return (uint32_t)(esp_timer_get_time() / 1000);
}

static size_t write_line(void *context, const uint8_t *bytes, size_t length) {
    (void)context;
    return idf_line_write(bytes, length);
}

static bool drained(void *context) {
    (void)context;
    return idf_line_drained();
}

static void set_baud(void *context, uint32_t baud) {
    (void)context;
    idf_line_set_baud(baud);
}

static uint32_t heap(void *context) {
    (void)context;
    return esp_get_free_heap_size();
}

static void net_info(void *context, struct agent_net_info *info) {
    (void)context;
    idf_wifi_info(info);
}

static int resolve(void *context, uint32_t token, const char *name) {
    (void)context;
    return idf_names_resolve(token, name);
}

static int wifi_join(void *context, bool store, const uint8_t *ssid, size_t ssid_length,
                     const uint8_t *password, size_t password_length) {
    (void)context;
    return idf_wifi_join(store, ssid, ssid_length, password, password_length, now_ms());
}

static int wifi_leave(void *context, bool erase) {
    (void)context;
    return idf_wifi_leave(erase);
}

static void session(void *context, bool up) {
    (void)context;
    ESP_LOGI(TAG, "session %s", up ? "begun" : "ended");
}

static struct agent_identity identity(const struct idf_line *line) {
    esp_chip_info_t chip;
    esp_chip_info(&chip);
    struct agent_identity result = {
        .boot = esp_random() | 1u,
        .capabilities = AGENT_CAN_UDP | AGENT_CAN_LISTEN | AGENT_CAN_JOIN | AGENT_CAN_STORE |
                        AGENT_CAN_IPV6 | (line->fixed_rate ? (unsigned)AGENT_FIXED_RATE : 0u),
        .window = line->window,
        .ring = line->ring,
        .baud_max = line->baud_max,
        .reset_reason = (uint8_t)esp_reset_reason(),
        .chip = (uint8_t)chip.model,
        .name = AGENT_NAME,
    };
    (void)esp_read_mac(result.mac, ESP_MAC_WIFI_STA);
    return result;
}

static bool look_at_sockets(void) {
    uint8_t wanted[AGENT_SOCKETS];
    uint8_t ready[AGENT_SOCKETS];
    unsigned any = 0;
    for (unsigned slot = 0; slot < AGENT_SOCKETS; slot++) {
        wanted[slot] = agent_wanted(&agent, slot);
        any |= wanted[slot];
    }
    if (any == 0) {
        return false;
    }
    (void)bsd_sockets_wait(&sockets, wanted, ready, -1, 0);
    any = 0;
    for (unsigned slot = 0; slot < AGENT_SOCKETS; slot++) {
        agent_ready(&agent, slot, ready[slot]);
        any |= ready[slot];
    }
    return any != 0;
}

// The only loop. It waits for the line, a tick at most, so that the sockets wait no longer than that.
static void run(void *argument) {
    static uint8_t bytes[READ_BYTES];
    (void)argument;
    for (;;) {
        idf_log_drain(&agent);
        idf_names_drain(&agent);
        if (idf_wifi_poll(now_ms())) {
            agent_network_changed(&agent);
        }
        const uint32_t due = agent_poll(&agent, now_ms());
        const bool busy = look_at_sockets() || due == 0;
        const size_t count = idf_line_read(bytes, sizeof bytes, !busy);
        agent_input(&agent, bytes, count, now_ms());
    }
}

void idf_agent_start(void) {
    const struct agent_port port = {
        .write = write_line,
        .drained = drained,
        .set_baud = set_baud,
        .heap = heap,
        .net_info = net_info,
        .resolve = resolve,
        .wifi_join = wifi_join,
        .wifi_leave = wifi_leave,
        .session = session,
        .sockets = bsd_sockets_port(&sockets),
    };
    idf_log_start();
    const struct idf_line line = idf_line_start();
    bsd_sockets_init(&sockets);
    idf_names_start();
    idf_wifi_start();
    const struct agent_identity self = identity(&line);
    agent_init(&agent, &port, &self, now_ms());
    if (xTaskCreate(run, "agent", STACK, NULL, PRIORITY, NULL) != pdPASS) {
        ESP_LOGE(TAG, "no memory for the agent's task");
        abort();
    }
}
