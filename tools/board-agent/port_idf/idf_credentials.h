// The access point and its password in NVS.
#ifndef IDF_CREDENTIALS_H
#define IDF_CREDENTIALS_H

#include "agent_core.h"

struct idf_credentials {
    uint8_t ssid_length;
    uint8_t password_length;
    uint8_t ssid[AGENT_SSID_MAX];
    uint8_t password[AGENT_PASSWORD_MAX];
};

// Also opens NVS, and formats it where it is unusable.
void idf_credentials_start(void);

bool idf_credentials_stored(void);

// What is stored, or what sdkconfig gives. False if there is nothing.
bool idf_credentials_load(struct idf_credentials *credentials);

void idf_credentials_store(const struct idf_credentials *credentials);
void idf_credentials_erase(void);

// Overwrites them, in a way that no compiler leaves out.
void idf_credentials_wipe(struct idf_credentials *credentials);

#endif
