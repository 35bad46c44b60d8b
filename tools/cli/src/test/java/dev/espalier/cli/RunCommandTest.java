package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.Simulation;
import dev.espalier.testkit.TimeSpan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Firmware on virtual time, without a network. */
class RunCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private static String firmware(String body) {
    return """
    import dev.espalier.hal.Firmware;
    import dev.espalier.hal.config.SdkConfig;
    import dev.espalier.hal.freertos.Semaphore;
    import dev.espalier.hal.freertos.Task;
    import dev.espalier.hal.freertos.Timeout;
    import dev.espalier.hal.log.EspLog;
    import dev.espalier.hal.system.EspErr;

    public final class Blink implements Firmware {
      @Override
      public void appMain() {
        %s
      }
    }
    """
        .formatted(body);
  }

  private static final String THREE_TICKS =
      """
      for (int i = 0; i < 3; i++) {
        EspLog.i("blink", "LED %s", i % 2 == 0 ? "on" : "off");
        Task.delay(Timeout.millis(1000));
      }
      """;

  private ExitCode run(String body, String... options) throws IOException {
    Path file = Files.writeString(directory.resolve("Blink.java"), firmware(body));
    List<String> args =
        new ArrayList<>(List.of("run", file.toString(), "--net", "none", "--clock", "virtual"));
    args.addAll(List.of(options));
    return command(args);
  }

  private ExitCode command(List<String> args) {
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), args.toArray(new String[0]));
    for (ExitCode known : ExitCode.values()) {
      if (known.value() == code) {
        return known;
      }
    }
    throw new AssertionError(code);
  }

  private static final String COUNTS_BOOTS =
      """
      var _ = dev.espalier.hal.nvs.NvsFlash.init();
      var nvs =
          dev.espalier.hal.nvs.Nvs.open("store", dev.espalier.hal.nvs.NvsOpenMode.NVS_READWRITE)
              .orAbort();
      int count = nvs.getI32("boots").orElse(0) + 1;
      nvs.setI32("boots", count).orAbort();
      nvs.commit().orAbort();
      EspLog.i("nvs", "boot %d", count);
      """;

  @Test
  void keepsTheFlashFromRunToRunInAFileAlone() throws IOException {
    String file = directory.resolve("board.flash").toString();
    assertEquals(ExitCode.OK, run(COUNTS_BOOTS, "--flash", file), err::toString);
    assertEquals(ExitCode.OK, run(COUNTS_BOOTS, "--flash", file, "--expect-text", "boot 2"));
    assertEquals(ExitCode.OK, run(COUNTS_BOOTS, "--expect-text", "boot 1"));
  }

  @Test
  void showsTheConsoleAsTheMonitorDoes() throws IOException {
    assertEquals(ExitCode.OK, run(THREE_TICKS), err::toString);
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.getFirst().startsWith("rst:0x1 (POWERON_RESET)"), out.toString());
    assertEquals(
        List.of("I (0) blink: LED on", "I (1000) blink: LED off", "I (2000) blink: LED on"),
        lines.subList(lines.size() - 3, lines.size()));
    assertEquals("", err.toString());
  }

  @Test
  void hasAnEchoServerOnASimulatedNetwork() {
    List<String> args =
        List.of(
            "run", "../../examples/WebsocketExample.java", "--net", "sim", "--clock", "virtual");
    for (String uri : List.of("ws://localhost:8080", "wss://server/")) {
      List<String> all = new ArrayList<>(args);
      all.addAll(List.of("-D", "CONFIG_ESP_TLS_INSECURE", "-D", "CONFIG_WEBSOCKET_URI=" + uri));
      all.addAll(List.of("-D", "CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY"));
      all.addAll(List.of("--expect-text", "Received=hello 0004", "--timeout", "1m"));
      assertEquals(ExitCode.OK, command(all), () -> out + err.toString());
    }
  }

  @Test
  void putsTheAuthorityOfSimulatedServersBesideTheFirmware() throws IOException {
    Path example = directory.resolve("TlsClient.java");
    Files.copy(Path.of("../../examples/TlsClient.java"), example);
    List<String> args = new ArrayList<>(List.of("run", example.toString(), "--net", "sim"));
    args.addAll(List.of("--clock", "virtual", "--expect-text", "Received hello over TLS"));
    args.addAll(List.of("--timeout", "1m"));
    assertEquals(ExitCode.OK, command(args), () -> out + err.toString());
  }

  @Test
  void showsTheTasksAtTheEnd() throws IOException {
    assertEquals(ExitCode.TIMEOUT, run(THREE_TICKS, "--top", "--timeout", "1500ms"));
    assertTrue(err.toString().contains("── esp32, 1.500 s since boot, heap "), err::toString);
    assertTrue(
        err.toString()
            .lines()
            .anyMatch(line -> line.matches("main +blocked +1 .* delay, until 2.000 s")),
        err::toString);
    assertFalse(out.toString().contains("── esp32"), out::toString);
  }

  @Test
  void showsTheTasksNowAndThen() throws IOException {
    assertEquals(ExitCode.OK, run(THREE_TICKS, "--top-every", "1s"), err::toString);
    List<String> heads = err.toString().lines().filter(line -> line.startsWith("──")).toList();
    assertEquals(3, heads.size(), heads::toString);
    assertTrue(heads.get(1).startsWith("── esp32, 2.000 s since boot"), heads::toString);
  }

  @Test
  void printsNoColoursWhereNoTerminalIs() throws IOException {
    run(THREE_TICKS);
    assertFalse(out.toString().contains("\033["), out.toString());
  }

  @Test
  void givesTheFirmwareItsOptions() throws IOException {
    Files.writeString(
        directory.resolve("sdkconfig.defaults"),
        "CONFIG_EXAMPLE_GREETING=\"beside the source\"\nCONFIG_FREERTOS_HZ=1000\n");
    String body =
        """
        EspLog.i("x", "%s %d", SdkConfig.current().string("CONFIG_EXAMPLE_GREETING", "none"),
            SdkConfig.current().freertosHz());
        """;
    assertEquals(ExitCode.OK, run(body), err::toString);
    assertTrue(out.toString().contains("x: beside the source 1000"), out.toString());
    assertEquals(ExitCode.OK, run(body, "-D", "CONFIG_EXAMPLE_GREETING=from the command line"));
    assertTrue(out.toString().contains("x: from the command line 1000"), out.toString());
    assertEquals("", err.toString());
    assertEquals(ExitCode.OK, run(body, "-D", "CONFIG_EXAMPLE_GREETINGS=mistyped"));
    assertTrue(
        err.toString().contains("-D: CONFIG_EXAMPLE_GREETINGS=mistyped: the firmware asks for no")
            && err.toString().contains("did you mean CONFIG_EXAMPLE_GREETING?"),
        err.toString());
  }

  @Test
  void callsAnOptionThatTheFirmwareCannotReadAUsageError() throws IOException {
    String body =
        """
        SdkConfig.current().get(dev.espalier.hal.config.SdkOption.integer(
            "CONFIG_EXAMPLE_COUNT", 1, 0, 9, ""));
        """;
    assertEquals(ExitCode.USAGE, run(body, "-D", "CONFIG_EXAMPLE_COUNT=some"));
    assertEquals(
        "espalier: -D: CONFIG_EXAMPLE_COUNT=some: expected a whole number from 0 to 9",
        err.toString().strip());
  }

  @Test
  void givesTheFirmwareItsArguments() throws IOException {
    String body =
        """
          EspLog.i("blink", "got %s", got);
          }

          private java.util.List<String> got = java.util.List.of();

          @Override
          public void arguments(java.util.List<String> arguments) {
            got = arguments;
        """;
    assertEquals(ExitCode.OK, run(body, "one", "two words", "--seed", "3", "--", "--three"));
    assertTrue(out.toString().contains("blink: got [one, two words, --three]"), out::toString);
  }

  @Test
  void refusesArgumentsThatTheFirmwareDoesNotTake() throws IOException {
    assertEquals(ExitCode.PANIC, run("Task.yield();", "one"));
    String shown = out.toString() + err;
    assertTrue(shown.contains("this firmware takes no arguments, leave them out: one"), shown);
  }

  @Test
  void endsWithTheExpectedText() throws IOException {
    String forever = "while (true) {" + THREE_TICKS + "}";
    assertEquals(ExitCode.OK, run(forever, "--expect-text", "LED off", "--expect-text", "LED on"));
    assertTrue(out.toString().endsWith("LED off\n"), out.toString());
  }

  @Test
  void failsWithTheFailingText() throws IOException {
    assertEquals(ExitCode.FAILURE, run(THREE_TICKS, "--fail-text", "LED off"));
    assertTrue(err.toString().contains("--fail-text appeared: LED off"), err.toString());
  }

  @Test
  void failsWhenTheExpectedTextNeverAppeared() throws IOException {
    assertEquals(ExitCode.FAILURE, run(THREE_TICKS, "--expect-text", "LED blue"));
    assertTrue(err.toString().contains("--expect-text did not appear: LED blue"), err.toString());
  }

  @Test
  void endsAfterTheTimeout() throws IOException {
    assertEquals(ExitCode.TIMEOUT, run(THREE_TICKS, "--timeout", "1500ms"));
    assertTrue(out.toString().endsWith("I (1000) blink: LED off\n"), out.toString());
    assertTrue(err.toString().contains("the time limit of 1500ms is over"), err.toString());
  }

  @Test
  void endsAfterTheTimeoutAlsoWhenTimeCannotPass() {
    var released = new AtomicBoolean();
    var errors = new PrintWriter(err);
    var run =
        new FirmwareRun(
            Simulation.builder(),
            BoardConfig.defaults(),
            text -> {},
            new TextWatch(List.of(), List.of()),
            errors);
    run.timeout(new TimeSpan(1_000_000));
    run.hostLimit(new TimeSpan(200_000_000));
    ExitCode code =
        run.run(() -> {
          while (!released.get()) {
            Thread.onSpinWait();
          }
        });
    released.set(true);
    assertEquals(ExitCode.TIMEOUT, code);
    assertTrue(err.toString().contains("the firmware keeps the CPU"), err::toString);
  }

  @Test
  void saysWhichOfSeveralFirmwareClassesItBoots() throws IOException {
    String second =
        "\nfinal class Second implements Firmware { @Override public void appMain() {} }\n";
    Path file = Files.writeString(directory.resolve("Blink.java"), firmware("") + second);
    ExitCode code = command(List.of("run", file.toString(), "--net", "none", "--clock", "virtual"));
    assertEquals(ExitCode.OK, code, err::toString);
    assertTrue(
        err.toString().contains("several firmware classes: Blink is booted, not Second"),
        err::toString);
  }

  @Test
  void endsARebootLoopAndNamesItsCause() throws IOException {
    String body = "Task.delay(Timeout.millis(100)); EspErr.ESP_ERR_NO_MEM.orAbort();";
    assertEquals(
        ExitCode.REBOOT_LOOP, run(body, "--after-panic", "reboot", "--reboot-loop", "3/10s"));
    assertTrue(
        err.toString().contains("is in a reboot loop: 3 resets within 0.200 s"), err::toString);
    assertTrue(err.toString().contains("each by a panic (ESP_RST_PANIC) in task main: ESP_ERROR"));
    assertTrue(out.toString().contains("Rebooting..."), out::toString);
  }

  @Test
  void refusesWhatIsNoLimitOfAReboot() throws IOException {
    assertEquals(ExitCode.USAGE, run("Task.yield();", "--reboot-loop", "1/10s"));
    assertTrue(err.toString().contains("expected 2 or more resets and a time such as 10/60s"));
  }

  @Test
  void tellsAPanicFromAFailure() throws IOException {
    assertEquals(ExitCode.PANIC, run("EspErr.ESP_ERR_NO_MEM.orAbort();"));
    assertTrue(out.toString().contains("ESP_ERR_NO_MEM"), out.toString());
    assertFalse(err.toString().contains("\tat "), err.toString());
    assertFalse(out.toString().contains("espalier.cli"), out.toString());
  }

  @Test
  void reportsADeadlock() throws IOException {
    assertEquals(ExitCode.STUCK, run("Semaphore.createBinary().take(Timeout.FOREVER);"));
    assertTrue(err.toString().contains("deadlock"), err.toString());
    assertTrue(err.toString().contains("main"), err.toString());
  }

  @Test
  void callsWhatDoesNotCompileByItsName() throws IOException {
    assertEquals(ExitCode.NO_FIRMWARE, run("int i = \"one\";"));
    assertTrue(err.toString().contains("Blink.java:12: incompatible types"), err.toString());
    assertFalse(err.toString().contains("\tat "), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--net jvm --clock virtual    | --net sim or none",
        "--net jvm --clock ratio:10   | --clock real",
        "--net sim:net.yaml           | --net sim takes no file",
        "--net serial:                | needs a port",
        "--net serial:/dev/x?speed=9  | knows ?baud=N and ?wifi=board",
        "--net wifi                   | 'wifi'",
        "--clock fast                 | fast",
        "--timeout 30                 | '30'",
        "--quirk Q99=off              | Q99",
        "--quirk Q1=maybe             | --quirk is NAME=on or NAME=off: 'Q1=maybe'",
        "--quirk Q1                   | --quirk is NAME=on or NAME=off: 'Q1'",
        "--profile idf_9              | idf_9",
      })
  void namesValueAndRemedyOfAUsageError(String options, String expected) throws IOException {
    Path file = Files.writeString(directory.resolve("Blink.java"), firmware(""));
    List<String> args = new ArrayList<>(List.of("run", file.toString()));
    args.addAll(List.of(options.strip().split(" ")));
    assertEquals(ExitCode.USAGE, command(args), err::toString);
    assertTrue(err.toString().contains(expected.strip()), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void tellsHowItRunsWhenAsked() throws IOException {
    assertEquals(ExitCode.OK, run("", "--verbose", "--seed", "7", "--quirk", "Q1=off"));
    assertTrue(
        err.toString().contains("Blink, net none, clock virtual, seed 7, tasks loop threads"),
        err.toString());
  }
}
