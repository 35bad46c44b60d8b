// The Wi-Fi station. Everything but idf_wifi_start is the agent's task's.
//
// Credentials are in RAM while they are needed, and in NVS if the host said so; never in a log.
#ifndef IDF_WIFI_H
#define IDF_WIFI_H

#include "agent_core.h"

// Starts the station; joins what is stored, if something is.
void idf_wifi_start(void);

// Takes events and retries. True if NETINFO has changed.
bool idf_wifi_poll(uint32_t now);
void idf_wifi_info(struct agent_net_info *info);

int idf_wifi_join(bool store, const uint8_t *ssid, size_t ssid_length, const uint8_t *password,
                  size_t password_length, uint32_t now);
int idf_wifi_leave(bool erase);

#endif
