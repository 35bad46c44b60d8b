package dev.espalier.cli;

import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimLink;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.testkit.peer.TestAuthority;
import dev.espalier.testkit.peer.WebSocketServer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What {@code --net sim} is: one machine behind the access point, {@code server}, with echo servers
 * where one would look for them. It is {@code localhost}, too, as this machine is with {@code --net
 * jvm}.
 */
final class SimulatedServers {
  private static final String NAME = "server";
  private static final String LOCAL = "localhost";
  private static final int[] PORTS = {80, 8080};
  private static final int TLS_PORT = 443;
  private static final int LOCAL_TLS_PORT = 8443;

  /** Certificates are made for this day; boards begin in 1970 and do not look. */
  private static final Instant DAY = Instant.parse("2026-01-01T12:00:00Z");

  private final SimulatedNetwork network;
  private final TestAuthority authority = TestAuthority.make(DAY);

  /**
   * Makes the network.
   *
   * @param seed of its jitter
   */
  SimulatedServers(long seed) {
    network = new SimulatedNetwork(seed);
    network.link(SimLink.WIFI);
  }

  SimulatedNetwork network() {
    return network;
  }

  /** What firmware finds beside it, where there is no such file: the servers' CA. */
  Map<String, byte[]> files() {
    return Map.of("ca.pem", authority.pem().getBytes(StandardCharsets.US_ASCII));
  }

  /** Starts the servers; before the board boots. */
  void start(Simulation world) {
    for (int port : PORTS) {
      WebSocketServer.start(world, network, NAME, port).echo(true);
    }
    WebSocketServer.startTls(world, network, NAME, TLS_PORT, authority.valid(NAME)).echo(true);
    WebSocketServer.startTls(world, network, NAME, LOCAL_TLS_PORT, authority.valid(LOCAL))
        .echo(true);
    network.loopback(Objects.requireNonNull(network.find(NAME)));
  }
}
