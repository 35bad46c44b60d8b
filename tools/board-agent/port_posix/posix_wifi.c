#include "posix_wifi.h"

#include <string.h>

enum { IDLE, CONNECTING, ASSOCIATED, HAS_ADDRESS };  // NETINFO's states
enum { STEP_MS = 20, REASON_ASSOC_LEAVE = 8, REASON_NO_AP_FOUND = 201 };

static const char DESKTOP[] = "desktop";

static void name(struct posix_wifi *wifi, const uint8_t *ssid, size_t length) {
    wifi->ssid_length = (uint8_t)(length < AGENT_SSID_MAX ? length : AGENT_SSID_MAX);
    memcpy(wifi->ssid, ssid, wifi->ssid_length);
}

void posix_wifi_init(struct posix_wifi *wifi, bool joined) {
    memset(wifi, 0, sizeof *wifi);
    if (joined) {
        wifi->stored = true;
        name(wifi, (const uint8_t *)DESKTOP, sizeof DESKTOP - 1);
        posix_wifi_come_back(wifi);
    }
}

int posix_wifi_join(struct posix_wifi *wifi, const uint8_t *ssid, size_t length, bool store,
                    uint64_t now) {
    if (length == 0 && !wifi->stored) {
        return -AGENT_EINVAL;
    }
    if (length > 0) {
        name(wifi, ssid, length);
    }
    wifi->stored |= store;
    wifi->state = CONNECTING;
    wifi->step_ms = now + STEP_MS;
    return 0;
}

void posix_wifi_leave(struct posix_wifi *wifi, bool erase) {
    wifi->stored &= !erase;
    posix_wifi_lose(wifi, REASON_ASSOC_LEAVE);
}

void posix_wifi_lose(struct posix_wifi *wifi, uint8_t reason) {
    wifi->state = IDLE;
    wifi->reason = reason;
    wifi->step_ms = 0;
}

void posix_wifi_come_back(struct posix_wifi *wifi) {
    wifi->state = HAS_ADDRESS;
    wifi->step_ms = 0;
}

bool posix_wifi_poll(struct posix_wifi *wifi, uint64_t now) {
    if (wifi->step_ms == 0 || now < wifi->step_ms) {
        return false;
    }
    if (wifi->ssid_length == 5 && memcmp(wifi->ssid, "wrong", 5) == 0) {
        posix_wifi_lose(wifi, REASON_NO_AP_FOUND);
        return true;
    }
    wifi->state++;
    wifi->step_ms = wifi->state == HAS_ADDRESS ? 0 : now + STEP_MS;
    return true;
}

void posix_wifi_info(const struct posix_wifi *wifi, struct agent_net_info *info) {
    static const uint8_t BSSID[6] = {0x02, 0, 0, 0, 0, 1};
    static const uint8_t LOOPBACK[4] = {127, 0, 0, 1};
    static const uint8_t MASK[4] = {255, 0, 0, 0};
    info->state = wifi->state;
    info->reason = wifi->reason;
    info->stored = wifi->stored;
    info->ssid_length = wifi->ssid_length;
    memcpy(info->ssid, wifi->ssid, sizeof info->ssid);
    if (wifi->state >= ASSOCIATED) {
        info->rssi = -40;
        info->channel = 6;
        info->auth = 3;
        memcpy(info->bssid, BSSID, sizeof BSSID);
    }
    if (wifi->state == HAS_ADDRESS) {
        memcpy(info->ip, LOOPBACK, 4);
        memcpy(info->netmask, MASK, 4);
        memcpy(info->gateway, LOOPBACK, 4);
        memcpy(info->dns[0], LOOPBACK, 4);
        info->ip6_count = 1;
        info->ip6[0][15] = 1;
    }
}

bool posix_wifi_up(const struct posix_wifi *wifi) {
    return wifi->state == HAS_ADDRESS;
}
