// What the board tells the host, most urgent first: its network, answers, connections, credit, and
// then data of one socket after another.
#include <string.h>

#include "agent_internal.h"

enum {
    SMALL_BODY_MAX = 48,   // ACCEPTED with two IPv6 addresses has 40 bytes
    LARGE_BODY_MAX = 144,  // RESOLVED with eight has 139, NETINFO at most 114
};

static void commit(struct agent *agent, uint8_t type, const struct agent_writer *writer) {
    agent_link_commit(&agent->link, type, writer->length, agent->now);
}

static struct agent_writer fresh(struct agent *agent) {
    const struct agent_writer writer = {agent_link_fresh(&agent->link), 0};
    return writer;
}

static bool tell_network(struct agent *agent) {
    if (!agent->net_changed) {
        return false;
    }
    agent->net_changed = false;
    struct agent_net_info info;
    memset(&info, 0, sizeof info);
    agent->port.net_info(agent->port.context, &info);
    struct agent_writer writer = fresh(agent);
    const uint8_t ssid = info.ssid_length < AGENT_SSID_MAX ? info.ssid_length : AGENT_SSID_MAX;
    const uint8_t ip6 = info.ip6_count < 3 ? info.ip6_count : 3;
    agent_put8(&writer, info.state);
    agent_put8(&writer, info.reason);
    agent_put8(&writer, info.stored ? 1 : 0);
    agent_put8(&writer, (uint8_t)info.rssi);
    agent_put8(&writer, info.channel);
    agent_put8(&writer, info.auth);
    agent_put(&writer, info.bssid, sizeof info.bssid);
    agent_put(&writer, info.ip, 4);
    agent_put(&writer, info.netmask, 4);
    agent_put(&writer, info.gateway, 4);
    agent_put(&writer, info.dns[0], 4);
    agent_put(&writer, info.dns[1], 4);
    agent_put8(&writer, ssid);
    agent_put(&writer, info.ssid, ssid);
    agent_put8(&writer, ip6);
    for (unsigned i = 0; i < ip6; i++) {
        agent_put(&writer, info.ip6[i], 16);
    }
    commit(agent, AGENT_NETINFO, &writer);
    return true;
}

static bool tell_event(struct agent *agent) {
    if (agent->events_count == 0) {
        return false;
    }
    const struct agent_event *event = &agent->events[agent->events_begin];
    struct agent_writer writer = fresh(agent);
    agent_put8(&writer, event->id);
    agent_put8(&writer, event->op);
    agent_put8(&writer, event->error);
    agent_put_address(&writer, &event->local);
    agent->events_begin = (uint8_t)((agent->events_begin + 1) % AGENT_EVENTS);
    agent->events_count--;
    commit(agent, AGENT_STATUS, &writer);
    return true;
}

static bool tell_lookup(struct agent *agent) {
    for (unsigned i = 0; i < AGENT_LOOKUPS; i++) {
        struct agent_lookup *lookup = &agent->lookups[i];
        if (lookup->state != AGENT_LOOKUP_DONE) {
            continue;
        }
        struct agent_writer writer = fresh(agent);
        agent_put8(&writer, lookup->request);
        agent_put8(&writer, lookup->error);
        agent_put8(&writer, lookup->count);
        for (unsigned n = 0; n < lookup->count; n++) {
            const struct agent_address *address = &lookup->addresses[n];
            const uint8_t family = address->family == 6 ? 6 : 4;
            agent_put8(&writer, family);
            agent_put(&writer, address->bytes, agent_address_length(family));
        }
        lookup->state = AGENT_LOOKUP_FREE;
        commit(agent, AGENT_RESOLVED, &writer);
        return true;
    }
    return false;
}

static bool tell_accepted(struct agent *agent, uint8_t listener, uint8_t id) {
    struct agent_socket *socket = &agent->sockets[id];
    const struct agent_sockets_port *port = &agent->port.sockets;
    struct agent_address peer = {0};
    struct agent_address local = {0};
    const int status = port->accept(port->context, listener, id, &peer);
    if (status < 0) {
        // Also for an error: that connection is gone, and there may be another.
        struct agent_socket *listening = &agent->sockets[listener];
        listening->ready = (uint8_t)(listening->ready & ~AGENT_READ);
        return false;
    }
    (void)port->local(port->context, id, &local);
    agent_socket_connected(socket);
    struct agent_writer writer = fresh(agent);
    agent_put8(&writer, listener);
    agent_put8(&writer, id);
    agent_put_address(&writer, &peer);
    agent_put_address(&writer, &local);
    commit(agent, AGENT_ACCEPTED, &writer);
    return true;
}

static bool accept_one(struct agent *agent) {
    for (unsigned id = 0; id < AGENT_SOCKETS; id++) {
        const struct agent_socket *slot = &agent->sockets[id];
        if (slot->state == AGENT_SLOT && !slot->closing &&
            (agent->sockets[slot->listener].ready & AGENT_READ) != 0 &&
            tell_accepted(agent, slot->listener, (uint8_t)id)) {
            return true;
        }
    }
    return false;
}

// Credit goes back in large pieces, or at once when the host may be waiting for it.
static bool tell_credit(struct agent *agent) {
    for (unsigned id = 0; id < AGENT_SOCKETS; id++) {
        struct agent_socket *socket = &agent->sockets[id];
        if (socket->state != AGENT_CONNECTED || socket->closing || socket->host_ended ||
            socket->freed == 0 ||
            (socket->length > 0 && socket->freed < AGENT_SOCKET_BUFFER / 2)) {
            continue;
        }
        struct agent_writer writer = fresh(agent);
        agent_put8(&writer, (uint8_t)id);
        agent_put32(&writer, socket->freed);
        agent_put16(&writer, 0);
        socket->from_host += socket->freed;
        socket->freed = 0;
        commit(agent, AGENT_CREDIT, &writer);
        return true;
    }
    return false;
}

static bool large_waits(const struct agent *agent) {
    bool waits = agent->net_changed;
    for (unsigned i = 0; i < AGENT_LOOKUPS; i++) {
        waits |= agent->lookups[i].state == AGENT_LOOKUP_DONE;
    }
    return waits;
}

static bool stream_data(struct agent *agent, uint8_t id) {
    struct agent_socket *socket = &agent->sockets[id];
    const struct agent_sockets_port *port = &agent->port.sockets;
    if (socket->closing) {
        return false;
    }
    // The error of a send comes behind what had been received before it, if the host wants that.
    if (socket->error != 0 && (socket->to_host == 0 || socket->peer_ended)) {
        agent_socket_failed(agent, id, socket->error);
        return false;
    }
    if (socket->to_host == 0 || socket->peer_ended || ((socket->ready & AGENT_READ) == 0 && socket->error == 0)) {
        return false;
    }
    size_t room = agent_link_room(&agent->link) - 1;
    room = room < socket->to_host ? room : socket->to_host;
    struct agent_writer writer = fresh(agent);
    agent_put8(&writer, id);
    const int count = port->receive(port->context, id, writer.body + 1, room);
    if (count > 0 && (size_t)count <= room) {
        writer.length += (size_t)count;
        socket->to_host -= (uint32_t)count;
        commit(agent, AGENT_DATA, &writer);
        return true;
    }
    if (socket->error != 0) {
        agent_socket_failed(agent, id, socket->error);
        return false;
    }
    if (count == 0) {
        socket->peer_ended = true;
        commit(agent, AGENT_EOF, &writer);
        return true;
    }
    if (count == -AGENT_EAGAIN) {
        socket->ready = (uint8_t)(socket->ready & ~AGENT_READ);
    } else {
        agent_socket_failed(agent, id, -count);
    }
    return false;
}

static bool data_of(struct agent *agent, uint8_t id) {
    const struct agent_socket *socket = &agent->sockets[id];
    if (socket->kind == AGENT_UDP && socket->state == AGENT_OPENED && !socket->closing) {
        agent_datagram_fetch(agent, id);
        return agent_datagram_send(agent);
    }
    return socket->state == AGENT_CONNECTED && agent_event_room(agent) && stream_data(agent, id);
}

static bool data(struct agent *agent) {
    // Small rests of the window are left alone: a frame costs 12 bytes whatever is in it.
    const size_t room = agent_link_room(&agent->link);
    if (room < agent->link.body_max / 2) {
        return false;
    }
    // The pieces of a datagram follow each other.
    if (agent->outgoing.open) {
        return agent_datagram_send(agent);
    }
    for (unsigned i = 0; i < AGENT_SOCKETS; i++) {
        const uint8_t id = agent->turn;
        agent->turn = (uint8_t)((agent->turn + 1) % AGENT_SOCKETS);
        if (data_of(agent, id)) {
            return true;
        }
    }
    return false;
}

bool agent_outgoing(struct agent *agent) {
    const size_t room = agent_link_room(&agent->link);
    if (room < SMALL_BODY_MAX) {
        return false;
    }
    if (room < LARGE_BODY_MAX && large_waits(agent)) {
        return false;  // rather than let data take what it waits for
    }
    // Events a second time: looking for data may have found that a connection has failed.
    return tell_network(agent) || tell_event(agent) || tell_lookup(agent) || accept_one(agent) ||
           tell_credit(agent) || data(agent) || tell_event(agent);
}
