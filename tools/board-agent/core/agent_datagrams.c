// Datagrams, which may be longer than a frame and then come and go in pieces.
#include <string.h>

#include "agent_internal.h"

enum { PIECE_HEADER_MAX = 2 + 2 + 19 };  // id, flags, length, address

static void send_to_network(struct agent *agent, const struct agent_datagram *datagram,
                            const uint8_t *bytes) {
    const struct agent_socket *socket = &agent->sockets[datagram->id];
    const struct agent_sockets_port *port = &agent->port.sockets;
    if (socket->state == AGENT_FREE || socket->state == AGENT_FAILED || socket->closing) {
        return;
    }
    const bool fits = datagram->length <= AGENT_DATAGRAM_MAX &&
                      (datagram->address.family == 0 || datagram->address.family == socket->family);
    if (!fits || port->send_to(port->context, datagram->id, bytes, datagram->length,
                               &datagram->address) < 0) {
        agent->dropped++;
    }
}

static bool is_stream(const struct agent_socket *socket) {
    return socket->state != AGENT_FREE && socket->kind != AGENT_UDP;
}

void agent_datagram_piece(struct agent *agent, const uint8_t *body, size_t length) {
    struct agent_reader reader = agent_read(body, length);
    struct agent_datagram *datagram = &agent->incoming;
    const uint8_t id = agent_get8(&reader);
    const uint8_t flags = agent_get8(&reader);
    const bool first = (flags & AGENT_DGRAM_FIRST) != 0;
    const bool last = (flags & AGENT_DGRAM_LAST) != 0;
    if (first) {
        datagram->id = id;
        datagram->done = 0;
    }
    if (first == datagram->open || id != datagram->id || id >= AGENT_SOCKETS || flags > 3 ||
        is_stream(&agent->sockets[id])) {
        agent_violation(agent, "DGRAM out of place");
        return;
    }
    if (first) {
        datagram->length = agent_get16(&reader);
        datagram->address = agent_get_address(&reader);
    }
    const size_t count = reader.left;
    if (reader.bad || count > datagram->length - datagram->done ||
        last != (count == datagram->length - datagram->done)) {
        agent_violation(agent, "DGRAM of a wrong length");
        return;
    }
    datagram->open = !last;
    if (first && last) {
        send_to_network(agent, datagram, reader.next);
        return;
    }
    // What is too long for us is counted, not kept.
    if (datagram->length <= AGENT_DATAGRAM_MAX && count > 0) {
        memcpy(datagram->bytes + datagram->done, reader.next, count);
    }
    datagram->done += count;
    if (last) {
        send_to_network(agent, datagram, datagram->bytes);
    }
}

void agent_datagram_fetch(struct agent *agent, uint8_t id) {
    struct agent_socket *socket = &agent->sockets[id];
    struct agent_datagram *datagram = &agent->outgoing;
    const struct agent_sockets_port *port = &agent->port.sockets;
    while (!datagram->open && (socket->ready & AGENT_READ) != 0) {
        const int count = port->receive_from(port->context, id, datagram->bytes,
                                             sizeof datagram->bytes, &datagram->address);
        if (count < 0) {
            // Also for an error: it belongs to something sent before, and lwIP has none.
            socket->ready = (uint8_t)(socket->ready & ~AGENT_READ);
        } else if (count > AGENT_DATAGRAM_MAX || socket->to_host_datagrams == 0 ||
                   (uint32_t)count > socket->to_host) {
            agent->dropped++;
        } else {
            socket->to_host_datagrams--;
            socket->to_host -= (uint32_t)count;
            datagram->open = true;
            datagram->id = id;
            datagram->length = (size_t)count;
            datagram->done = 0;
        }
    }
}

bool agent_datagram_send(struct agent *agent) {
    struct agent_datagram *datagram = &agent->outgoing;
    const size_t room = agent_link_room(&agent->link);
    if (!datagram->open || room <= PIECE_HEADER_MAX) {
        return false;
    }
    const bool first = datagram->done == 0;
    const size_t left = datagram->length - datagram->done;
    const size_t header = first ? 4u + (datagram->address.family == 0 ? 1u : 3u) +
                                      agent_address_length(datagram->address.family)
                                : 2u;
    const size_t count = left < room - header ? left : room - header;
    struct agent_writer writer = {agent_link_fresh(&agent->link), 0};
    agent_put8(&writer, datagram->id);
    agent_put8(&writer, (uint8_t)((first ? AGENT_DGRAM_FIRST : 0) |
                                  (count == left ? AGENT_DGRAM_LAST : 0)));
    if (first) {
        agent_put16(&writer, (uint16_t)datagram->length);
        agent_put_address(&writer, &datagram->address);
    }
    agent_put(&writer, datagram->bytes + datagram->done, count);
    datagram->done += count;
    datagram->open = datagram->done < datagram->length;
    agent_link_commit(&agent->link, AGENT_DGRAM, writer.length, agent->now);
    return true;
}
