#ifndef LWIP_SOCKETS_H
#define LWIP_SOCKETS_H
#include <stddef.h>
#include <stdint.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/types.h>
typedef uint32_t socklen_t;
typedef uint8_t sa_family_t;
typedef uint16_t in_port_t;
struct in_addr {
    uint32_t s_addr;
};
struct in6_addr {
    uint32_t words[4];
};
struct sockaddr {
    uint8_t sa_len;
    sa_family_t sa_family;
    char sa_data[14];
};
struct sockaddr_in {
    uint8_t sin_len;
    sa_family_t sin_family;
    in_port_t sin_port;
    struct in_addr sin_addr;
    char sin_zero[8];
};
struct sockaddr_in6 {
    uint8_t sin6_len;
    sa_family_t sin6_family;
    in_port_t sin6_port;
    uint32_t sin6_flowinfo;
    struct in6_addr sin6_addr;
    uint32_t sin6_scope_id;
};
struct sockaddr_storage {
    uint8_t s2_len;
    sa_family_t ss_family;
    char s2_data1[2];
    uint32_t s2_data2[3];
    uint32_t s2_data3[3];
};
struct linger {
    int l_onoff;
    int l_linger;
};
enum { AF_UNSPEC = 0, AF_INET = 2, AF_INET6 = 10 };
enum { SOCK_STREAM = 1, SOCK_DGRAM = 2 };
enum { SHUT_RD, SHUT_WR, SHUT_RDWR };
enum { SOL_SOCKET = 0xfff, IPPROTO_TCP = 6 };
enum {
    SO_REUSEADDR = 0x0004,
    SO_KEEPALIVE = 0x0008,
    SO_BROADCAST = 0x0020,
    SO_LINGER = 0x0080,
    SO_ERROR = 0x1007,
};
enum { TCP_NODELAY = 1, TCP_KEEPIDLE = 3, TCP_KEEPINTVL = 4, TCP_KEEPCNT = 5 };
uint16_t htons(uint16_t value);
uint16_t ntohs(uint16_t value);
int socket(int domain, int type, int protocol);
int connect(int fd, const struct sockaddr *address, socklen_t length);
int bind(int fd, const struct sockaddr *address, socklen_t length);
int listen(int fd, int backlog);
int accept(int fd, struct sockaddr *address, socklen_t *length);
ssize_t send(int fd, const void *bytes, size_t length, int flags);
ssize_t recv(int fd, void *bytes, size_t length, int flags);
ssize_t sendto(int fd, const void *bytes, size_t length, int flags, const struct sockaddr *to,
               socklen_t to_length);
ssize_t recvfrom(int fd, void *bytes, size_t length, int flags, struct sockaddr *from,
                 socklen_t *from_length);
int shutdown(int fd, int how);
int getsockname(int fd, struct sockaddr *address, socklen_t *length);
int getsockopt(int fd, int level, int name, void *value, socklen_t *length);
int setsockopt(int fd, int level, int name, const void *value, socklen_t length);
#endif
