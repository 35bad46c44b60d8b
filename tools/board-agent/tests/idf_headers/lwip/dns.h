#ifndef LWIP_DNS_H
#define LWIP_DNS_H
#include "lwip/err.h"
#include "lwip/ip_addr.h"
#define LWIP_DNS_ADDRTYPE_IPV4_IPV6 2
typedef void (*dns_found_callback)(const char *name, const ip_addr_t *address, void *argument);
err_t dns_gethostbyname_addrtype(const char *name, ip_addr_t *address, dns_found_callback found,
                                 void *argument, uint8_t type);
#endif
