package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent in C behind a pty, while its line, its Wi-Fi and itself fail. */
final class AgentFaultsTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final long LONG_ENOUGH = 30_000_000_000L;

  @TempDir private Path directory;

  private @Nullable DesktopAgent agent;
  private @Nullable Simulation simulation;
  private @Nullable Tunnel tunnel;
  private @Nullable Network network;

  private static void stayOn() {
    while (true) {
      Task.delay(Timeout.ticks(100));
    }
  }

  /** Starts an agent and waits for its session. */
  private void begin(String... options) {
    List<String> all = new ArrayList<>(List.of("--link", directory.resolve("board").toString()));
    all.addAll(List.of(options));
    agent = new DesktopAgent(all.toArray(new String[0]));
    SerialNetwork serial =
        SerialNetwork.over(
            new BoardConnection(new FileLink(directory.resolve("board").toString())));
    Tunnel made = Objects.requireNonNull(serial.tunnel());
    made.start();
    tunnel = made;
    Simulation running =
        Simulation.builder().seed(1).network(serial).clock(ClockPolicy.real()).build();
    simulation = running;
    network = serial.attach(running.host("firmware"));
    running.board(BoardConfig.defaults()).boot(AgentFaultsTest::stayOn);
    await(() -> made.session().isUp());
  }

  @AfterEach
  void end() {
    if (simulation != null) {
      simulation.close();
    }
    if (agent != null) {
      agent.close();
    }
  }

  private DesktopAgent agent() {
    return Objects.requireNonNull(agent);
  }

  private Tunnel tunnel() {
    return Objects.requireNonNull(tunnel);
  }

  private void await(BooleanSupplier condition) {
    boolean[] held = {false};
    var result =
        Objects.requireNonNull(simulation)
            .runUntil(
                () -> {
                  held[0] |= condition.getAsBoolean();
                  return held[0];
                },
                LONG_ENOUGH);
    assertTrue(held[0], "never happened; " + result);
  }

  /** Two ends of a connection, both on the agent. */
  private record Pair(Endpoint client, Endpoint server) {}

  private Endpoint listening() {
    Endpoint server = Objects.requireNonNull(network).open(false, false);
    assertEquals(0, server.bind(new InetSocketAddress(LOOPBACK, 0)));
    assertEquals(0, server.listen(4));
    return server;
  }

  private Pair connect(Endpoint listening) {
    Endpoint client = Objects.requireNonNull(network).open(false, false);
    assertEquals(-Errno.EINPROGRESS, client.connect(Objects.requireNonNull(listening.local())));
    List<Endpoint> accepted = new ArrayList<>();
    await(() -> {
      Endpoint next = listening.accept();
      if (next != null) {
        accepted.add(next);
      }
      return !accepted.isEmpty() && client.ready() != 0;
    });
    assertEquals(0, client.takeError());
    return new Pair(client, accepted.getFirst());
  }

  private TunnelTraffic.Stream stream(Endpoint from, Endpoint to, int number, long length) {
    TunnelTraffic.Stream made =
        new TunnelTraffic.Stream(Objects.requireNonNull(simulation), from, to, number, length);
    made.start();
    return made;
  }

  /** Four connections carry bytes, two this way and two that way. */
  private List<TunnelTraffic.Stream> transfers(long length) {
    Endpoint listening = listening();
    List<TunnelTraffic.Stream> streams = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Pair pair = connect(listening);
      boolean up = i % 2 == 0;
      streams.add(
          stream(up ? pair.client : pair.server, up ? pair.server : pair.client, i, length));
    }
    return streams;
  }

  private void assertArrives(List<TunnelTraffic.Stream> streams) {
    await(() -> streams.stream().allMatch(TunnelTraffic.Stream::isDone));
    for (TunnelTraffic.Stream stream : streams) {
      assertEquals(0, stream.outcome(), stream::toString);
      assertFalse(stream.isWrong(), stream::toString);
    }
  }

  @Test
  void losesNoByteOnALineThatSpoilsThem() {
    begin("--seed", "5", "--flip", "200", "--drop", "200");
    assertArrives(transfers(60_000));
    assertTrue(tunnel().session().isUp());
  }

  @Test
  void losesNoByteToNoiseTextAndPauses() {
    begin();
    List<TunnelTraffic.Stream> streams = transfers(100_000);
    agent().command("noise 500");
    agent().command("text W (123) somebody printed this");
    agent().command("stall 300");
    agent().command("mute 300");
    assertArrives(streams);
    assertTrue(tunnel().session().isUp());
  }

  private void assertLosesConnectionsAndComesBack(Runnable harm) {
    Endpoint listening = listening();
    Pair pair = connect(listening);
    harm.run();
    await(() -> (pair.client.ready() & Endpoint.READABLE) != 0);
    assertEquals(-Errno.ECONNRESET, pair.client.read(new byte[1], 0, 1, false));
    listening.close();
    pair.client.close();
    pair.server.close();
    await(() -> tunnel().session().isUp());
    assertArrives(transfers(1000));
  }

  @Test
  void comesBackAfterAReset() {
    begin("--boot-text");
    assertLosesConnectionsAndComesBack(() -> agent().command("reset"));
  }

  @Test
  void showsThePanicOfTheBoardInItsLog() {
    begin();
    assertLosesConnectionsAndComesBack(() -> agent().command("panic"));
    assertTrue(tunnel().log().contains("Guru Meditation Error"), tunnel().log());
    LinkMessage.Hello board = tunnel().session().board();
    assertNotNull(board);
    assertEquals(4, board.identity().resetReason());
  }

  @Test
  void comesBackAfterTheBoardHasRestartedInOrder() {
    begin();
    assertLosesConnectionsAndComesBack(() -> agent().command("restart"));
  }

  @Test
  void comesBackWhenItIsPluggedInAgain() {
    begin();
    assertLosesConnectionsAndComesBack(() -> {
      agent().command("unplug");
      agent().command("plug");
    });
  }

  @Test
  void givesUpABoardThatIsSilent() {
    begin();
    assertLosesConnectionsAndComesBack(() -> agent().command("mute 4000"));
  }

  @Test
  void tellsWhenTheBoardsWifiGoesAndComesBack() {
    begin();
    await(() -> tunnel().netInfo() != null);
    List<TunnelTraffic.Stream> streams = transfers(20_000);
    agent().command("wifi down 200");
    await(() -> link().state() == BoardMessage.Link.IDLE);
    assertEquals(200, link().reason());
    agent().command("wifi up");
    await(() -> link().state() == BoardMessage.Link.HAS_ADDRESS);
    assertArrives(streams);
  }

  private BoardMessage.Link link() {
    return Objects.requireNonNull(tunnel().netInfo()).link();
  }

  @Test
  void fetchesTheBoardsLog() {
    begin();
    agent().command("log I (1234) wifi: connected");
    await(() -> tunnel().log().contains("I (1234) wifi: connected\n"));
  }
}
