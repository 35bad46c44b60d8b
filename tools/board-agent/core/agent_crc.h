// CRC-32 as in zlib and in the ROM of the chips (reflected 0xEDB88320, begins and ends inverted).
#ifndef AGENT_CRC_H
#define AGENT_CRC_H

#include <stddef.h>
#include <stdint.h>

// The check sum of what had the check sum `crc` (0 for nothing) and `length` more bytes.
uint32_t agent_crc32_add(uint32_t crc, const uint8_t *bytes, size_t length);

#endif
