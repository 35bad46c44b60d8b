package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the command line to a server and back: examples on the network of a board, through the
 * serial library, a pty and the agent in C.
 */
@Timeout(180)
class BoardEndToEndTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Path EXAMPLES = Path.of("../../examples");

  private final Console out = new Console();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  /** What was printed; a text that comes for the n-th time can trigger something. */
  private static final class Console extends StringWriter {
    private record Trigger(String text, int times, Runnable action) {}

    private final List<Trigger> triggers = new ArrayList<>();

    void when(String text, int times, Runnable action) {
      triggers.add(new Trigger(text, times, action));
    }

    int count(String text) {
      return toString().split(text, -1).length - 1;
    }

    @Override
    public void write(String text, int offset, int length) {
      super.write(text, offset, length);
      for (Trigger each : List.copyOf(triggers)) {
        if (count(each.text) >= each.times) {
          triggers.remove(each);
          each.action.run();
        }
      }
    }
  }

  private PosixAgent board(String... options) throws Exception {
    return PosixAgent.start(directory, options);
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private void runExample(PosixAgent board, String example, String... options) throws IOException {
    String source = Files.readString(EXAMPLES.resolve(example));
    source =
        source.replace(
            ".serverCa(embeddedCa())", ".serverCa(embeddedCa()).reconnectTimeoutMillis(300)");
    Path file = Files.writeString(directory.resolve(example), source);
    List<String> args = new ArrayList<>(List.of("run", file.toString(), "--timeout", "100s"));
    args.addAll(List.of("--net", "serial:" + board.port()));
    args.addAll(List.of("-D", "CONFIG_EXAMPLE_CONNECT_IPV6=n"));
    args.addAll(List.of("-D", "CONFIG_EXAMPLE_SEND_PERIOD_MS=200"));
    args.addAll(List.of("-D", "CONFIG_EXAMPLE_NO_DATA_TIMEOUT_SEC=1"));
    args.addAll(List.of("--expect-text", "Websocket Stopped"));
    // The one that takes another time than ten seconds to connect anew.
    args.addAll(List.of("--profile", "component_1_8"));
    args.addAll(List.of(options));
    assertEquals(ExitCode.OK.value(), run(args.toArray(new String[0])), () -> "" + err + out);
  }

  private void assertSaid(String text) {
    assertTrue(out.toString().contains(text), () -> "no \"" + text + "\" in\n" + out + err);
  }

  @Test
  void websocketExampleRunsOnTheBoardsNetworkAtTwoMegabaud() throws Exception {
    try (var board = board("--check-baud", "--boot-text");
        var server = EchoServer.start(ANY_PORT, null, line -> {})) {
      runExample(
          board,
          "WebsocketExample.java",
          "-D",
          "CONFIG_WEBSOCKET_URI=ws://localhost:" + server.port());
    }
    assertSaid("Received=hello 0000");
    assertSaid("Received=hello 0004");
    assertSaid("Websocket Stopped");
  }

  @Test
  void websocketExampleRunsOverTlsOnALineThatSpoilsBytes() throws Exception {
    ServerCertificate certificate = ServerCertificate.make("localhost");
    Files.writeString(directory.resolve("ca.pem"), certificate.caPem());
    try (var board = board("--flip", "300", "--drop", "300", "--seed", "3");
        var server = EchoServer.start(ANY_PORT, certificate, line -> {})) {
      runExample(
          board,
          "WebsocketExample.java",
          "-D",
          "CONFIG_WEBSOCKET_URI=wss://localhost:" + server.port());
    }
    assertSaid("Received=hello 0004");
    assertSaid("Websocket Stopped");
  }

  @Test
  void websocketExampleSurvivesNoiseAResetAndAPulledPlug() throws Exception {
    try (var board = board();
        var server = EchoServer.start(ANY_PORT, null, line -> {})) {
      out.when("Received=hello 0000", 1, () -> board.command("noise 300"));
      out.when("Received=hello 0001", 1, () -> board.command("reset"));
      out.when(
          "WEBSOCKET_EVENT_CONNECTED",
          2,
          () -> {
            board.command("unplug");
            board.command("plug");
          });
      runExample(
          board,
          "WebsocketExample.java",
          "-D",
          "CONFIG_WEBSOCKET_URI=ws://localhost:" + server.port());
    }
    assertSaid("Received=hello 0004");
    assertTrue(out.count("WEBSOCKET_EVENT_CONNECTED") >= 3, () -> "" + err + out);
    assertTrue(err.toString().contains("session lost: the board was reset"), err::toString);
    assertTrue(err.toString().contains("is gone: the board was unplugged"), err::toString);
  }
}
