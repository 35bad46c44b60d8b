#include "idf_log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "esp_log.h"
#include "freertos/FreeRTOS.h"

enum { KEPT = 1024, LINE = 192 };

static portMUX_TYPE lock = portMUX_INITIALIZER_UNLOCKED;
static char kept[KEPT];  // any task's, under the lock
static size_t kept_length;

// What does not fit is lost: a log must not hold up the task that writes it.
static int keep(const char *format, va_list arguments) {
    char line[LINE];
    const int formatted = vsnprintf(line, sizeof line, format, arguments);
    if (formatted <= 0) {
        return formatted;
    }
    size_t length = (size_t)formatted;
    if (length >= sizeof line) {
        length = sizeof line - 1;
        line[length - 1] = '\n';
    }
    portENTER_CRITICAL(&lock);
    if (length <= KEPT - kept_length) {
        memcpy(kept + kept_length, line, length);
        kept_length += length;
    }
    portEXIT_CRITICAL(&lock);
    return formatted;
}

void idf_log_start(void) {
    (void)esp_log_set_vprintf(keep);
}

void idf_log_drain(struct agent *agent) {
    static char taken[KEPT];
    portENTER_CRITICAL(&lock);
    const size_t length = kept_length;
    memcpy(taken, kept, length);
    kept_length = 0;
    portEXIT_CRITICAL(&lock);
    if (length > 0) {
        agent_log(agent, taken, length);
    }
}
