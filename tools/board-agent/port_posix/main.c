// The agent on a desktop, behind a pty: a board for tests without hardware. Events go to stdout, a
// line each; commands come from stdin, a line each, and its end is the agent's. See README.md.
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "posix_board.h"

static struct posix_board board;

static const char USAGE[] =
    "usage: agent-posix [options]   (a board agent behind a pty)\n"
    "  --link PATH     a symlink to the pty; it stays the same over unplug and plug\n"
    "  --boot-text     write what the ROM writes at each boot\n"
    "  --no-wifi       boot without credentials\n"
    "  --check-baud    has rates: garble while the pty's speed is not the agent's\n"
    "  --seed N        of everything random\n"
    "  --flip N        bits flipped per million bytes, either way\n"
    "  --drop N        bytes dropped per million\n";

static int usage(const char *argument) {
    fprintf(stderr, "agent-posix: unknown or incomplete option: %s\n%s", argument, USAGE);
    return 2;
}

static long number(const char *text) {
    char *end;
    const long value = strtol(text, &end, 10);
    return end == text || *end != 0 || value < 0 ? 0 : value;
}

static const char *word_after(const char *line, const char *command) {
    const size_t length = strlen(command);
    if (strncmp(line, command, length) != 0 || (line[length] != ' ' && line[length] != 0)) {
        return NULL;
    }
    return line[length] == ' ' ? line + length + 1 : line + length;
}

static void wifi(const char *what) {
    enum { REASON_BEACON_TIMEOUT = 200 };
    const char *reason = word_after(what, "down");
    if (reason != NULL) {
        posix_wifi_lose(&board.wifi,
                        (uint8_t)(*reason != 0 ? number(reason) : REASON_BEACON_TIMEOUT));
        board.sockets.network_up = false;
    } else {
        posix_wifi_come_back(&board.wifi);
        board.sockets.network_up = true;
    }
    printf("wifi %s\n", board.sockets.network_up ? "up" : "down");
    agent_network_changed(&board.agent);
}

// False ends the agent.
static bool command(const char *line) {
    const char *rest;
    const uint64_t now = posix_now();
    if (strcmp(line, "reset") == 0) {
        posix_board_reset(&board, 1);
    } else if (strcmp(line, "restart") == 0) {
        agent_restarting(&board.agent, (uint32_t)now);
        posix_board_reset(&board, 3);
    } else if (strcmp(line, "panic") == 0) {
        posix_board_panic(&board);
    } else if (strcmp(line, "unplug") == 0) {
        posix_line_unplug(&board.line);
    } else if (strcmp(line, "plug") == 0) {
        return posix_line_plug(&board.line);
    } else if (strcmp(line, "exit") == 0) {
        return false;
    } else if ((rest = word_after(line, "text")) != NULL) {
        posix_board_text(&board, rest);
        posix_board_text(&board, "\r\n");
    } else if ((rest = word_after(line, "log")) != NULL) {
        agent_log(&board.agent, rest, strlen(rest));
        agent_log(&board.agent, "\n", 1);
    } else if ((rest = word_after(line, "noise")) != NULL) {
        posix_line_noise(&board.line, (size_t)number(rest), now);
    } else if ((rest = word_after(line, "wifi")) != NULL) {
        wifi(rest);
    } else if ((rest = word_after(line, "stall")) != NULL) {
        board.line.stall_until_ms = now + (uint64_t)number(rest);
    } else if ((rest = word_after(line, "mute")) != NULL) {
        board.line.mute_until_ms = now + (uint64_t)number(rest);
    } else if ((rest = word_after(line, "flip")) != NULL) {
        board.line.flips = (uint32_t)number(rest);
    } else if ((rest = word_after(line, "drop")) != NULL) {
        board.line.drops = (uint32_t)number(rest);
    } else if (*line != 0) {
        fprintf(stderr, "agent-posix: unknown command: %s\n", line);
    }
    return true;
}

// Reads what stdin has. False at its end, or when a command ends the agent.
static bool commands(void) {
    static char line[256];
    static size_t length;
    char byte;
    ssize_t count;
    while ((count = read(STDIN_FILENO, &byte, 1)) == 1) {
        if (byte != '\n') {
            length += length + 1 < sizeof line ? 1 : 0;
            line[length - 1] = byte;
            continue;
        }
        line[length] = 0;
        length = 0;
        if (!command(line)) {
            return false;
        }
    }
    return count < 0;
}

static bool take_option(int argc, char **argv, int *i) {
    const char *value = *i + 1 < argc ? argv[*i + 1] : NULL;
    if (strcmp(argv[*i], "--boot-text") == 0) {
        board.boot_text = true;
        return true;
    }
    if (strcmp(argv[*i], "--no-wifi") == 0) {
        board.joined = false;
        return true;
    }
    if (strcmp(argv[*i], "--check-baud") == 0) {
        board.line.check_baud = true;
        return true;
    }
    if (value == NULL) {
        return false;
    }
    if (strcmp(argv[*i], "--link") == 0) {
        board.line.link = value;
    } else if (strcmp(argv[*i], "--seed") == 0) {
        board.line.random = (uint64_t)number(value);
    } else if (strcmp(argv[*i], "--flip") == 0) {
        board.line.flips = (uint32_t)number(value);
    } else if (strcmp(argv[*i], "--drop") == 0) {
        board.line.drops = (uint32_t)number(value);
    } else {
        return false;
    }
    ++*i;
    return true;
}

int main(int argc, char **argv) {
    board.line.master = -1;
    board.line.slave = -1;
    board.joined = true;
    board.line.random = (uint64_t)getpid() << 20 ^ posix_now();
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(USAGE, stdout);
            return 0;
        }
        if (!take_option(argc, argv, &i)) {
            return usage(argv[i]);
        }
    }
    (void)signal(SIGPIPE, SIG_IGN);
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if (!posix_board_start(&board) || fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK) < 0) {
        return 1;
    }
    while (commands()) {
        posix_board_step(&board);
    }
    posix_line_unplug(&board.line);
    puts("exit");
    return 0;
}
