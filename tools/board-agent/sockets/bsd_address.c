#include <string.h>

#ifdef ESP_PLATFORM
#include "lwip/sockets.h"
#else
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#endif

#include "bsd_address.h"

socklen_t bsd_address_to(const struct agent_address *from, struct sockaddr_storage *to) {
    memset(to, 0, sizeof *to);
    if (from->family == 6) {
        struct sockaddr_in6 address;
        memset(&address, 0, sizeof address);
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(from->port);
        memcpy(&address.sin6_addr, from->bytes, 16);
        memcpy(to, &address, sizeof address);
        return sizeof address;
    }
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = from->family == 4 ? AF_INET : AF_UNSPEC;
    address.sin_port = htons(from->port);
    memcpy(&address.sin_addr, from->bytes, 4);
    memcpy(to, &address, sizeof address);
    return sizeof address;
}

void bsd_address_from(const struct sockaddr_storage *from, struct agent_address *to) {
    memset(to, 0, sizeof *to);
    if (from->ss_family == AF_INET6) {
        struct sockaddr_in6 address;
        memcpy(&address, from, sizeof address);
        to->family = 6;
        to->port = ntohs(address.sin6_port);
        memcpy(to->bytes, &address.sin6_addr, 16);
    } else if (from->ss_family == AF_INET) {
        struct sockaddr_in address;
        memcpy(&address, from, sizeof address);
        to->family = 4;
        to->port = ntohs(address.sin_port);
        memcpy(to->bytes, &address.sin_addr, 4);
    }
}
