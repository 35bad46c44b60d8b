// A board for tests: the core on a port in memory, with a clock that the test moves and peers that
// the test plays.
#ifndef HOST_BOARD_H
#define HOST_BOARD_H

#include "agent_core.h"

// What a peer holds each way.
#ifndef PEER_BYTES
#define PEER_BYTES 65536
#endif

// The other end of a socket.
struct peer {
    bool open;
    enum agent_kind kind;
    bool connecting;    // connect() gives EINPROGRESS until the test clears it
    int fails;          // the positive error number of the next call that can have one
    bool ended;         // its FIN is behind what it sent
    bool reset;         // how the board closed it
    bool shut;          // the board sent FIN
    unsigned waiting;   // connections to accept
    struct agent_address to;  // of the last connect, bind or send_to
    int32_t option_value;
    size_t takes;       // how many bytes send() takes until the test gives more
    uint8_t got[PEER_BYTES];  // from the board
    size_t got_length;
    uint8_t gives[PEER_BYTES];  // to the board
    size_t gives_begin;
    size_t gives_length;
    unsigned datagrams;         // of `gives`, each two bytes of length and its bytes
    unsigned sent;              // datagrams the board sent
};

struct test_board {
    struct agent agent;
    struct agent_identity identity;
    struct peer peers[AGENT_SOCKETS];
    uint32_t now;
    uint8_t wire[PEER_BYTES];  // what the board wrote and nobody took yet
    size_t wire_length;
    size_t wire_takes;    // bytes the line takes now
    bool drained;
    uint32_t baud;
    int sessions;         // begun
    bool in_session;
    uint32_t token;       // of the last look-up
    char name[256];
    int lookup_status;
    struct agent_net_info info;
    uint8_t ssid[AGENT_SSID_MAX];
    size_t ssid_length;
    uint8_t password[AGENT_PASSWORD_MAX];
    size_t password_length;
    int join_status;
};

// With a fixed rate, or with rates up to 2 000 000.
void test_board_boot(struct test_board *board, bool fixed);

// Peers' bytes to the board's socket.
void test_peer_gives(struct test_board *board, unsigned slot, const void *bytes, size_t length);
void test_peer_datagram(struct test_board *board, unsigned slot, const void *bytes, size_t length);

// Marks every socket as ready, and lets the board run at the present time.
void test_board_run(struct test_board *board);

#endif
