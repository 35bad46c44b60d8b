// A Wi-Fi station that is none: it joins after a moment, and comes and goes as a test says. Its
// address is the loopback's.
#ifndef POSIX_WIFI_H
#define POSIX_WIFI_H

#include "agent_core.h"

struct posix_wifi {
    uint8_t state;  // as in NETINFO
    uint8_t reason;
    bool stored;
    uint8_t ssid_length;
    uint8_t ssid[AGENT_SSID_MAX];
    uint64_t step_ms;  // when a join goes on; 0 for never
};

void posix_wifi_init(struct posix_wifi *wifi, bool joined);

// The access point named "wrong" is not found; any other is.
int posix_wifi_join(struct posix_wifi *wifi, const uint8_t *ssid, size_t length, bool store,
                    uint64_t now);
void posix_wifi_leave(struct posix_wifi *wifi, bool erase);

void posix_wifi_lose(struct posix_wifi *wifi, uint8_t reason);
void posix_wifi_come_back(struct posix_wifi *wifi);

// True if something changed.
bool posix_wifi_poll(struct posix_wifi *wifi, uint64_t now);
void posix_wifi_info(const struct posix_wifi *wifi, struct agent_net_info *info);
bool posix_wifi_up(const struct posix_wifi *wifi);

#endif
