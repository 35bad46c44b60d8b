package dev.espalier.testkit.scenario;

/** A scenario file is wrong; the message names file, line and column, and the remedy. */
public final class ScenarioException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message one line, for the user
   */
  public ScenarioException(String message) {
    super(message);
  }
}
