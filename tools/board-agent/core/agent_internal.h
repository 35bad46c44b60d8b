// What the files of the core share among themselves.
#ifndef AGENT_INTERNAL_H
#define AGENT_INTERNAL_H

#include "agent_core.h"

// ---- agent_core.c

// Ends the session: the host broke the protocol. The text is for its user.
void agent_violation(struct agent *agent, const char *text);

// ---- agent_rate.c

void agent_rate_init(struct agent_rate *rate);
void agent_rate_baud(struct agent *agent, struct agent_reader reader);
void agent_rate_test(struct agent *agent, const uint8_t *body, size_t length);
void agent_rate_poll(struct agent *agent);

// Between BAUD SET and COMMITTED: only PING, PONG, HELLO and LOG go out.
bool agent_rate_quiet(const struct agent_rate *rate);

// The session ended: back to the rate of boot, once the line is empty.
void agent_rate_return(struct agent *agent);

// A session begins, at whatever rate its RST came.
void agent_rate_begin(struct agent *agent);
uint32_t agent_rate_due(const struct agent *agent);

// ---- agent_requests.c

void agent_request(struct agent *agent, uint8_t type, const uint8_t *body, size_t length);

// ---- agent_flow.c

bool agent_event_room(const struct agent *agent);
void agent_event(struct agent *agent, uint8_t id, uint8_t op, int error,
                 const struct agent_address *local);

// The connection failed by itself.
void agent_socket_failed(struct agent *agent, uint8_t id, int error);

// CLOSE: now if nothing is left to go, or else later.
void agent_socket_close(struct agent *agent, uint8_t id, bool abort);
void agent_sockets_close_all(struct agent *agent);

// Connects that ended, data for lwIP, closes that wait.
void agent_flow_poll(struct agent *agent);

// A TCP connection stands: credit both ways begins.
void agent_socket_connected(struct agent_socket *socket);

// ---- agent_datagrams.c

void agent_datagram_piece(struct agent *agent, const uint8_t *body, size_t length);

// Writes the next piece of a datagram that goes to the host, if there is one. False if not.
bool agent_datagram_send(struct agent *agent);

// Fetches a datagram of this socket, if there is one and the host wants it.
void agent_datagram_fetch(struct agent *agent, uint8_t id);

// ---- agent_outgoing.c

// Sends one new numbered frame if there is one and the link has room. True if it did.
bool agent_outgoing(struct agent *agent);

#endif
