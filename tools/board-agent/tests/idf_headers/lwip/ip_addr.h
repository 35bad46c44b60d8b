#ifndef LWIP_IP_ADDR_H
#define LWIP_IP_ADDR_H
#include <stdint.h>
typedef struct {
    uint32_t addr;
} ip4_addr_t;
typedef struct {
    uint32_t addr[4];
    uint8_t zone;
} ip6_addr_t;
typedef struct {
    union {
        ip6_addr_t ip6;
        ip4_addr_t ip4;
    } u_addr;
    uint8_t type;
} ip_addr_t;
#define IP_IS_V6(ip) ((ip)->type == 6)
#define ip_2_ip4(ip) (&(ip)->u_addr.ip4)
#define ip_2_ip6(ip) (&(ip)->u_addr.ip6)
#define ip4_addr_get_u32(ip4) ((ip4)->addr)
#endif
