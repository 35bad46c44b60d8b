package dev.espalier.hal.lwip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two boards on one simulated network: one serves, the other connects by name. */
final class TwoBoardsTest {
  private final List<String> notes = new ArrayList<>();

  private static int connected() {
    AddrInfo hints = AddrInfo.hints(Sockets.AF_INET, Sockets.SOCK_STREAM);
    AddrInfo.Result found = Netdb.getaddrinfo("server", "7", hints);
    assertEquals(0, found.code());
    assertNotNull(found.info());
    SockAddr address = found.info().addr();
    assertNotNull(address);
    int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    assertEquals(0, Sockets.connect(fd, address), () -> Errno.name(Errno.get()));
    return fd;
  }

  private static int listening() {
    int listener = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    assertEquals(0, Sockets.bind(listener, SockAddr.any(Sockets.AF_INET, 7)));
    assertEquals(0, Sockets.listen(listener, 2));
    return listener;
  }

  private void echoOnce() {
    int listener = listening();
    SockAddr peer = new SockAddr();
    int fd = Sockets.accept(listener, peer);
    notes.add("from " + Inet.inet_ntop(peer.family(), peer.bytes()));
    byte[] buffer = new byte[64];
    int count = Sockets.recv(fd, buffer, 0);
    Sockets.send(fd, buffer, 0, count, 0);
    Sockets.close(fd);
    Sockets.close(listener);
  }

  private void askOnce() {
    int fd = connected();
    Sockets.send(fd, "are you there".getBytes(UTF_8), 0);
    byte[] buffer = new byte[64];
    int count = Sockets.recv(fd, buffer, 0);
    notes.add(new String(buffer, 0, count, UTF_8));
    Sockets.close(fd);
  }

  @Test
  void talkToEachOther() {
    try (Simulation simulation = Simulation.builder().network(new SimulatedNetwork(1)).build()) {
      simulation.board(BoardConfig.defaults().withName("server")).boot(this::echoOnce);
      simulation.board(BoardConfig.defaults().withName("client")).boot(this::askOnce);
      RunResult result = simulation.runFor(60_000_000_000L);
      assertNull(result.panic());
      assertEquals(RunResult.End.DONE, result.end(), result::report);
      assertEquals(List.of("from 192.168.4.3", "are you there"), notes);
    }
  }

  @Test
  void loseTheConnectionWhenOneLosesItsPower() {
    try (Simulation simulation = Simulation.builder().network(new SimulatedNetwork(1)).build()) {
      Board server = simulation.board(BoardConfig.defaults().withName("server"));
      server.boot(() -> notes.add("accepted " + (Sockets.accept(listening(), null) > 0)));
      Board client = simulation.board(BoardConfig.defaults().withName("client"));
      client.boot(this::sendForMinutes);
      var _ = simulation.runFor(3_000_000_000L);
      server.powerOff();
      var _ = simulation.runFor(10_000_000_000L);
      server.boot(() -> Task.delay(Timeout.ticks(10_000)));
      RunResult result = simulation.runFor(60_000_000_000L);
      assertNull(result.panic());
      assertEquals(List.of("accepted true", "lost: ECONNRESET"), notes);
    }
  }

  private void sendForMinutes() {
    int fd = connected();
    while (Sockets.send(fd, new byte[10], 0) == 10) {
      Task.delay(Timeout.millis(1000));
    }
    notes.add("lost: " + Errno.name(Errno.get()));
    Sockets.close(fd);
  }
}
