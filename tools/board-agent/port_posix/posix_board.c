#include "posix_board.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "agent_version.h"

enum {
    ROUND_MS = 5,  // commands and look-ups are polled
    RESET_POWERON = 1,
    CHIP_DESKTOP = 255,
    BAUD_MAX = 2000000,
};

uint64_t posix_now(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000u + (uint64_t)time.tv_nsec / 1000000u;
}

static struct posix_board *board_of(void *context) {
    return context;
}

static size_t write_line(void *context, const uint8_t *bytes, size_t length) {
    return posix_line_write(&board_of(context)->line, bytes, length, posix_now());
}

static bool drained(void *context) {
    (void)context;  // a pty has taken what write() took
    return true;
}

static void set_baud(void *context, uint32_t baud) {
    board_of(context)->line.baud = baud;
    printf("baud %u\n", (unsigned)baud);
}

static uint32_t heap(void *context) {
    (void)context;
    return 0;  // says nothing on a desktop
}

static void net_info(void *context, struct agent_net_info *info) {
    posix_wifi_info(&board_of(context)->wifi, info);
}

static int resolve(void *context, uint32_t token, const char *name) {
    struct posix_board *board = board_of(context);
    return board->sockets.network_up ? posix_names_resolve(&board->names, token, name)
                                     : -AGENT_EHOSTUNREACH;
}

static void wifi_changed(struct posix_board *board) {
    const bool up = posix_wifi_up(&board->wifi);
    if (up != board->sockets.network_up) {
        printf("wifi %s\n", up ? "up" : "down");
    }
    board->sockets.network_up = up;
    agent_network_changed(&board->agent);
}

static int wifi_join(void *context, bool store, const uint8_t *ssid, size_t ssid_length,
                     const uint8_t *password, size_t password_length) {
    struct posix_board *board = board_of(context);
    (void)password;
    (void)password_length;
    const int status = posix_wifi_join(&board->wifi, ssid, ssid_length, store, posix_now());
    wifi_changed(board);
    return status;
}

static int wifi_leave(void *context, bool erase) {
    struct posix_board *board = board_of(context);
    posix_wifi_leave(&board->wifi, erase);
    wifi_changed(board);
    return 0;
}

static void session(void *context, bool up) {
    printf("session %s\n", up ? "begun" : "ended");
    (void)context;
}

static void boot(struct posix_board *board) {
    static const uint8_t MAC[6] = {0x02, 0xE5, 0x32, 0x00, 0x00, 0x01};
    const bool rates = board->line.check_baud;
    const struct agent_port port = {
        .context = board,
        .write = write_line,
        .drained = drained,
        .set_baud = set_baud,
        .heap = heap,
        .net_info = net_info,
        .resolve = resolve,
        .wifi_join = wifi_join,
        .wifi_leave = wifi_leave,
        .session = session,
        .sockets = bsd_sockets_port(&board->sockets),
    };
    struct agent_identity identity = {
        .boot = posix_line_random(&board->line) | 1u,
        .capabilities = AGENT_CAN_IPV6 | AGENT_CAN_UDP | AGENT_CAN_LISTEN | AGENT_CAN_JOIN |
                        AGENT_CAN_STORE | (rates ? 0u : AGENT_FIXED_RATE),
        .window = AGENT_FIXED_WINDOW,
        .ring = AGENT_FIXED_WINDOW + 2048,
        .baud_max = rates ? BAUD_MAX : 0,
        .reset_reason = board->reset_reason,
        .chip = CHIP_DESKTOP,
        .name = AGENT_NAME,
    };
    memcpy(identity.mac, MAC, sizeof MAC);
    board->line.baud = AGENT_BOOT_BAUD;
    bsd_sockets_init(&board->sockets);
    posix_wifi_init(&board->wifi, board->joined);
    board->sockets.network_up = posix_wifi_up(&board->wifi);
    if (board->boot_text) {
        posix_board_text(board,
                         "ets Jul 29 2019 12:21:46\r\n\r\nrst:0x1 (POWERON_RESET),boot:0x13 "
                         "(SPI_FAST_FLASH_BOOT)\r\nmode:DIO, clock div:2\r\nload:0x3fff0030,len:1184"
                         "\r\nentry 0x400805f0\r\n");
    }
    agent_init(&board->agent, &port, &identity, (uint32_t)posix_now());
}

bool posix_board_start(struct posix_board *board) {
    board->reset_reason = RESET_POWERON;
    if (!posix_names_init(&board->names) || !posix_line_plug(&board->line)) {
        return false;
    }
    boot(board);
    return true;
}

void posix_board_reset(struct posix_board *board, uint8_t reason) {
    const struct agent_sockets_port port = bsd_sockets_port(&board->sockets);
    for (unsigned slot = 0; slot < AGENT_SOCKETS; slot++) {
        port.close(port.context, slot, true);
    }
    board->reset_reason = reason;
    puts("reset");
    boot(board);
}

void posix_board_panic(struct posix_board *board) {
    enum { RESET_PANIC = 4 };
    posix_board_text(board,
                     "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was "
                     "unhandled.\r\n\r\nBacktrace:0x400d1234:0x3ffb5e10\r\n\r\nRebooting...\r\n");
    posix_board_reset(board, RESET_PANIC);
}

void posix_board_text(struct posix_board *board, const char *text) {
    (void)posix_line_write(&board->line, (const uint8_t *)text, strlen(text), posix_now());
}

static void take_names(struct posix_board *board) {
    struct posix_name_result result;
    while (posix_names_poll(&board->names, &result)) {
        agent_resolved(&board->agent, result.token, result.error, result.addresses, result.count);
    }
}

void posix_board_step(struct posix_board *board) {
    uint8_t wanted[AGENT_SOCKETS];
    uint8_t ready[AGENT_SOCKETS];
    uint8_t bytes[4096];
    struct agent *agent = &board->agent;
    const uint32_t due = agent_poll(agent, (uint32_t)posix_now());
    for (unsigned slot = 0; slot < AGENT_SOCKETS; slot++) {
        wanted[slot] = board->sockets.network_up ? agent_wanted(agent, slot) : 0;
    }
    const bool stalled = posix_now() < board->line.stall_until_ms;
    (void)bsd_sockets_wait(&board->sockets, wanted, ready, stalled ? -1 : board->line.master,
                           due < ROUND_MS ? due : ROUND_MS);
    for (unsigned slot = 0; slot < AGENT_SOCKETS; slot++) {
        agent_ready(agent, slot, ready[slot]);
    }
    take_names(board);
    const uint64_t now = posix_now();
    if (posix_wifi_poll(&board->wifi, now)) {
        wifi_changed(board);
    }
    const size_t count = posix_line_read(&board->line, bytes, sizeof bytes, now);
    agent_input(agent, bytes, count, (uint32_t)now);
}
