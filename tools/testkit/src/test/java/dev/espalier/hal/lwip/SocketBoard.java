package dev.espalier.hal.lwip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.freertos.Task;
import java.util.List;

/** Plays firmware with sockets on one board. */
abstract class SocketBoard {
  private static final long LONG_ENOUGH = 600_000_000_000L;

  abstract NetworkBackend network();

  abstract ClockPolicy clock();

  /** Two ends of a connection within the board, and what it was made with. */
  record Link(int listener, int client, int server) {
    void close() {
      List.of(client, server, listener).forEach(Sockets::close);
    }
  }

  @CanIgnoreReturnValue
  final Board play(Firmware firmware) {
    return play(BoardConfig.defaults(), firmware);
  }

  /** Runs firmware to its end; what fails inside fails the test. */
  @CanIgnoreReturnValue
  final Board play(BoardConfig config, Firmware firmware) {
    try (Simulation simulation =
        Simulation.builder().seed(3).network(network()).clock(clock()).build()) {
      Board board = simulation.board(config);
      board.boot(firmware);
      RunResult result = simulation.runFor(LONG_ENOUGH);
      RunResult.Panic panic = result.panic();
      if (panic != null) {
        throw new AssertionError(
            "task " + panic.task() + " failed: " + board.output(), panic.thrown());
      }
      assertEquals(RunResult.End.DONE, result.end(), () -> result.report() + board.output());
      return board;
    }
  }

  @CanIgnoreReturnValue
  static Task task(Runnable body) {
    return Task.create(
        "helper",
        4096,
        2,
        () -> {
          body.run();
          Task.current().delete();
        });
  }

  static void assertErrno(int errno) {
    assertEquals(Errno.name(errno), Errno.name(Errno.get()));
  }

  static int listener(int backlog) {
    int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    assertEquals(0, Sockets.bind(fd, SockAddr.in("127.0.0.1", 0)));
    assertEquals(0, Sockets.listen(fd, backlog));
    return fd;
  }

  static SockAddr nameOf(int fd) {
    SockAddr name = new SockAddr();
    assertEquals(0, Sockets.getsockname(fd, name));
    return name;
  }

  static SockAddr closedPort() {
    int fd = listener(1);
    SockAddr name = nameOf(fd);
    Sockets.close(fd);
    return name;
  }

  static int nonBlocking() {
    int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    assertEquals(0, Sockets.fcntl(fd, Sockets.F_SETFL, Sockets.O_NONBLOCK));
    assertEquals(Sockets.O_NONBLOCK | Sockets.O_RDWR, Sockets.fcntl(fd, Sockets.F_GETFL, 0));
    return fd;
  }

  static Link link() {
    int listener = listener(1);
    int client = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    assertEquals(0, Sockets.connect(client, nameOf(listener)), () -> Errno.name(Errno.get()));
    return new Link(listener, client, Sockets.accept(listener, null));
  }

  static void awaitReadable(int fd) {
    FdSet read = new FdSet().set(fd);
    assertEquals(1, Sockets.select(fd + 1, read, null, null, Timeval.millis(5000)));
  }

  static String receive(int fd) {
    byte[] buffer = new byte[256];
    int count = Sockets.recv(fd, buffer, 0);
    assertTrue(count >= 0, () -> Errno.name(Errno.get()));
    return new String(buffer, 0, count, UTF_8);
  }

  /** Sends until nothing more fits; the count of bytes. */
  static long fill(int fd, byte[] block) {
    long sent = 0;
    int refusals = 0;
    while (refusals < 2) {
      int count = Sockets.send(fd, block, 0);
      if (count >= 0) {
        sent += count;
        refusals = 0;
      } else {
        refusals++;
        FdSet write = new FdSet().set(fd);
        int found = Sockets.select(64, null, write, null, Timeval.millis(50));
        refusals -= found;
      }
    }
    assertEquals(-1, Sockets.send(fd, block, 0));
    return sent;
  }

  static void drain(int fd, long bytes) {
    byte[] buffer = new byte[20_000];
    long rest = bytes;
    while (rest > 0) {
      int count = Sockets.recv(fd, buffer, 0);
      assertTrue(count > 0, () -> Errno.name(Errno.get()));
      rest -= count;
    }
  }

  static long ticks() {
    return Task.getTickCount();
  }
}
