package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  @Test
  void printsUsageToStdoutWhenAskedForHelp() {
    assertEquals(ExitCode.OK.value(), run("--help"));
    assertTrue(out.toString().contains("Usage: espalier"), out.toString());
    assertEquals("", err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "run",
        "test",
        "check",
        "timeline",
        "echo-server",
        "config",
        "board",
        "board list",
        "board probe",
        "board wifi",
        "board monitor",
        "board linktest"
      })
  void teachesEachCommandWithExamples(String command) {
    assertEquals(ExitCode.OK.value(), run((command + " --help").split(" ")));
    assertTrue(out.toString().contains("Usage: espalier " + command), out.toString());
    assertTrue(out.toString().contains("Examples:"), out.toString());
    assertTrue(out.toString().contains("  espalier " + command), out.toString());
    String examples = out.toString().substring(out.toString().indexOf("Examples:"));
    examples
        .lines()
        .skip(1)
        .forEach(line -> assertTrue(line.startsWith("  "), "too long to be copied: " + line));
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void documentsEachExitCodeByName(ExitCode code) {
    run("--help");
    assertTrue(out.toString().contains(code.value() + "   " + code.name()), out.toString());
  }

  @Test
  void callsAnUnknownOptionAUsageError() {
    assertEquals(ExitCode.USAGE.value(), run("--no-such-option"));
    assertEquals("", out.toString());
    assertTrue(err.toString().contains("--no-such-option"), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "run Blink.java --seed x | expected a whole number: 'x'",
        "echo-server --port 8o80 | expected a whole number: '8o80'",
        "check s.yaml --seeds 0  | expected a whole number, 1 or more: '0'",
        "test s.yaml --seeds -3  | expected a whole number, 1 or more: '-3'",
        "test nosuch.yaml        | cannot read nosuch.yaml: there is no nosuch.yaml",
      })
  void saysWhatIsWrongWithAValueAndWhatWouldDo(String arguments, String message) {
    assertEquals(ExitCode.USAGE.value(), run(arguments.split(" ")));
    assertTrue(err.toString().contains(message), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void callsAMissingCommandAUsageError() {
    assertEquals(ExitCode.USAGE.value(), run());
    assertTrue(err.toString().contains("Missing command"), err.toString());
  }

  @Test
  void callsAnUnknownCommandAUsageError() {
    assertEquals(ExitCode.USAGE.value(), run("runn"));
    assertTrue(err.toString().contains("'runn'; did you mean run?"), err.toString());
  }

  @Test
  void saysWhatItIs() {
    assertEquals(ExitCode.OK.value(), run("--version"));
    assertTrue(out.toString().startsWith("espalier "), out.toString());
  }

  @Test
  void namesWhatIsWrongWithAPort() {
    assertEquals(ExitCode.USAGE.value(), run("echo-server", "--port", "70000"));
    assertTrue(err.toString().contains("70000"), err.toString());
    assertEquals(ExitCode.USAGE.value(), run("echo-server", "--ca-out", "x.pem"));
    assertTrue(err.toString().contains("--tls"), err.toString());
  }
}
