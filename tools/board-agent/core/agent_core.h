// The board's end of the serial tunnel (docs/tunnel.md): a session with the host, and the board's
// sockets, names and Wi-Fi for it.
//
// No malloc, no stdio, no clock and no thread: whoever owns a `struct agent` gives it the bytes of the
// line, the time in milliseconds (which may wrap) and readiness of sockets, all from one task, and
// calls agent_poll. Read agent_core.c for the session, agent_requests.c for what the host asks,
// agent_flow.c for the bytes of the sockets, agent_outgoing.c for what is told to the host.
#ifndef AGENT_CORE_H
#define AGENT_CORE_H

#include "agent_link.h"

// What a TCP socket keeps for lwIP: the host's first credit.
#ifndef AGENT_SOCKET_BUFFER
#define AGENT_SOCKET_BUFFER 4096
#endif

// The longest datagram that goes unfragmented over Wi-Fi and Ethernet.
#ifndef AGENT_DATAGRAM_MAX
#define AGENT_DATAGRAM_MAX 1472
#endif

enum {
    AGENT_LOOKUPS = 4,  // as many as lwIP's resolver asks at a time
    AGENT_EVENTS = 32,  // answers that wait for the link; more requests wait meanwhile
    AGENT_LOG_BYTES = 1024,
};

// What the board is; fixed from boot on.
struct agent_identity {
    uint32_t boot;  // random, not 0
    uint32_t capabilities;
    uint32_t window;
    uint32_t ring;
    uint32_t baud_max;  // 0 with AGENT_FIXED_RATE
    uint8_t reset_reason;
    uint8_t chip;
    uint8_t mac[6];
    const char *name;  // of the agent and its version, at most 63 bytes
};

// What NETINFO tells.
struct agent_net_info {
    uint8_t state;  // 0 idle, 1 connecting, 2 associated, 3 has an address
    uint8_t reason;
    bool stored;
    int8_t rssi;
    uint8_t channel;
    uint8_t auth;
    uint8_t bssid[6];
    uint8_t ip[4];
    uint8_t netmask[4];
    uint8_t gateway[4];
    uint8_t dns[2][4];
    uint8_t ssid_length;
    uint8_t ssid[AGENT_SSID_MAX];
    uint8_t ip6_count;
    uint8_t ip6[3][16];
};

// The machine below; none of the calls blocks.
struct agent_port {
    void *context;

    // How many of the bytes the line took.
    size_t (*write)(void *context, const uint8_t *bytes, size_t length);

    // True once all that was written has left the chip. Then, and not before, comes set_baud.
    bool (*drained)(void *context);
    void (*set_baud)(void *context, uint32_t baud);

    uint32_t (*heap)(void *context);
    void (*net_info)(void *context, struct agent_net_info *info);

    // Begins a look-up; agent_resolved ends it. 0 or a negative error number.
    int (*resolve)(void *context, uint32_t token, const char *name);

    // 0 or a negative error number; the outcome is told by agent_network_changed. Without `ssid` joins
    // what is stored. The bytes are gone after the call, and belong into no log.
    int (*wifi_join)(void *context, bool store, const uint8_t *ssid, size_t ssid_length,
                     const uint8_t *password, size_t password_length);
    int (*wifi_leave)(void *context, bool erase);

    // For the port's own log: a session has begun or ended.
    void (*session)(void *context, bool up);

    struct agent_sockets_port sockets;
};

enum agent_socket_state {
    AGENT_FREE,
    AGENT_OPENED,
    AGENT_CONNECTING,
    AGENT_CONNECTED,
    AGENT_LISTENING,
    AGENT_SLOT,    // waits for a connection of its listener
    AGENT_FAILED,  // passes over everything but CLOSE
};

struct agent_socket {
    enum agent_socket_state state;
    enum agent_kind kind;
    uint8_t family;    // 4 or 6
    uint8_t ready;     // AGENT_READ, AGENT_WRITE: not tried in vain since
    uint8_t listener;  // of a slot
    bool closing;      // CLOSE came; data is still to go
    bool host_ended;   // EOF came
    bool shut;         // and was given to lwIP, or there is nobody to give it to
    bool peer_ended;   // EOF was sent
    int error;         // of a send: told as soon as what was received has gone to the host
    uint32_t to_host;            // credit in bytes
    uint32_t to_host_datagrams;  // and in datagrams
    uint32_t from_host;  // what the host may still send
    uint32_t freed;      // what it has not been told yet
    size_t begin;        // of what lwIP has not taken
    size_t length;
    uint8_t buffer[AGENT_SOCKET_BUFFER];
};

// A STATUS that waits for the link.
struct agent_event {
    uint8_t id;
    uint8_t op;
    uint8_t error;
    struct agent_address local;
};

struct agent_lookup {
    enum { AGENT_LOOKUP_FREE, AGENT_LOOKUP_ASKED, AGENT_LOOKUP_DONE } state;
    uint8_t request;
    uint8_t error;
    uint8_t count;
    uint32_t token;  // of the look-up under way: a late answer to an older one has another
    struct agent_address addresses[AGENT_ADDRESSES_MAX];
};

// A datagram that comes or goes in pieces; one each way.
struct agent_datagram {
    bool open;
    uint8_t id;
    size_t length;
    size_t done;
    struct agent_address address;
    uint8_t bytes[AGENT_DATAGRAM_MAX + 1];  // one more, to see that one was longer
};

struct agent_rate {
    enum { AGENT_STEADY, AGENT_SWITCHING, AGENT_TESTING, AGENT_RETURNING } state;
    uint32_t baud;    // the one that was agreed on
    uint32_t wanted;  // of a SET
    uint16_t payload;
    uint16_t window;
    uint32_t switched_ms;
};

struct agent {
    struct agent_port port;
    struct agent_identity identity;
    struct agent_link link;
    struct agent_rate rate;

    uint32_t nonce;  // of the session; 0 for none
    uint16_t host_payload;
    uint16_t host_window;
    uint32_t now;
    uint32_t heard_ms;
    uint32_t refused_ms;  // when a frame outside of a session was answered last
    uint32_t looked_up;   // look-ups begun since boot, for their tokens
    uint32_t dropped;     // datagrams, either way
    bool net_changed;

    struct agent_socket sockets[AGENT_SOCKETS];
    uint8_t turn;  // the socket whose data goes next
    struct agent_datagram incoming;
    struct agent_datagram outgoing;
    struct agent_lookup lookups[AGENT_LOOKUPS];

    struct agent_event events[AGENT_EVENTS];
    uint8_t events_begin;
    uint8_t events_count;

    uint8_t log[AGENT_LOG_BYTES];
    size_t log_length;
    uint32_t log_ms;
};

// Boots: HELLO goes out to say so. `port` and `identity` are copied.
void agent_init(struct agent *agent, const struct agent_port *port,
                const struct agent_identity *identity, uint32_t now);

// Bytes came from the line.
void agent_input(struct agent *agent, const uint8_t *bytes, size_t length, uint32_t now);

// Does what can be done now. Returns after how many milliseconds it wants to be called again, if
// nothing else happens.
uint32_t agent_poll(struct agent *agent, uint32_t now);

// What the socket of the slot waits for (AGENT_READ, AGENT_WRITE), 0 for nothing; and that it has it.
uint8_t agent_wanted(const struct agent *agent, unsigned slot);
void agent_ready(struct agent *agent, unsigned slot, uint8_t bits);

// A look-up has ended: error 0 and addresses, IPv4 first, or an error number.
void agent_resolved(struct agent *agent, uint32_t token, int error,
                    const struct agent_address *addresses, unsigned count);

// NETINFO has changed.
void agent_network_changed(struct agent *agent);

// Text for the host's view of the board's log. What nobody fetches gives way to newer text.
void agent_log(struct agent *agent, const char *text, size_t length);

// The board is about to restart: says so and ends the session.
void agent_restarting(struct agent *agent, uint32_t now);

#endif
