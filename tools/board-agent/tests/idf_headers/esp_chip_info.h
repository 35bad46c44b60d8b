#ifndef ESP_CHIP_INFO_H
#define ESP_CHIP_INFO_H
#include <stdint.h>
typedef enum { CHIP_ESP32 = 1, CHIP_ESP32C3 = 5 } esp_chip_model_t;
typedef struct {
    esp_chip_model_t model;
    uint32_t features;
    uint8_t cores;
    uint8_t revision;
} esp_chip_info_t;
void esp_chip_info(esp_chip_info_t *info);
#endif
