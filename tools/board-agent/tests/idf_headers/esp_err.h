#ifndef ESP_ERR_H
#define ESP_ERR_H
#include <stdint.h>
typedef int esp_err_t;
enum { ESP_OK = 0, ESP_FAIL = -1 };
const char *esp_err_to_name(esp_err_t code);
void abort(void);
#define ESP_ERROR_CHECK(call) \
    do {                      \
        if ((call) != ESP_OK) \
            abort();          \
    } while (0)
#endif
