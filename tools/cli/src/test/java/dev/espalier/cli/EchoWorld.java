package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.net.SimHost;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.emulator.tls.TlsMachine;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.testkit.JsonObject;
import dev.espalier.testkit.peer.PeerWorld;
import dev.espalier.testkit.peer.ScriptedPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Virtual time and a simulated network in which echo servers listen: ws on 80 and 8080, wss on 443
 * and 8443, by the names {@code localhost} and {@code echo.example.com}.
 */
final class EchoWorld implements AutoCloseable {
  private static final long SECOND = 1_000_000_000L;
  private static final List<Integer> PLAIN_PORTS = List.of(80, 8080);
  private static final List<Integer> TLS_PORTS = List.of(443, 8443);
  private static final String SERVE =
      """
      {"port": %d, "more": "repeat", %s "conns": [[
        {"op": "upgrade"},
        {"op": "serve", "ms": 600000, "echo": true, "echo_ms": 0},
        {"op": "close"}]]}
      """;

  private final SimulatedNetwork network = new SimulatedNetwork(1);
  private final Simulation simulation = Simulation.builder().network(network).build();
  private final StringBuilder console = new StringBuilder();
  private Profile profile = Profile.IDF_4_4;
  private final List<JsonObject> wire = new ArrayList<>();
  private final Peer peer;

  private EchoWorld(ServerCertificate certificate) throws IOException {
    InetAddress here = InetAddress.ofLiteral("127.0.0.1");
    Uplink uplink = simulation.host("echo");
    SimHost host = network.host(uplink, "echo", here);
    network.loopback(host);
    network.name("localhost", here);
    network.name("echo.example.com", here);
    peer = new Peer(host, uplink, wire, certificate);
    for (int port : PLAIN_PORTS) {
      new ScriptedPeer(peer, JsonObject.parse(SERVE.formatted(port, ""))).start();
    }
    for (int port : TLS_PORTS) {
      String tls = "\"tls\": {\"cert\": \"server.pem\", \"key\": \"server.key\"},";
      new ScriptedPeer(peer, JsonObject.parse(SERVE.formatted(port, tls))).start();
    }
  }

  static EchoWorld open(ServerCertificate certificate) {
    try {
      return new EchoWorld(certificate);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs firmware until it is done; gives up after some simulated seconds. */
  RunResult run(FirmwareImage image, SdkConfig config, int secondsMax) {
    var board = simulation.board(board(config));
    board.boot(() -> image.create().appMain());
    return simulation.runFor(secondsMax * SECOND);
  }

  /** Runs firmware that ends by itself, and returns what it has printed. */
  String runToEnd(FirmwareImage image, SdkConfig config) {
    RunResult result = run(image, config, 600);
    assertEquals(RunResult.End.DONE, result.end(), () -> result.report() + console);
    return console();
  }

  /** Mirrors another version from the next run on. */
  void profile(Profile value) {
    profile = value;
  }

  private BoardConfig board(SdkConfig config) {
    return Boards.equipped(config)
        .withProfile(profile)
        .withQuirks(QuirkSet.of(profile))
        .withConsole(console::append);
  }

  String console() {
    return console.toString();
  }

  /** Returns what the servers have seen. */
  List<JsonObject> wire() {
    return wire;
  }

  @Override
  public void close() {
    simulation.close();
  }

  /** The servers' host. */
  private record Peer(
      SimHost host, Uplink uplink, List<JsonObject> wire, ServerCertificate certificate)
      implements PeerWorld {
    @Override
    public Network network() {
      return host;
    }

    @Override
    public long now() {
      return uplink.now();
    }

    @Override
    public void after(long nanos, Runnable action) {
      host.after(nanos, action);
    }

    @Override
    public void record(JsonObject seen) {
      wire.add(seen);
    }

    @Override
    public byte[] file(String name) {
      String text =
          name.equals("server.key") ? certificate.server().keyPem() : certificate.server().pem();
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public TlsMachine tlsMachine() {
      return new TlsMachine(uplink::random);
    }

    @Override
    public long utcSeconds() {
      return 0;
    }
  }
}
