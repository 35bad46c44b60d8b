// What the host asks for: the numbered frames, in order. Each is read to its end before anything is
// done, so that a broken one changes nothing.
#include <string.h>

#include "agent_internal.h"

static struct agent_socket *socket_of(struct agent *agent, uint8_t id) {
    if (id >= AGENT_SOCKETS) {
        agent_violation(agent, "id of a socket that does not exist");
        return NULL;
    }
    return &agent->sockets[id];
}

// The socket if frames for it have a meaning still.
static struct agent_socket *live_socket(struct agent *agent, uint8_t id) {
    struct agent_socket *socket = socket_of(agent, id);
    return socket != NULL && socket->state != AGENT_FREE && socket->state != AGENT_FAILED &&
                   !socket->closing
               ? socket
               : NULL;
}

static void add_credit(struct agent *agent, struct agent_socket *socket, uint32_t bytes,
                       uint32_t datagrams) {
    if (bytes > AGENT_CREDIT_MAX - socket->to_host ||
        datagrams > AGENT_DATAGRAMS_MAX - socket->to_host_datagrams) {
        agent_violation(agent, "more credit than a socket may have");
        return;
    }
    socket->to_host += bytes;
    socket->to_host_datagrams += datagrams;
}

// Everything but the buffer, which need not be cleared.
static void fresh_socket(struct agent_socket *socket, enum agent_socket_state state,
                         enum agent_kind kind, uint8_t family) {
    memset(socket, 0, offsetof(struct agent_socket, buffer));
    socket->state = state;
    socket->kind = kind;
    socket->family = family;
    socket->ready = AGENT_READ | AGENT_WRITE;  // until a try has told
}

static void open_socket(struct agent *agent, struct agent_reader reader) {
    const uint8_t id = agent_get8(&reader);
    const uint8_t kind = agent_get8(&reader);
    const uint32_t bytes = agent_get32(&reader);
    const uint16_t datagrams = agent_get16(&reader);
    if (!agent_read_all(&reader) || (kind & ~(AGENT_KIND_DATAGRAMS | AGENT_KIND_IPV6)) != 0) {
        agent_violation(agent, "broken OPEN");
        return;
    }
    struct agent_socket *socket = socket_of(agent, id);
    if (socket == NULL) {
        return;
    }
    if (socket->state != AGENT_FREE) {
        agent_violation(agent, "OPEN for an id that is taken");
        return;
    }
    const enum agent_kind wanted = kind & AGENT_KIND_DATAGRAMS ? AGENT_UDP : AGENT_TCP;
    const uint8_t family = kind & AGENT_KIND_IPV6 ? 6 : 4;
    fresh_socket(socket, AGENT_OPENED, wanted, family);
    add_credit(agent, socket, bytes, datagrams);
    if (agent->nonce == 0) {
        return;
    }
    const int status =
        agent->port.sockets.open(agent->port.sockets.context, id, wanted, family);
    if (status < 0) {
        socket->state = AGENT_FAILED;
        agent_event(agent, id, AGENT_OPEN, -status, NULL);
    }
}

static void bind_socket(struct agent *agent, struct agent_reader reader) {
    const uint8_t id = agent_get8(&reader);
    const struct agent_address address = agent_get_address(&reader);
    if (!agent_read_all(&reader) || address.family == 0) {
        agent_violation(agent, "broken BIND");
        return;
    }
    const struct agent_socket *socket = live_socket(agent, id);
    if (socket == NULL || socket->state == AGENT_SLOT) {
        return;
    }
    const int status = address.family != socket->family
                           ? -AGENT_EAFNOSUPPORT
                           : agent->port.sockets.bind(agent->port.sockets.context, id, &address);
    if (status < 0) {
        agent_event(agent, id, AGENT_BIND, -status, NULL);
    }
}

static void connect_socket(struct agent *agent, struct agent_reader reader) {
    const uint8_t id = agent_get8(&reader);
    const struct agent_address address = agent_get_address(&reader);
    if (!agent_read_all(&reader)) {
        agent_violation(agent, "broken CONNECT");
        return;
    }
    struct agent_socket *socket = live_socket(agent, id);
    if (socket == NULL) {
        return;
    }
    if (socket->state != AGENT_OPENED) {
        agent_violation(agent, "CONNECT of a socket that is not fresh");
        return;
    }
    const struct agent_sockets_port *port = &agent->port.sockets;
    int status = -AGENT_EAFNOSUPPORT;
    if (address.family == socket->family ||
        (address.family == 0 && socket->kind == AGENT_UDP)) {
        status = port->connect(port->context, id, &address);
    }
    if (status == -AGENT_EINPROGRESS) {
        socket->state = AGENT_CONNECTING;
        socket->ready = 0;
    } else if (status < 0) {
        port->close(port->context, id, true);
        socket->state = AGENT_FAILED;
        agent_event(agent, id, AGENT_CONNECT, -status, NULL);
    } else {
        struct agent_address local = {0};
        (void)port->local(port->context, id, &local);
        if (socket->kind == AGENT_TCP) {
            agent_socket_connected(socket);
        }
        agent_event(agent, id, AGENT_CONNECT, 0, &local);
    }
}

static void listen_socket(struct agent *agent, struct agent_reader reader) {
    const uint8_t id = agent_get8(&reader);
    const uint8_t backlog = agent_get8(&reader);
    if (!agent_read_all(&reader)) {
        agent_violation(agent, "broken LISTEN");
        return;
    }
    struct agent_socket *socket = live_socket(agent, id);
    if (socket == NULL) {
        return;
    }
    if (socket->state != AGENT_OPENED) {
        agent_violation(agent, "LISTEN on a socket that is not fresh");
        return;
    }
    const struct agent_sockets_port *port = &agent->port.sockets;
    const int status = socket->kind == AGENT_UDP ? -AGENT_EOPNOTSUPP
                                                 : port->listen(port->context, id, backlog);
    struct agent_address local = {0};
    if (status >= 0) {
        socket->state = AGENT_LISTENING;
        (void)port->local(port->context, id, &local);
    }
    agent_event(agent, id, AGENT_LISTEN, -status, &local);
}

static void accept_slot(struct agent *agent, struct agent_reader reader) {
    const uint8_t listener_id = agent_get8(&reader);
    const uint8_t id = agent_get8(&reader);
    const uint32_t bytes = agent_get32(&reader);
    if (!agent_read_all(&reader)) {
        agent_violation(agent, "broken ACCEPT_SLOT");
        return;
    }
    const struct agent_socket *listener = socket_of(agent, listener_id);
    struct agent_socket *socket = listener == NULL ? NULL : socket_of(agent, id);
    if (socket == NULL) {
        return;
    }
    if (socket->state != AGENT_FREE) {
        agent_violation(agent, "ACCEPT_SLOT for an id that is taken");
        return;
    }
    // Without its listener the slot is taken nevertheless: the host will close it, and waits for that.
    const bool listening = listener->state == AGENT_LISTENING;
    fresh_socket(socket, listening ? AGENT_SLOT : AGENT_FAILED, AGENT_TCP, listener->family);
    socket->listener = listener_id;
    add_credit(agent, socket, bytes, 0);
}

static void take_data(struct agent *agent, const uint8_t *body, size_t length) {
    if (length < 2) {
        agent_violation(agent, "DATA without data");
        return;
    }
    const uint8_t id = body[0];
    struct agent_socket *socket = live_socket(agent, id);
    if (socket == NULL) {
        return;
    }
    const size_t count = length - 1;
    if (count > socket->from_host || socket->host_ended) {
        agent_violation(agent, "DATA without credit, or behind EOF");
        return;
    }
    socket->from_host -= (uint32_t)count;
    if (socket->error != 0) {
        return;  // nobody takes it any more, and the host is about to learn so
    }
    const size_t at = (socket->begin + socket->length) % AGENT_SOCKET_BUFFER;
    const size_t first = count < AGENT_SOCKET_BUFFER - at ? count : AGENT_SOCKET_BUFFER - at;
    memcpy(socket->buffer + at, body + 1, first);
    memcpy(socket->buffer, body + 1 + first, count - first);
    socket->length += count;
}

static void take_credit(struct agent *agent, struct agent_reader reader) {
    const uint8_t id = agent_get8(&reader);
    const uint32_t bytes = agent_get32(&reader);
    const uint16_t datagrams = agent_get16(&reader);
    if (!agent_read_all(&reader)) {
        agent_violation(agent, "broken CREDIT");
        return;
    }
    struct agent_socket *socket = live_socket(agent, id);
    if (socket != NULL) {
        add_credit(agent, socket, bytes, datagrams);
    }
}

static void take_eof(struct agent *agent, struct agent_reader reader) {
    const uint8_t id = agent_get8(&reader);
    if (!agent_read_all(&reader)) {
        agent_violation(agent, "broken EOF");
        return;
    }
    struct agent_socket *socket = live_socket(agent, id);
    if (socket == NULL) {
        return;
    }
    if (socket->host_ended) {
        agent_violation(agent, "EOF twice");
        return;
    }
    socket->host_ended = true;
}

static void close_socket(struct agent *agent, struct agent_reader reader) {
    const uint8_t id = agent_get8(&reader);
    const uint8_t flags = agent_get8(&reader);
    if (!agent_read_all(&reader) || flags > 1) {
        agent_violation(agent, "broken CLOSE");
        return;
    }
    const struct agent_socket *socket = socket_of(agent, id);
    if (socket != NULL && socket->state != AGENT_FREE) {
        agent_socket_close(agent, id, flags == 1);
    }
}

static void set_option(struct agent *agent, struct agent_reader reader) {
    enum { LINGER = 8 };
    const uint8_t id = agent_get8(&reader);
    const uint8_t option = agent_get8(&reader);
    const int32_t value = (int32_t)agent_get32(&reader);
    if (!agent_read_all(&reader)) {
        agent_violation(agent, "broken SETOPT");
        return;
    }
    const struct agent_socket *socket = live_socket(agent, id);
    // The host lingers by itself and says with CLOSE how it ends; lwIP's linger would block close().
    if (socket == NULL || socket->state == AGENT_SLOT || option == LINGER) {
        return;
    }
    const int status =
        option < AGENT_KEEP_ALIVE || option > AGENT_BROADCAST
            ? -AGENT_ENOPROTOOPT
            : agent->port.sockets.option(agent->port.sockets.context, id,
                                         (enum agent_option)option, value);
    if (status < 0) {
        agent_event(agent, id, AGENT_SETOPT, -status, NULL);
    }
}

static void resolve(struct agent *agent, struct agent_reader reader) {
    const uint8_t request = agent_get8(&reader);
    const size_t length = reader.left;
    const uint8_t *name = agent_get(&reader, length);
    if (reader.bad || length < 1 || length > AGENT_NAME_MAX) {
        agent_violation(agent, "broken RESOLVE");
        return;
    }
    struct agent_lookup *lookup = NULL;
    for (unsigned i = 0; i < AGENT_LOOKUPS; i++) {
        if (agent->lookups[i].state == AGENT_LOOKUP_FREE) {
            lookup = &agent->lookups[i];
        } else if (agent->lookups[i].request == request) {
            agent_violation(agent, "RESOLVE with a number that is in use");
            return;
        }
    }
    if (lookup == NULL) {
        agent_violation(agent, "more RESOLVE than there are look-ups");
        return;
    }
    char text[AGENT_NAME_MAX + 1];
    memcpy(text, name, length);
    text[length] = 0;
    lookup->state = AGENT_LOOKUP_ASKED;
    lookup->request = request;
    lookup->token = agent->looked_up++ * AGENT_LOOKUPS + (uint32_t)(lookup - agent->lookups);
    // A name with a NUL inside is none; the port would look up what stands before it.
    const int status = memchr(name, 0, length) != NULL
                           ? -AGENT_EHOSTUNREACH
                           : agent->port.resolve(agent->port.context, lookup->token, text);
    if (status < 0) {
        agent_resolved(agent, lookup->token, -status, NULL, 0);
    }
}

static void wifi_join(struct agent *agent, struct agent_reader reader) {
    const uint8_t flags = agent_get8(&reader);
    const uint8_t ssid_length = agent_get8(&reader);
    const uint8_t *ssid = agent_get(&reader, ssid_length);
    const uint8_t password_length = agent_get8(&reader);
    const uint8_t *password = agent_get(&reader, password_length);
    if (!agent_read_all(&reader) || flags > 1 || ssid_length > AGENT_SSID_MAX ||
        password_length > AGENT_PASSWORD_MAX) {
        agent_violation(agent, "broken WIFI_JOIN");
        return;
    }
    const int status = agent->port.wifi_join(agent->port.context, flags == 1, ssid, ssid_length,
                                             password, password_length);
    agent_event(agent, AGENT_ID_NONE, AGENT_WIFI_JOIN, -status, NULL);
}

static void wifi_leave(struct agent *agent, struct agent_reader reader) {
    const uint8_t flags = agent_get8(&reader);
    if (!agent_read_all(&reader) || flags > 1) {
        agent_violation(agent, "broken WIFI_LEAVE");
        return;
    }
    const int status = agent->port.wifi_leave(agent->port.context, flags == 1);
    agent_event(agent, AGENT_ID_NONE, AGENT_WIFI_LEAVE, -status, NULL);
}

void agent_request(struct agent *agent, uint8_t type, const uint8_t *body, size_t length) {
    const struct agent_reader reader = agent_read(body, length);
    switch (type) {
        case AGENT_OPEN:
            open_socket(agent, reader);
            break;
        case AGENT_BIND:
            bind_socket(agent, reader);
            break;
        case AGENT_CONNECT:
            connect_socket(agent, reader);
            break;
        case AGENT_LISTEN:
            listen_socket(agent, reader);
            break;
        case AGENT_ACCEPT_SLOT:
            accept_slot(agent, reader);
            break;
        case AGENT_DATA:
            take_data(agent, body, length);
            break;
        case AGENT_DGRAM:
            agent_datagram_piece(agent, body, length);
            break;
        case AGENT_CREDIT:
            take_credit(agent, reader);
            break;
        case AGENT_EOF:
            take_eof(agent, reader);
            break;
        case AGENT_CLOSE:
            close_socket(agent, reader);
            break;
        case AGENT_SETOPT:
            set_option(agent, reader);
            break;
        case AGENT_RESOLVE:
            resolve(agent, reader);
            break;
        case AGENT_WIFI_JOIN:
            wifi_join(agent, reader);
            break;
        case AGENT_WIFI_LEAVE:
            wifi_leave(agent, reader);
            break;
        default:
            agent_violation(agent, "numbered frame of an unknown type");
            break;
    }
}
