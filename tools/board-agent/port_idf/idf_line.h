// The line to the host: line_uart.c or line_usb_serial_jtag.c, as sdkconfig chooses.
#ifndef IDF_LINE_H
#define IDF_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What HELLO tells of the line.
struct idf_line {
    bool fixed_rate;
    uint32_t baud_max;
    uint32_t window;
    uint32_t ring;
};

struct idf_line idf_line_start(void);

// How many bytes the driver took; never waits.
size_t idf_line_write(const uint8_t *bytes, size_t length);

// How many bytes came; waits up to one tick for the first if `wait`.
size_t idf_line_read(uint8_t *bytes, size_t room, bool wait);

// True once the last bit has left the chip.
bool idf_line_drained(void);
void idf_line_set_baud(uint32_t baud);

#endif
