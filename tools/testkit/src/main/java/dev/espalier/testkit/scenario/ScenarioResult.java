package dev.espalier.testkit.scenario;

import dev.espalier.testkit.lab.LogLine;
import java.util.List;

/**
 * How a run of a scenario has ended.
 *
 * @param scenario what was run
 * @param outcome in one word
 * @param complaints what is wrong, a line or more each; empty when all is as expected
 * @param nanos the simulated time of the end
 * @param digest the same for two runs in which the same happened
 * @param lines the console
 * @param fired the faults that began, with their times
 */
public record ScenarioResult(
    Scenario scenario,
    Outcome outcome,
    List<String> complaints,
    long nanos,
    long digest,
    List<LogLine> lines,
    List<String> fired) {
  private static final int TAIL_LINES = 40;

  /** Copies the lists. */
  public ScenarioResult {
    complaints = List.copyOf(complaints);
    fired = List.copyOf(fired);
    lines = List.copyOf(lines);
  }

  /** How a run has ended, in one word. */
  public enum Outcome {
    /** All went as expected. */
    PASSED,
    /** An expectation does not hold. */
    FAILED,
    /** It was to end before. */
    TIMEOUT,
    /** Tasks wait for what can never happen. */
    DEADLOCK,
    /** The firmware panicked. */
    PANIC,
    /** A board has reset itself again and again. */
    REBOOT_LOOP
  }

  /**
   * Whether all went as expected.
   *
   * @return true for {@link Outcome#PASSED}
   */
  public boolean passed() {
    return outcome == Outcome.PASSED;
  }

  /**
   * The last lines of the console, with their times.
   *
   * @return a line of text each
   */
  public String console() {
    var text = new StringBuilder();
    for (LogLine line : lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())) {
      text.append(line).append('\n');
    }
    return text.toString();
  }
}
