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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
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

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private DesktopBoard board(String... options) throws IOException {
    return new DesktopBoard(directory.resolve("board"), options);
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private void runExample(DesktopBoard board, String example, String... options)
      throws IOException {
    String source = Files.readString(EXAMPLES.resolve(example));
    // A failed connection is tried again at once, and not after ten seconds.
    source =
        source.replace(
            ".serverCa(embeddedCa())", ".serverCa(embeddedCa()).reconnectTimeoutMillis(300)");
    Path file = Files.writeString(directory.resolve(example), source);
    List<String> args = new ArrayList<>(List.of("run", file.toString(), "--timeout", "100s"));
    args.addAll(List.of("--net", "serial:" + board.port()));
    args.addAll(List.of("-D", "CONFIG_EXAMPLE_CONNECT_IPV6=n"));
    args.addAll(List.of("-D", "CONFIG_EXAMPLE_SEND_PERIOD_MS=200"));
    args.addAll(List.of("-D", "CONFIG_EXAMPLE_NO_DATA_TIMEOUT_SEC=3"));
    args.addAll(List.of(options));
    assertEquals(ExitCode.OK.value(), run(args.toArray(new String[0])), () -> "" + err + out);
  }

  private void assertSaid(String text) {
    assertTrue(out.toString().contains(text), () -> "no \"" + text + "\" in\n" + out + err);
  }

  @Test
  void websocketExampleRunsOnTheBoardsNetworkAtTwoMegabaud() throws IOException {
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
  void websocketExampleRunsOverTlsOnALineThatSpoilsBytes() throws IOException {
    ServerCertificate certificate = ServerCertificate.make("localhost");
    Files.writeString(directory.resolve("ca.pem"), certificate.caPem());
    try (var board = board("--flip", "100", "--drop", "100", "--seed", "3");
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

  /** Does something to the board when the server has heard a text for the first time. */
  private static Consumer<String> when(Map<String, Runnable> heard) {
    Set<String> done = ConcurrentHashMap.newKeySet();
    return line ->
        heard.forEach((text, action) -> {
          if (line.contains(text) && done.add(text)) {
            action.run();
          }
        });
  }

  @Test
  void websocketExampleSurvivesNoiseAResetAndAPulledPlug() throws IOException {
    try (var board = board()) {
      Consumer<String> harm =
          when(
              Map.of(
                  "hello 0000",
                  () -> board.command("noise 300"),
                  "hello 0001",
                  () -> board.command("reset"),
                  "hello 0003",
                  () -> {
                    board.command("unplug");
                    board.command("plug");
                  }));
      try (var server = EchoServer.start(ANY_PORT, null, harm)) {
        runExample(
            board,
            "WebsocketExample.java",
            "-D",
            "CONFIG_WEBSOCKET_URI=ws://localhost:" + server.port());
      }
    }
    assertSaid("WEBSOCKET_EVENT_DISCONNECTED");
    assertSaid("Received=hello 0000");
    assertSaid("Received=hello 0004");
    assertSaid("Websocket Stopped");
  }

  @Test
  void boardCommandsReachTheAgent() throws IOException {
    try (var board = board("--check-baud")) {
      assertEquals(ExitCode.OK.value(), run("board", "probe", board.port()), err::toString);
      assertSaid("2000000");
      assertSaid("desktop");
      assertSaid("02:e5:32:00:00:01");
    }
  }
}
