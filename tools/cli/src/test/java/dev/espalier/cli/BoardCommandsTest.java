package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.serial.BoardConnection;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The board commands over a real pty, with the agent in C at its other end. */
@Timeout(120)
class BoardCommandsTest {
  private static final long SECOND = 1_000_000_000L;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int command(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
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
  void aFileIsNoPort() {
    assertEquals(1, command("board", "probe", directory.toString()));
    assertTrue(err.toString().contains("is no serial port"), err::toString);
  }

  @Test
  void aBoardThatRestartsAgainAndAgainShowsItsLog() throws Exception {
    try (var agent = PosixAgent.start(directory);
        BoardConnection board = new SerialTarget(agent.port(), Integer.MAX_VALUE, true).connect()) {
      List<String> events = new CopyOnWriteArrayList<>();
      board.onEvent(events::add);
      for (int i = 0; i < 4; i++) {
        int before = events.size();
        agent.command("panic");
        for (int j = 0; j < 100 && events.size() < before + 2; j++) {
          board.run(SECOND / 20);
        }
      }
      assertTrue(
          events.stream()
              .anyMatch(event ->
                  event.contains("restarts again and again") && event.contains("Guru Meditation")),
          events::toString);
    }
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
