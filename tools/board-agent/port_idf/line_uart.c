// The line as a UART behind a USB bridge. Facts that matter here: the FIFO has 128 bytes and an overflow
// empties it; at 2 Mbit/s it fills in 640 us.
#include "driver/uart.h"
#include "esp_err.h"
#include "esp_idf_version.h"
#include "esp_intr_alloc.h"
#include "freertos/FreeRTOS.h"
#include "sdkconfig.h"

#include "agent_wire.h"
#include "idf_line.h"

enum {
    PORT = CONFIG_AGENT_UART_PORT,
    // The driver's default of 120 would leave 40 us at 2 Mbit/s until the FIFO overflows.
    RX_THRESHOLD = 48,
    RX_IDLE_SYMBOLS = 3,  // after which less than the threshold is handed on
    WINDOW = 9216,
    RX_RING = WINDOW + 2048 + 1024,
    TX_RING = 4096,
    // What may wait in the driver is time that an urgent frame waits too.
    QUEUED_MIN = 256,
    QUEUED_MAX = 1024,
    QUEUED_MS = 4,
};

static uint32_t baud_now = AGENT_BOOT_BAUD;

struct idf_line idf_line_start(void) {
    const uart_config_t config = {
        .baud_rate = AGENT_BOOT_BAUD,
        .data_bits = UART_DATA_8_BITS,
        .parity = UART_PARITY_DISABLE,
        .stop_bits = UART_STOP_BITS_1,
        .flow_ctrl = UART_HW_FLOWCTRL_DISABLE,
#if ESP_IDF_VERSION >= ESP_IDF_VERSION_VAL(5, 0, 0)
        .source_clk = UART_SCLK_DEFAULT,
#else
        .source_clk = UART_SCLK_APB,  // does not follow the CPU's frequency
#endif
    };
    int flags = 0;
#ifdef CONFIG_UART_ISR_IN_IRAM
    flags = ESP_INTR_FLAG_IRAM;
#endif
    ESP_ERROR_CHECK(uart_driver_install(PORT, RX_RING, TX_RING, 0, NULL, flags));
    ESP_ERROR_CHECK(uart_param_config(PORT, &config));
    ESP_ERROR_CHECK(uart_set_rx_full_threshold(PORT, RX_THRESHOLD));
    ESP_ERROR_CHECK(uart_set_rx_timeout(PORT, RX_IDLE_SYMBOLS));
    const struct idf_line line = {false, CONFIG_AGENT_UART_BAUD_MAX, WINDOW, RX_RING};
    return line;
}

static size_t queued(void) {
    size_t free_bytes = 0;
    if (uart_get_tx_buffer_free_size(PORT, &free_bytes) != ESP_OK || free_bytes > TX_RING) {
        return TX_RING;
    }
    return TX_RING - free_bytes;
}

size_t idf_line_write(const uint8_t *bytes, size_t length) {
    size_t most = baud_now / 10 * QUEUED_MS / 1000;
    most = most < QUEUED_MIN ? QUEUED_MIN : most > QUEUED_MAX ? QUEUED_MAX : most;
    const size_t waiting = queued();
    if (waiting >= most) {
        return 0;
    }
    const size_t count = length < most - waiting ? length : most - waiting;
    const int written = uart_write_bytes(PORT, bytes, count);
    return written > 0 ? (size_t)written : 0;
}

size_t idf_line_read(uint8_t *bytes, size_t room, bool wait) {
    size_t there = 0;
    (void)uart_get_buffered_data_len(PORT, &there);
    if (there == 0 && !wait) {
        return 0;
    }
    size_t wanted = there < room ? there : room;
    if (wanted == 0) {
        wanted = 1;
    }
    const int count = uart_read_bytes(PORT, bytes, (uint32_t)wanted, there == 0 ? 1 : 0);
    return count > 0 ? (size_t)count : 0;
}

bool idf_line_drained(void) {
    // The ring first: the transmitter is idle for moments between two pieces of it.
    return queued() == 0 && uart_wait_tx_done(PORT, 0) == ESP_OK;
}

void idf_line_set_baud(uint32_t baud) {
    if (uart_set_baudrate(PORT, baud) == ESP_OK) {
        baud_now = baud;
    }
}
