// Addresses of the core from and to those of the BSD calls. Include the socket headers first.
#ifndef BSD_ADDRESS_H
#define BSD_ADDRESS_H

#include "agent_port.h"

// Returns the length of what is in `to`; family 0 becomes AF_UNSPEC, which takes a peer away.
socklen_t bsd_address_to(const struct agent_address *from, struct sockaddr_storage *to);

// Family 0 for what is neither IPv4 nor IPv6.
void bsd_address_from(const struct sockaddr_storage *from, struct agent_address *to);

#endif
