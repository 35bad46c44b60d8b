package dev.espalier.testkit.scenario;

import java.util.List;

/**
 * How a run of a scenario has ended.
 *
 * @param scenario what was run
 * @param outcome in one word
 * @param complaints what is wrong, a line or more each; empty when all is as expected
 * @param nanos the simulated time of the end
 * @param digest the same for two runs in which the same happened
 * @param console the last lines of the console
 * @param fired the faults that began, with their times
 */
public record ScenarioResult(
    Scenario scenario,
    Outcome outcome,
    List<String> complaints,
    long nanos,
    long digest,
    String console,
    List<String> fired) {
  /** Copies the lists. */
  public ScenarioResult {
    complaints = List.copyOf(complaints);
    fired = List.copyOf(fired);
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
    PANIC
  }

  /**
   * Whether all went as expected.
   *
   * @return true for {@link Outcome#PASSED}
   */
  public boolean passed() {
    return outcome == Outcome.PASSED;
  }
}
