#include "bsd_sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#ifdef ESP_PLATFORM
#include "lwip/sockets.h"
#else
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#endif

// lwIP has no signals.
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

#include "bsd_address.h"

int bsd_sockets_error(int machine_errno) {
    static const struct {
        int machine;
        int lwip;
    } NUMBERS[] = {
        {EAGAIN, AGENT_EAGAIN},
        {EBADF, AGENT_EBADF},
        {ENOMEM, AGENT_ENOMEM},
        {EACCES, AGENT_EACCES},
        {EBUSY, AGENT_EBUSY},
        {EINVAL, AGENT_EINVAL},
        {ENFILE, AGENT_ENFILE},
        {EMFILE, AGENT_ENFILE},
        {EPIPE, AGENT_EPIPE},
        {ENOSYS, AGENT_ENOSYS},
        {EOPNOTSUPP, AGENT_EOPNOTSUPP},
        {ECONNRESET, AGENT_ECONNRESET},
        {ENOBUFS, AGENT_ENOBUFS},
        {EAFNOSUPPORT, AGENT_EAFNOSUPPORT},
        {ENOPROTOOPT, AGENT_ENOPROTOOPT},
        {ECONNREFUSED, AGENT_ECONNREFUSED},
        {EADDRINUSE, AGENT_EADDRINUSE},
        {ECONNABORTED, AGENT_ECONNABORTED},
        {ENETUNREACH, AGENT_ENETUNREACH},
        {ENETDOWN, AGENT_ENETDOWN},
        {ETIMEDOUT, AGENT_ETIMEDOUT},
        {EHOSTUNREACH, AGENT_EHOSTUNREACH},
        {EINPROGRESS, AGENT_EINPROGRESS},
        {EALREADY, AGENT_EALREADY},
        {EDESTADDRREQ, AGENT_EDESTADDRREQ},
        {EMSGSIZE, AGENT_EMSGSIZE},
        {EADDRNOTAVAIL, AGENT_EADDRNOTAVAIL},
        {EISCONN, AGENT_EISCONN},
        {ENOTCONN, AGENT_ENOTCONN},
    };
    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++) {
        if (NUMBERS[i].machine == machine_errno) {
            return NUMBERS[i].lwip;
        }
    }
    return AGENT_EIO;
}

static int failed(void) {
    return -bsd_sockets_error(errno);
}

static int result(long status) {
    return status < 0 ? failed() : (int)status;
}

static struct bsd_sockets *sockets_of(void *context) {
    return context;
}

static int fd_of(void *context, unsigned slot) {
    return slot < AGENT_SOCKETS ? sockets_of(context)->fds[slot] : -1;
}

static int keep(void *context, unsigned slot, int fd) {
    struct bsd_sockets *sockets = sockets_of(context);
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL, 0) | O_NONBLOCK) < 0) {
        const int error = failed();
        close(fd);
        return error;
    }
#ifndef ESP_PLATFORM
    if (fd >= FD_SETSIZE) {
        close(fd);
        return -AGENT_ENFILE;
    }
#endif
    sockets->fds[slot] = fd;
    return 0;
}

static int open_socket(void *context, unsigned slot, enum agent_kind kind, uint8_t family) {
    if (slot >= AGENT_SOCKETS || sockets_of(context)->fds[slot] >= 0) {
        return -AGENT_EINVAL;
    }
    const int fd = socket(family == 6 ? AF_INET6 : AF_INET,
                          kind == AGENT_UDP ? SOCK_DGRAM : SOCK_STREAM, 0);
    if (fd >= 0 && kind == AGENT_TCP) {
        // Firmware that boots finds no port taken, while connections of the run before linger here. The
        // host sees to it that two sockets do not share a port.
        const int on = 1;
        (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    }
    return fd < 0 ? failed() : keep(context, slot, fd);
}

static int connect_socket(void *context, unsigned slot, const struct agent_address *to) {
    struct sockaddr_storage address;
    const socklen_t length = bsd_address_to(to, &address);
    if (!sockets_of(context)->network_up) {
        return -AGENT_ENETDOWN;
    }
    return result(connect(fd_of(context, slot), (struct sockaddr *)&address, length));
}

static int connected(void *context, unsigned slot) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(fd_of(context, slot), SOL_SOCKET, SO_ERROR, &error, &length) < 0) {
        return failed();
    }
    return error == 0 ? 0 : -bsd_sockets_error(error);
}

static int bind_socket(void *context, unsigned slot, const struct agent_address *to) {
    struct sockaddr_storage address;
    const socklen_t length = bsd_address_to(to, &address);
    return result(bind(fd_of(context, slot), (struct sockaddr *)&address, length));
}

static int listen_socket(void *context, unsigned slot, unsigned backlog) {
    return result(listen(fd_of(context, slot), (int)backlog));
}

static int accept_socket(void *context, unsigned slot, unsigned fresh, struct agent_address *peer) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (fresh >= AGENT_SOCKETS || sockets_of(context)->fds[fresh] >= 0) {
        return -AGENT_EINVAL;
    }
    const int fd = accept(fd_of(context, slot), (struct sockaddr *)&address, &length);
    if (fd < 0) {
        return failed();
    }
    bsd_address_from(&address, peer);
    return keep(context, fresh, fd);
}

static int send_bytes(void *context, unsigned slot, const uint8_t *bytes, size_t length) {
    return result(send(fd_of(context, slot), bytes, length, MSG_NOSIGNAL));
}

static int receive_bytes(void *context, unsigned slot, uint8_t *to, size_t room) {
    return result(recv(fd_of(context, slot), to, room, 0));
}

static int send_to(void *context, unsigned slot, const uint8_t *bytes, size_t length,
                   const struct agent_address *to) {
    struct sockaddr_storage address;
    if (to->family == 0) {
        return send_bytes(context, slot, bytes, length);
    }
    const socklen_t address_length = bsd_address_to(to, &address);
    return result(sendto(fd_of(context, slot), bytes, length, MSG_NOSIGNAL,
                         (struct sockaddr *)&address, address_length));
}

static int receive_from(void *context, unsigned slot, uint8_t *to, size_t room,
                        struct agent_address *from) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    memset(&address, 0, sizeof address);
    const int count = result(
        recvfrom(fd_of(context, slot), to, room, 0, (struct sockaddr *)&address, &length));
    if (count >= 0) {
        bsd_address_from(&address, from);
    }
    return count;
}

static int shutdown_write(void *context, unsigned slot) {
    return result(shutdown(fd_of(context, slot), SHUT_WR));
}

static int set_option(void *context, unsigned slot, enum agent_option option, int32_t value) {
    static const struct {
        enum agent_option option;
        int level;
        int name;
    } NAMES[] = {
        {AGENT_KEEP_ALIVE, SOL_SOCKET, SO_KEEPALIVE},
        {AGENT_KEEP_IDLE, IPPROTO_TCP, TCP_KEEPIDLE},
        {AGENT_KEEP_INTERVAL, IPPROTO_TCP, TCP_KEEPINTVL},
        {AGENT_KEEP_COUNT, IPPROTO_TCP, TCP_KEEPCNT},
        {AGENT_NO_DELAY, IPPROTO_TCP, TCP_NODELAY},
        {AGENT_REUSE_ADDRESS, SOL_SOCKET, SO_REUSEADDR},
        {AGENT_BROADCAST, SOL_SOCKET, SO_BROADCAST},
    };
    const int fd = fd_of(context, slot);
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        if (NAMES[i].option == option) {
            const int as_int = (int)value;
            return result(setsockopt(fd, NAMES[i].level, NAMES[i].name, &as_int, sizeof as_int));
        }
    }
    return -AGENT_ENOPROTOOPT;
}

static int local_address(void *context, unsigned slot, struct agent_address *local) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(fd_of(context, slot), (struct sockaddr *)&address, &length) < 0) {
        return failed();
    }
    bsd_address_from(&address, local);
    return 0;
}

static void close_socket(void *context, unsigned slot, bool reset) {
    const int fd = fd_of(context, slot);
    if (fd < 0) {
        return;
    }
    if (reset) {
        const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
        (void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }
    close(fd);
    sockets_of(context)->fds[slot] = -1;
}

void bsd_sockets_init(struct bsd_sockets *sockets) {
    for (unsigned slot = 0; slot < AGENT_SOCKETS; slot++) {
        sockets->fds[slot] = -1;
    }
    sockets->network_up = true;
}

struct agent_sockets_port bsd_sockets_port(struct bsd_sockets *sockets) {
    const struct agent_sockets_port port = {
        .context = sockets,
        .open = open_socket,
        .connect = connect_socket,
        .connected = connected,
        .bind = bind_socket,
        .listen = listen_socket,
        .accept = accept_socket,
        .send = send_bytes,
        .receive = receive_bytes,
        .send_to = send_to,
        .receive_from = receive_from,
        .shutdown_write = shutdown_write,
        .option = set_option,
        .local = local_address,
        .close = close_socket,
    };
    return port;
}

bool bsd_sockets_wait(struct bsd_sockets *sockets, const uint8_t wanted[AGENT_SOCKETS],
                      uint8_t ready[AGENT_SOCKETS], int other_fd, unsigned timeout_ms) {
    fd_set readable;
    fd_set writable;
    int highest = other_fd;
    FD_ZERO(&readable);
    FD_ZERO(&writable);
    if (other_fd >= 0) {
        FD_SET(other_fd, &readable);
    }
    for (unsigned slot = 0; slot < AGENT_SOCKETS; slot++) {
        const int fd = sockets->fds[slot];
        ready[slot] = 0;
        if (fd < 0 || wanted[slot] == 0) {
            continue;
        }
        if (wanted[slot] & AGENT_READ) {
            FD_SET(fd, &readable);
        }
        if (wanted[slot] & AGENT_WRITE) {
            FD_SET(fd, &writable);
        }
        highest = fd > highest ? fd : highest;
    }
    struct timeval timeout = {.tv_sec = (long)(timeout_ms / 1000),
                              .tv_usec = (long)(timeout_ms % 1000) * 1000};
    if (select(highest + 1, &readable, &writable, NULL, &timeout) <= 0) {
        return false;
    }
    for (unsigned slot = 0; slot < AGENT_SOCKETS; slot++) {
        const int fd = sockets->fds[slot];
        if (fd >= 0 && wanted[slot] != 0) {
            ready[slot] = (uint8_t)((FD_ISSET(fd, &readable) ? AGENT_READ : 0) |
                                    (FD_ISSET(fd, &writable) ? AGENT_WRITE : 0));
        }
    }
    return other_fd >= 0 && FD_ISSET(other_fd, &readable);
}
