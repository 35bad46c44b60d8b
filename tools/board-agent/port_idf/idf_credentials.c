#include "idf_credentials.h"

#include <string.h>

#include "esp_err.h"
#include "esp_log.h"
#include "nvs.h"
#include "nvs_flash.h"
#include "sdkconfig.h"

static const char TAG[] = "credentials";
static const char NAMESPACE[] = "board-agent";
static const char KEY[] = "station";

#ifndef CONFIG_AGENT_WIFI_SSID
#define CONFIG_AGENT_WIFI_SSID ""
#endif
#ifndef CONFIG_AGENT_WIFI_PASSWORD
#define CONFIG_AGENT_WIFI_PASSWORD ""
#endif

void idf_credentials_start(void) {
    esp_err_t status = nvs_flash_init();
    if (status == ESP_ERR_NVS_NO_FREE_PAGES || status == ESP_ERR_NVS_NEW_VERSION_FOUND) {
        ESP_ERROR_CHECK(nvs_flash_erase());
        status = nvs_flash_init();
    }
    ESP_ERROR_CHECK(status);
}

// A broken or foreign entry counts as none.
static bool read_stored(struct idf_credentials *credentials) {
    nvs_handle_t handle;
    size_t length = sizeof *credentials;
    if (nvs_open(NAMESPACE, NVS_READONLY, &handle) != ESP_OK) {
        return false;
    }
    const esp_err_t status = nvs_get_blob(handle, KEY, credentials, &length);
    nvs_close(handle);
    return status == ESP_OK && length == sizeof *credentials && credentials->ssid_length > 0 &&
           credentials->ssid_length <= AGENT_SSID_MAX &&
           credentials->password_length <= AGENT_PASSWORD_MAX;
}

bool idf_credentials_stored(void) {
    struct idf_credentials credentials;
    const bool stored = read_stored(&credentials);
    idf_credentials_wipe(&credentials);
    return stored;
}

bool idf_credentials_load(struct idf_credentials *credentials) {
    if (read_stored(credentials)) {
        return true;
    }
    const size_t ssid = strlen(CONFIG_AGENT_WIFI_SSID);
    const size_t password = strlen(CONFIG_AGENT_WIFI_PASSWORD);
    memset(credentials, 0, sizeof *credentials);
    if (ssid == 0 || ssid > AGENT_SSID_MAX || password > AGENT_PASSWORD_MAX) {
        return false;
    }
    credentials->ssid_length = (uint8_t)ssid;
    credentials->password_length = (uint8_t)password;
    memcpy(credentials->ssid, CONFIG_AGENT_WIFI_SSID, ssid);
    memcpy(credentials->password, CONFIG_AGENT_WIFI_PASSWORD, password);
    return true;
}

void idf_credentials_store(const struct idf_credentials *credentials) {
    nvs_handle_t handle;
    esp_err_t status = nvs_open(NAMESPACE, NVS_READWRITE, &handle);
    if (status == ESP_OK) {
        status = nvs_set_blob(handle, KEY, credentials, sizeof *credentials);
        if (status == ESP_OK) {
            status = nvs_commit(handle);
        }
        nvs_close(handle);
    }
    if (status != ESP_OK) {
        ESP_LOGE(TAG, "cannot store: %s", esp_err_to_name(status));
    }
}

void idf_credentials_erase(void) {
    nvs_handle_t handle;
    if (nvs_open(NAMESPACE, NVS_READWRITE, &handle) == ESP_OK) {
        (void)nvs_erase_key(handle, KEY);
        (void)nvs_commit(handle);
        nvs_close(handle);
    }
}

void idf_credentials_wipe(struct idf_credentials *credentials) {
    volatile uint8_t *bytes = (volatile uint8_t *)credentials;
    for (size_t i = 0; i < sizeof *credentials; i++) {
        bytes[i] = 0;
    }
}
