package dev.espalier.hal.lwip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.emulator.radio.Air;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.wifi.ExampleConnect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** An interface that loses its address takes its connections with it. */
final class NetifAddressTest {
  private static final long SECOND = 1_000_000_000L;

  private final List<String> notes = new ArrayList<>();

  private static int listening() {
    int listener = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    assertEquals(0, Sockets.bind(listener, SockAddr.any(Sockets.AF_INET, 7)));
    assertEquals(0, Sockets.listen(listener, 2));
    return listener;
  }

  private static int connected(String host) {
    AddrInfo.Result found =
        Netdb.getaddrinfo(host, "7", AddrInfo.hints(Sockets.AF_INET, Sockets.SOCK_STREAM));
    AddrInfo info = Objects.requireNonNull(found.info());
    int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    assertEquals(0, Sockets.connect(fd, Objects.requireNonNull(info.addr())));
    return fd;
  }

  private void serve() {
    int fd = Sockets.accept(listening(), null);
    byte[] buffer = new byte[8];
    int count = Sockets.recv(fd, buffer, 0);
    while (count > 0) {
      notes.add("server got " + new String(buffer, 0, count, UTF_8));
      count = Sockets.recv(fd, buffer, 0);
    }
    notes.add("server " + (count == 0 ? "end" : Errno.name(Errno.get())));
  }

  private void client() {
    NvsFlash.init().orAbort();
    EspNetif.init().orAbort();
    EspEvent.loopCreateDefault().orAbort();
    ExampleConnect.exampleConnect().orAbort();
    int own = listening();
    int outside = connected("server");
    int inside = connected("127.0.0.1");
    int insideEnd = Sockets.accept(own, null);
    assertEquals(3, Sockets.send(outside, "one".getBytes(UTF_8), 0));
    Task.create(
        "reader",
        4096,
        2,
        () -> {
          int count = Sockets.recv(outside, new byte[8], 0);
          notes.add("client " + count + " " + Errno.name(Errno.get()));
          Sockets.close(outside);
          Task.current().delete();
        });
    Task.delay(Timeout.millis(10_000));
    assertEquals(3, Sockets.send(inside, "two".getBytes(UTF_8), 0));
    assertEquals(3, Sockets.recv(insideEnd, new byte[8], 0));
    List.of(inside, insideEnd, own).forEach(Sockets::close);
  }

  private void play(Consumer<Air> change) {
    Air air = Air.open();
    try (Simulation simulation = Simulation.builder().network(new SimulatedNetwork(1)).build()) {
      Board server = simulation.board(BoardConfig.defaults().withName("server"));
      server.boot(this::serve);
      simulation
          .board(BoardConfig.defaults().withName("client").withRadio(air::radio))
          .boot(this::client);
      assertEquals(RunResult.End.LIMIT, simulation.runFor(5 * SECOND).end());
      change.accept(air);
      RunResult result = simulation.runFor(60 * SECOND);
      assertEquals(RunResult.End.DONE, result.end(), result::report);
    }
  }

  @Test
  void connectionsAreAbortedWhenTheStationIsThrownOut() {
    play(air -> air.drop("client-1", 200));
    assertEquals(List.of("server got one", "client -1 ECONNABORTED", "server ECONNRESET"), notes);
  }

  @Test
  void connectionsAreAbortedWhenTheAddressChanges() {
    play(air -> air.changeAddress("client-1"));
    assertEquals(List.of("server got one", "client -1 ECONNABORTED", "server ECONNRESET"), notes);
  }
}
