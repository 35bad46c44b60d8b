#include "idf_wifi.h"

#include <string.h>

#include "esp_err.h"
#include "esp_event.h"
#include "esp_log.h"
#include "esp_netif.h"
#include "esp_wifi.h"
#include "freertos/FreeRTOS.h"
#include "freertos/queue.h"
#include "idf_credentials.h"
#include "sdkconfig.h"

enum {
    RETRY_MS = 3000,
    LEAVING_MS = 1000,  // after which a disconnect without an event counts as done
    EVENTS = 16,
};

static const char TAG[] = "wifi";

enum state { IDLE, CONNECTING, ASSOCIATED, HAS_ADDRESS };  // NETINFO's

struct event {
    enum { CONNECTED, DISCONNECTED, GOT_ADDRESS, LOST_ADDRESS, GOT_ADDRESS6 } what;
    uint8_t reason;
};

// The agent's task's.
static struct {
    enum state state;
    uint8_t reason;
    bool wanted;   // joins, and joins again after a loss
    bool leaving;  // esp_wifi_disconnect was called and its event is awaited
    bool fresh;    // `credentials` are to be given to the driver
    bool store;    // and to NVS, once they have led to an address
    bool stored;
    uint32_t retry_ms;
    struct idf_credentials credentials;
    uint8_t ssid_length;
    uint8_t ssid[AGENT_SSID_MAX];
} wifi;

static esp_netif_t *station;
static QueueHandle_t events;

// In the event loop's task.
static void on_event(void *argument, esp_event_base_t base, int32_t id, void *data) {
    struct event event = {.reason = 0};
    (void)argument;
    if (base == WIFI_EVENT && id == WIFI_EVENT_STA_CONNECTED) {
        event.what = CONNECTED;
        (void)esp_netif_create_ip6_linklocal(station);
    } else if (base == WIFI_EVENT && id == WIFI_EVENT_STA_DISCONNECTED) {
        const wifi_event_sta_disconnected_t *disconnected = data;
        event.what = DISCONNECTED;
        event.reason = disconnected->reason;
    } else if (base == IP_EVENT && id == IP_EVENT_STA_GOT_IP) {
        event.what = GOT_ADDRESS;
    } else if (base == IP_EVENT && id == IP_EVENT_STA_LOST_IP) {
        event.what = LOST_ADDRESS;
    } else if (base == IP_EVENT && id == IP_EVENT_GOT_IP6) {
        event.what = GOT_ADDRESS6;
    } else {
        return;
    }
    (void)xQueueSend(events, &event, pdMS_TO_TICKS(100));
}

static void name_access_point(void) {
    wifi.ssid_length = wifi.credentials.ssid_length;
    memcpy(wifi.ssid, wifi.credentials.ssid, sizeof wifi.ssid);
}

void idf_wifi_start(void) {
    const wifi_init_config_t config = WIFI_INIT_CONFIG_DEFAULT();
    events = xQueueCreate(EVENTS, sizeof(struct event));
    idf_credentials_start();
    ESP_ERROR_CHECK(esp_netif_init());
    ESP_ERROR_CHECK(esp_event_loop_create_default());
    station = esp_netif_create_default_wifi_sta();
    ESP_ERROR_CHECK(esp_wifi_init(&config));
    ESP_ERROR_CHECK(esp_event_handler_register(WIFI_EVENT, ESP_EVENT_ANY_ID, on_event, NULL));
    ESP_ERROR_CHECK(esp_event_handler_register(IP_EVENT, ESP_EVENT_ANY_ID, on_event, NULL));
    // The driver must not write flash by itself: interrupts wait for flash.
    ESP_ERROR_CHECK(esp_wifi_set_storage(WIFI_STORAGE_RAM));
    ESP_ERROR_CHECK(esp_wifi_set_mode(WIFI_MODE_STA));
    ESP_ERROR_CHECK(esp_wifi_start());
    // Power save would add up to 300 ms to what the firmware measures.
    ESP_ERROR_CHECK(esp_wifi_set_ps(WIFI_PS_NONE));
    wifi.stored = idf_credentials_stored();
    if (idf_credentials_load(&wifi.credentials)) {
        name_access_point();
        wifi.fresh = true;
        wifi.wanted = true;
    }
}

static void configure(void) {
    wifi_config_t config;
    memset(&config, 0, sizeof config);
    memcpy(config.sta.ssid, wifi.credentials.ssid, wifi.credentials.ssid_length);
    memcpy(config.sta.password, wifi.credentials.password, wifi.credentials.password_length);
    const esp_err_t status = esp_wifi_set_config(WIFI_IF_STA, &config);
    if (status != ESP_OK) {
        ESP_LOGE(TAG, "credentials refused: %s", esp_err_to_name(status));
    }
    volatile uint8_t *password = config.sta.password;
    for (size_t i = 0; i < sizeof config.sta.password; i++) {
        password[i] = 0;
    }
    wifi.fresh = false;
    if (!wifi.store) {
        idf_credentials_wipe(&wifi.credentials);
    }
}

static void joined(void) {
    wifi.state = HAS_ADDRESS;
    if (wifi.store) {
        wifi.store = false;
        idf_credentials_store(&wifi.credentials);
        idf_credentials_wipe(&wifi.credentials);
        wifi.stored = true;
    }
}

static void take(const struct event *event, uint32_t now) {
    switch (event->what) {
        case CONNECTED:
            wifi.state = ASSOCIATED;
            break;
        case DISCONNECTED:
            wifi.state = IDLE;
            wifi.reason = event->reason;
            wifi.retry_ms = wifi.leaving ? now : now + RETRY_MS;
            wifi.leaving = false;
            break;
        case GOT_ADDRESS:
            joined();
            break;
        case LOST_ADDRESS:
            wifi.state = wifi.state == HAS_ADDRESS ? ASSOCIATED : wifi.state;
            break;
        case GOT_ADDRESS6:
            break;
    }
}

bool idf_wifi_poll(uint32_t now) {
    struct event event;
    bool changed = false;
    while (xQueueReceive(events, &event, 0) == pdTRUE) {
        take(&event, now);
        changed = true;
    }
    if (wifi.leaving && (int32_t)(now - wifi.retry_ms) >= 0) {
        wifi.leaving = false;
        wifi.state = IDLE;
        changed = true;
    }
    if (wifi.wanted && !wifi.leaving && wifi.state == IDLE &&
        (int32_t)(now - wifi.retry_ms) >= 0) {
        if (wifi.fresh) {
            configure();
        }
        wifi.retry_ms = now + RETRY_MS;
        wifi.state = esp_wifi_connect() == ESP_OK ? CONNECTING : IDLE;
        changed = true;
    }
    return changed;
}

static void leave(uint32_t now) {
    wifi.retry_ms = now;
    if (wifi.state != IDLE && esp_wifi_disconnect() == ESP_OK) {
        wifi.leaving = true;
        wifi.retry_ms = now + LEAVING_MS;
    } else {
        wifi.state = IDLE;
    }
}

int idf_wifi_join(bool store, const uint8_t *ssid, size_t ssid_length, const uint8_t *password,
                  size_t password_length, uint32_t now) {
    struct idf_credentials *credentials = &wifi.credentials;
    if (ssid_length > AGENT_SSID_MAX || password_length > AGENT_PASSWORD_MAX) {
        return -AGENT_EINVAL;
    }
    if (ssid_length > 0) {
        idf_credentials_wipe(credentials);
        credentials->ssid_length = (uint8_t)ssid_length;
        credentials->password_length = (uint8_t)password_length;
        memcpy(credentials->ssid, ssid, ssid_length);
        memcpy(credentials->password, password, password_length);
    } else if (!idf_credentials_load(credentials)) {
        return -AGENT_EINVAL;
    }
    wifi.store = store && ssid_length > 0;
    wifi.fresh = true;
    wifi.wanted = true;
    name_access_point();
    leave(now);
    return 0;
}

int idf_wifi_leave(bool erase) {
    wifi.wanted = false;
    wifi.store = false;
    idf_credentials_wipe(&wifi.credentials);
    wifi.fresh = false;
    if (erase) {
        idf_credentials_erase();
        wifi.stored = false;
    }
    if (wifi.state != IDLE) {
        (void)esp_wifi_disconnect();
    }
    return 0;
}

static void copy_ip4(uint8_t *to, const esp_ip4_addr_t *from) {
    memcpy(to, &from->addr, 4);  // in network order already
}

static void addresses(struct agent_net_info *info) {
    esp_netif_ip_info_t ip;
    esp_netif_dns_info_t dns;
    esp_ip6_addr_t ip6[CONFIG_LWIP_IPV6_NUM_ADDRESSES];
    if (esp_netif_get_ip_info(station, &ip) == ESP_OK) {
        copy_ip4(info->ip, &ip.ip);
        copy_ip4(info->netmask, &ip.netmask);
        copy_ip4(info->gateway, &ip.gw);
    }
    if (esp_netif_get_dns_info(station, ESP_NETIF_DNS_MAIN, &dns) == ESP_OK) {
        copy_ip4(info->dns[0], &dns.ip.u_addr.ip4);
    }
    if (esp_netif_get_dns_info(station, ESP_NETIF_DNS_BACKUP, &dns) == ESP_OK) {
        copy_ip4(info->dns[1], &dns.ip.u_addr.ip4);
    }
    const int count = esp_netif_get_all_ip6(station, ip6);
    info->ip6_count = (uint8_t)(count < 0 ? 0 : count > 3 ? 3 : count);
    for (unsigned i = 0; i < info->ip6_count; i++) {
        memcpy(info->ip6[i], ip6[i].addr, 16);
    }
}

void idf_wifi_info(struct agent_net_info *info) {
    wifi_ap_record_t access_point;
    info->state = (uint8_t)wifi.state;
    info->reason = wifi.reason;
    info->stored = wifi.stored;
    info->ssid_length = wifi.ssid_length;
    memcpy(info->ssid, wifi.ssid, sizeof info->ssid);
    if (wifi.state >= ASSOCIATED && esp_wifi_sta_get_ap_info(&access_point) == ESP_OK) {
        info->rssi = access_point.rssi;
        info->channel = access_point.primary;
        info->auth = (uint8_t)access_point.authmode;
        memcpy(info->bssid, access_point.bssid, sizeof info->bssid);
    }
    if (wifi.state == HAS_ADDRESS) {
        addresses(info);
    }
}
