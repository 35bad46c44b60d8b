package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

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

  @Test
  void callsAnUnknownOptionAUsageError() {
    assertEquals(ExitCode.USAGE.value(), run("--no-such-option"));
    assertEquals("", out.toString());
    assertTrue(err.toString().contains("--no-such-option"), err.toString());
  }

  @Test
  void callsAMissingCommandAUsageError() {
    assertEquals(ExitCode.USAGE.value(), run());
    assertTrue(err.toString().contains("Missing command"), err.toString());
  }
}
