package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.serial.BoardConnection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Firmware and commands over a real pty, with the agent in C at its other end. */
@Timeout(120)
class SerialBoardTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Path EXAMPLES = Path.of("../../examples");
  private static final long SECOND = 1_000_000_000L;

  private final Console out = new Console();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  /** What was printed; a text can trigger something once. */
  private static final class Console extends StringWriter {
    private String trigger = "";
    private Runnable action = () -> {};

    void when(String text, Runnable then) {
      trigger = text;
      action = then;
    }

    @Override
    public void write(String text, int offset, int length) {
      super.write(text, offset, length);
      if (!trigger.isEmpty() && toString().contains(trigger)) {
        trigger = "";
        action.run();
      }
    }
  }

  private int command(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  private int run(PosixAgent agent, EchoServer server, String scheme, String... more)
      throws IOException {
    Path file = directory.resolve("WebsocketExample.java");
    Files.copy(EXAMPLES.resolve("WebsocketExample.java"), file);
    List<String> args = new ArrayList<>(List.of("run", file.toString(), "--timeout", "60s"));
    args.addAll(List.of("--net", "serial:" + agent.port()));
    args.addAll(
        List.of(
            "-D",
            "CONFIG_WEBSOCKET_URI=" + scheme + "://127.0.0.1:" + server.port(),
            "-D",
            "CONFIG_EXAMPLE_NO_DATA_TIMEOUT_SEC=1",
            "-D",
            "CONFIG_EXAMPLE_CONNECT_IPV6=n",
            "-D",
            "CONFIG_EXAMPLE_SEND_PERIOD_MS=50"));
    args.addAll(List.of(more));
    return command(args.toArray(new String[0]));
  }

  private void expectFiveEchoes() {
    for (int i = 0; i < 5; i++) {
      assertTrue(out.toString().contains("Received=hello 000" + i), out::toString);
    }
  }

  @Test
  void theWebsocketExampleTalksThroughTheBoard() throws Exception {
    try (var agent = PosixAgent.start(directory);
        var server = EchoServer.start(ANY_PORT, null, line -> {})) {
      int code = run(agent, server, "ws", "--expect-text", "Websocket Stopped");
      assertEquals(ExitCode.OK.value(), code, () -> err + out.toString());
      expectFiveEchoes();
      assertTrue(err.toString().contains("espalier: desktop"), err::toString);
    }
  }

  @Test
  void tlsGoesThroughTheBoard() throws Exception {
    try (var agent = PosixAgent.start(directory);
        var server = EchoServer.start(ANY_PORT, ServerCertificate.make("localhost"), line -> {})) {
      int code =
          run(
              agent,
              server,
              "wss",
              "-D",
              "CONFIG_ESP_TLS_INSECURE=y",
              "-D",
              "CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY=y",
              "--expect-text",
              "Websocket Stopped");
      assertEquals(ExitCode.OK.value(), code, () -> err + out.toString());
      expectFiveEchoes();
    }
  }

  @Test
  void noiseOnTheLineChangesNothingForFirmware() throws Exception {
    try (var agent = PosixAgent.start(directory, "--seed", "3", "--flip", "300", "--drop", "300");
        var server = EchoServer.start(ANY_PORT, null, line -> {})) {
      out.when("Received=hello 0001", () -> agent.command("noise 5000"));
      int code = run(agent, server, "ws", "--expect-text", "Websocket Stopped");
      assertEquals(ExitCode.OK.value(), code, () -> err + out.toString());
      expectFiveEchoes();
    }
  }

  private void disconnectsBy(String command, Consumer<PosixAgent> then) throws Exception {
    try (var agent = PosixAgent.start(directory);
        var server = EchoServer.start(ANY_PORT, null, line -> {})) {
      out.when(
          "Received=hello 0001",
          () -> {
            agent.command(command);
            then.accept(agent);
          });
      int code =
          run(
              agent,
              server,
              "ws",
              "-D",
              "CONFIG_EXAMPLE_NO_DATA_TIMEOUT_SEC=30",
              "--expect-text",
              "WEBSOCKET_EVENT_DISCONNECTED");
      assertEquals(ExitCode.OK.value(), code, () -> err + out.toString());
      assertTrue(err.toString().contains("session lost"), err::toString);
    }
  }

  @Test
  void firmwareSeesAResetOfTheBoard() throws Exception {
    disconnectsBy("reset", agent -> {});
  }

  @Test
  void firmwareSeesAPulledCable() throws Exception {
    disconnectsBy("unplug", agent -> {});
  }

  @Test
  void aBoardThatIsPluggedInAgainComesBackByItself() throws Exception {
    try (var agent = PosixAgent.start(directory);
        BoardConnection board = new SerialTarget(agent.port(), Integer.MAX_VALUE, true).connect()) {
      List<String> events = new CopyOnWriteArrayList<>();
      board.onEvent(events::add);
      agent.command("unplug");
      runUntil(board, events, "session lost");
      agent.command("plug");
      runUntil(board, events, "the board is there");
    }
  }

  private static void runUntil(BoardConnection board, List<String> events, String part) {
    for (int i = 0; i < 200 && events.stream().noneMatch(each -> each.contains(part)); i++) {
      board.run(SECOND / 10);
    }
    assertTrue(events.stream().anyMatch(each -> each.contains(part)), events.toString());
  }

  @Test
  void probeTellsWhoTheBoardIs() throws Exception {
    try (var agent = PosixAgent.start(directory, "--check-baud")) {
      assertEquals(0, command("board", "probe", agent.port()), err::toString);
      assertTrue(out.toString().contains("chip        desktop"), out::toString);
      assertTrue(out.toString().contains("line        2000000 baud"), out::toString);
      assertTrue(out.toString().contains("wi-fi       desktop, channel"), out::toString);
      assertEquals(0, command("board", "probe", agent.port(), "--baud", "460800"), err::toString);
      assertTrue(out.toString().contains("line        460800 baud"), out::toString);
    }
  }

  @Test
  void linktestMeasuresEveryRate() throws Exception {
    try (var agent = PosixAgent.start(directory, "--check-baud")) {
      assertEquals(
          0, command("board", "linktest", agent.port(), "--patterns", "20"), () -> err + "" + out);
      assertTrue(out.toString().contains("  115200    0 of 20"), out::toString);
      assertTrue(out.toString().contains("recommended: 2000000 baud"), out::toString);
    }
  }

  @Test
  void monitorShowsTheBoardsLogAndTheCounters() throws Exception {
    try (var agent = PosixAgent.start(directory)) {
      var watch = new Thread(() -> sayLater(agent));
      watch.start();
      assertEquals(
          0,
          command("board", "monitor", agent.port(), "--timeout", "2s", "--every", "1s"),
          err::toString);
      watch.join();
      assertTrue(out.toString().contains("greetings from the board"), out::toString);
      assertTrue(err.toString().contains("-- in "), err::toString);
    }
  }

  private static void sayLater(PosixAgent agent) {
    try {
      agent.await("session begun");
      agent.command("log greetings from the board");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void wifiTakesThePasswordFromTheStandardInputAndNeverShowsIt() throws Exception {
    InputStream before = System.in;
    try (var agent = PosixAgent.start(directory, "--no-wifi")) {
      System.setIn(new ByteArrayInputStream("s3cret pass\n".getBytes(StandardCharsets.UTF_8)));
      assertEquals(0, command("board", "wifi", agent.port(), "--ssid", "bench"), err::toString);
      assertTrue(out.toString().contains("joined bench, address "), out::toString);
      System.setIn(new ByteArrayInputStream("s3cret pass\n".getBytes(StandardCharsets.UTF_8)));
      assertEquals(1, command("board", "wifi", agent.port(), "--ssid", "wrong"));
      assertTrue(err.toString().contains("'wrong'"), err::toString);
      assertFalse((out.toString() + err).contains("s3cret"), "the password was shown");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aPortThatIsNotThereIsNamedWithTheRemedy() {
    assertEquals(1, command("board", "probe", directory.resolve("nothing").toString()));
    assertTrue(err.toString().contains("there is no port"), err::toString);
    assertTrue(err.toString().contains("espalier board list"), err::toString);
  }

  @Test
  void aBusyPortIsCalledBusy() throws Exception {
    try (var agent = PosixAgent.start(directory);
        BoardConnection first = new SerialTarget(agent.port(), Integer.MAX_VALUE, true).connect()) {
      first.run(1);
      assertEquals(1, command("board", "probe", agent.port()));
      assertTrue(err.toString().contains("is busy"), err::toString);
    }
  }

  @Test
  void aSocketThatNobodyServesIsNamedWithTheRemedy() {
    assertEquals(1, command("board", "probe", "socket://127.0.0.1:1"));
    assertTrue(err.toString().contains("nobody listens there"), err::toString);
    assertEquals(2, command("board", "probe", "socket://nowhere"));
    assertTrue(err.toString().contains("not of the form socket://HOST:PORT"), err::toString);
  }
}
