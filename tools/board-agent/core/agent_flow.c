// The sockets over time: connects that end, what the host sent and lwIP takes bit by bit, closes that
// wait for it.
#include <string.h>

#include "agent_internal.h"

bool agent_event_room(const struct agent *agent) {
    return agent->events_count < AGENT_EVENTS;
}

// Callers have looked at agent_event_room.
void agent_event(struct agent *agent, uint8_t id, uint8_t op, int error,
                 const struct agent_address *local) {
    static const struct agent_address NONE = {0};
    if (!agent_event_room(agent)) {
        return;
    }
    const unsigned at = (agent->events_begin + agent->events_count) % AGENT_EVENTS;
    agent->events_count++;
    agent->events[at].id = id;
    agent->events[at].op = op;
    agent->events[at].error = (uint8_t)(error >= 0 && error <= UINT8_MAX ? error : AGENT_EIO);
    agent->events[at].local = local != NULL && error == 0 ? *local : NONE;
}

static void close_port(struct agent *agent, uint8_t id, bool reset) {
    agent->port.sockets.close(agent->port.sockets.context, id, reset);
}

void agent_socket_failed(struct agent *agent, uint8_t id, int error) {
    close_port(agent, id, true);
    agent->sockets[id].state = AGENT_FAILED;
    agent_event(agent, id, AGENT_OP_FAILED, error, NULL);
}

void agent_socket_connected(struct agent_socket *socket) {
    socket->state = AGENT_CONNECTED;
    socket->ready = AGENT_READ | AGENT_WRITE;
    socket->from_host = AGENT_SOCKET_BUFFER;
}

static void closed(struct agent *agent, uint8_t id, bool abort) {
    close_port(agent, id, abort);
    for (unsigned i = 0; i < AGENT_SOCKETS; i++) {
        if (agent->sockets[i].state == AGENT_SLOT && agent->sockets[i].listener == id) {
            agent->sockets[i].state = AGENT_FAILED;  // the id of its listener may soon be another's
        }
    }
    agent->sockets[id].state = AGENT_FREE;
    agent_event(agent, id, AGENT_CLOSE, 0, NULL);
}

// A datagram in pieces goes out whole, and CLOSE's STATUS is the id's last frame.
static bool something_left(const struct agent *agent, uint8_t id) {
    const struct agent_socket *socket = &agent->sockets[id];
    return (socket->state == AGENT_CONNECTED && socket->length > 0 && socket->error == 0) ||
           (agent->outgoing.open && agent->outgoing.id == id);
}

void agent_socket_close(struct agent *agent, uint8_t id, bool abort) {
    struct agent_socket *socket = &agent->sockets[id];
    if (abort) {
        socket->length = 0;
    }
    socket->closing = true;
    if (!something_left(agent, id)) {
        closed(agent, id, abort);
    }
}

void agent_sockets_close_all(struct agent *agent) {
    for (unsigned id = 0; id < AGENT_SOCKETS; id++) {
        if (agent->sockets[id].state != AGENT_FREE) {
            close_port(agent, (uint8_t)id, true);
            agent->sockets[id].state = AGENT_FREE;
        }
    }
}

static void finish_connect(struct agent *agent, uint8_t id) {
    struct agent_socket *socket = &agent->sockets[id];
    const struct agent_sockets_port *port = &agent->port.sockets;
    if ((socket->ready & AGENT_WRITE) == 0 || !agent_event_room(agent)) {
        return;
    }
    const int status = port->connected(port->context, id);
    if (status < 0) {
        close_port(agent, id, true);
        socket->state = AGENT_FAILED;
        agent_event(agent, id, AGENT_CONNECT, -status, NULL);
        return;
    }
    struct agent_address local = {0};
    (void)port->local(port->context, id, &local);
    agent_socket_connected(socket);
    agent_event(agent, id, AGENT_CONNECT, 0, &local);
}

static void give_to_port(struct agent *agent, uint8_t id) {
    struct agent_socket *socket = &agent->sockets[id];
    const struct agent_sockets_port *port = &agent->port.sockets;
    while (socket->length > 0 && (socket->ready & AGENT_WRITE) != 0 && socket->error == 0) {
        const size_t to_end = AGENT_SOCKET_BUFFER - socket->begin;
        const size_t count = socket->length < to_end ? socket->length : to_end;
        const int taken = port->send(port->context, id, socket->buffer + socket->begin, count);
        if (taken == -AGENT_EAGAIN || taken == 0) {
            socket->ready = (uint8_t)(socket->ready & ~AGENT_WRITE);
        } else if (taken < 0) {
            socket->error = -taken;
            socket->length = 0;
        } else {
            const size_t gone = (size_t)taken < count ? (size_t)taken : count;
            socket->begin = (socket->begin + gone) % AGENT_SOCKET_BUFFER;
            socket->length -= gone;
            socket->freed += (uint32_t)gone;
        }
    }
    if (socket->host_ended && !socket->shut && socket->length == 0) {
        socket->shut = true;
        (void)port->shutdown_write(port->context, id);
    }
}

void agent_flow_poll(struct agent *agent) {
    for (unsigned i = 0; i < AGENT_SOCKETS && agent->nonce != 0; i++) {
        const uint8_t id = (uint8_t)i;
        struct agent_socket *socket = &agent->sockets[id];
        if (socket->state == AGENT_CONNECTING) {
            finish_connect(agent, id);
        } else if (socket->state == AGENT_CONNECTED) {
            give_to_port(agent, id);
        }
        if (socket->closing && socket->state != AGENT_FREE && !something_left(agent, id) &&
            agent_event_room(agent)) {
            closed(agent, id, socket->error != 0);
        }
    }
}

static bool has_slot(const struct agent *agent, unsigned listener) {
    for (unsigned i = 0; i < AGENT_SOCKETS; i++) {
        if (agent->sockets[i].state == AGENT_SLOT && agent->sockets[i].listener == listener) {
            return true;
        }
    }
    return false;
}

uint8_t agent_wanted(const struct agent *agent, unsigned slot) {
    const struct agent_socket *socket = &agent->sockets[slot];
    unsigned wanted = 0;
    switch (socket->state) {
        case AGENT_CONNECTING:
            wanted = AGENT_WRITE;
            break;
        case AGENT_LISTENING:
            wanted = has_slot(agent, slot) ? AGENT_READ : 0;
            break;
        case AGENT_OPENED:
            wanted = socket->kind == AGENT_UDP ? AGENT_READ : 0;
            break;
        case AGENT_CONNECTED:
            wanted = (socket->length > 0 ? AGENT_WRITE : 0u) |
                     (socket->to_host > 0 && !socket->peer_ended && !socket->closing ? AGENT_READ
                                                                                     : 0u);
            break;
        default:
            break;
    }
    return (uint8_t)(wanted & ~(unsigned)socket->ready);
}

void agent_ready(struct agent *agent, unsigned slot, uint8_t bits) {
    agent->sockets[slot].ready |= bits;
}
