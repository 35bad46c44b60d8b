#ifndef ESP_SYSTEM_H
#define ESP_SYSTEM_H
#include <stdint.h>
typedef enum { ESP_RST_UNKNOWN, ESP_RST_POWERON } esp_reset_reason_t;
esp_reset_reason_t esp_reset_reason(void);
uint32_t esp_get_free_heap_size(void);
#endif
