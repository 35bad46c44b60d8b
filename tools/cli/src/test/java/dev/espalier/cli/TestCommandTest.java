package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code espalier test}. */
final class TestCommandTest {
  private static final String FIRMWARE =
      """
      import dev.espalier.hal.Firmware;
      import dev.espalier.hal.freertos.Task;
      import dev.espalier.hal.freertos.Timeout;
      import dev.espalier.hal.log.EspLog;

      public final class Blink implements Firmware {
        public void appMain() {
          for (int i = 0; i < 3; i++) {
            EspLog.i("blink", "on %d", i);
            Task.delay(Timeout.millis(1000));
          }
        }
      }
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void putFirmware() throws IOException {
    Files.writeString(folder.resolve("Blink.java"), FIRMWARE);
  }

  private int test(String yaml, String... args) throws IOException {
    Path file = folder.resolve("s.yaml");
    Files.writeString(file, "firmware: Blink.java\n" + yaml);
    String[] all = new String[args.length + 2];
    all[0] = "test";
    all[1] = file.toString();
    System.arraycopy(args, 0, all, 2, args.length);
    return Main.run(new PrintWriter(out), new PrintWriter(err), all);
  }

  @Test
  void passesWhatIsAsExpected() throws IOException {
    assertEquals(0, test("expect: [{log: on 2, within: 3s}, {never: on 3}]"), out::toString);
    assertTrue(out.toString().contains("1 passed, 0 failed"), out::toString);
  }

  @Test
  void saysWhatDidNotCome() throws IOException {
    assertEquals(1, test("expect: [{log: on 2, within: 1s}]"));
    assertTrue(
        out.toString()
            .contains(
                "expected a line with \"on 2\" within 1s: it came 0 times;"
                    + " too late, it came at 2.000 s"),
        out::toString);
    assertTrue(out.toString().contains("again: espalier test"), out::toString);
  }

  @Test
  void quotesWhatAShellWouldSplit() throws IOException {
    Path file = folder.resolve("it's slow.yaml");
    Files.writeString(file, "firmware: Blink.java\nexpect: [{log: on 2, within: 1s}]");
    assertEquals(1, Main.run(new PrintWriter(out), new PrintWriter(err), "test", file.toString()));
    assertTrue(
        out.toString().contains("again: espalier test '" + folder + "/it'\\''s slow.yaml' --seed"),
        out::toString);
  }

  @Test
  void tellsTheEndsApart() throws IOException {
    assertEquals(ExitCode.TIMEOUT.value(), test("", "--timeout", "1s"));
    assertEquals(1, test("ends: deadlock"));
    assertEquals(1, test("", "--fail-text", "on 1", "-D", "CONFIG_FREERTOS_HZ=1000"));
    assertTrue(
        out.toString().contains(" -D CONFIG_FREERTOS_HZ=1000 --fail-text 'on 1' --seed 1"),
        out::toString);
    assertEquals(0, test("", "--expect-text", "on 1"));
    assertEquals(2, test("nonsense: 1"));
    assertTrue(err.toString().contains("s.yaml:2:1: unknown key 'nonsense'"), err::toString);
  }

  @Test
  void theCommandToPlayARunAgainIsQuotedForAShell() throws IOException {
    assertEquals(1, test("", "--fail-text", "on 1", "--expect-text", "that's it"));
    assertTrue(out.toString().contains(" --expect-text 'that'\\''s it' "), out::toString);
  }

  @Test
  void namesTheStepOfAScriptThatItDoesNotKnow() throws IOException {
    Files.copy(Path.of("../../examples/scenarios/Client.java"), folder.resolve("Client.java"));
    Path file = folder.resolve("script.yaml");
    Files.writeString(
        file,
        "firmware: Client.java\nservers: [{scripts: [[{op: upgrade}, {op: sing, song: la}]]}]\n");
    var writer = new PrintWriter(err);
    assertEquals(2, Main.run(new PrintWriter(out), writer, "test", file.toString()));
    assertTrue(err.toString().contains("unknown peer operation: sing"), err::toString);
  }

  @Test
  void playsManySeedsAndWritesAReport() throws IOException {
    Path report = folder.resolve("report.xml");
    assertEquals(0, test("", "--seeds", "20", "--explore", "--junit-xml", report.toString()));
    assertTrue(out.toString().contains("20 passed, 0 failed"), out::toString);
    assertTrue(Files.readString(report).contains("<testsuite name=\"espalier\" tests=\"20\""));
  }

  @Test
  void judgesEventsHeapAndResets() throws IOException {
    assertEquals(1, test("expect: [{event: IP_EVENT_STA_GOT_IP, within: 3s}]"));
    assertTrue(
        out.toString()
            .contains("expected the event IP_EVENT_STA_GOT_IP within 3s: it came 0 times"),
        out::toString);
    assertEquals(
        0,
        test(
            """
            faults: [{at: 1500ms, fault: reset-button}]
            expect:
              - {reset: ESP_RST_POWERON, times: 2}
              - never-reset: ESP_RST_PANIC
              - never-event: {base: MY_EVENTS, id: 3}
              - heap: {free: 100000, growth: 0, from: 200ms, per-reconnect: 0}
            """),
        out::toString);
    assertEquals(1, test("expect: [{never-reset: ESP_RST_POWERON}, {heap: {free: 999000}}]"));
    assertTrue(
        out.toString().contains("expected no start with ESP_RST_POWERON, but it came at 0.000 s"),
        out::toString);
    assertTrue(
        out.toString().contains("expected 999000 bytes of esp32's heap free all the time"),
        out::toString);
  }
}
