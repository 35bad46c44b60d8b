// The line as the chip's own USB Serial/JTAG: no rate, and USB holds the host back while the driver is
// busy. The driver puts what the FIFO has into its ring without asking for room, so the ring must hold
// the whole window.
#include "driver/usb_serial_jtag.h"
#include "esp_err.h"
#include "freertos/FreeRTOS.h"

#include "agent_wire.h"
#include "idf_line.h"

enum {
    RX_RING = AGENT_FIXED_WINDOW + 2048,
    TX_RING = 2048,
    TX_PIECE = 256,  // the driver takes a piece whole or not at all
};

struct idf_line idf_line_start(void) {
    usb_serial_jtag_driver_config_t config = {
        .tx_buffer_size = TX_RING,
        .rx_buffer_size = RX_RING,
    };
    ESP_ERROR_CHECK(usb_serial_jtag_driver_install(&config));
    const struct idf_line line = {true, 0, AGENT_FIXED_WINDOW, RX_RING};
    return line;
}

size_t idf_line_write(const uint8_t *bytes, size_t length) {
    size_t done = 0;
    while (done < length) {
        const size_t count = length - done < TX_PIECE ? length - done : TX_PIECE;
        const int written = usb_serial_jtag_write_bytes(bytes + done, count, 0);
        if (written <= 0) {
            break;
        }
        done += (size_t)written;
    }
    return done;
}

size_t idf_line_read(uint8_t *bytes, size_t room, bool wait) {
    const int count = usb_serial_jtag_read_bytes(bytes, (uint32_t)room, wait ? 1 : 0);
    return count > 0 ? (size_t)count : 0;
}

bool idf_line_drained(void) {
    return true;
}

void idf_line_set_baud(uint32_t baud) {
    (void)baud;
}
