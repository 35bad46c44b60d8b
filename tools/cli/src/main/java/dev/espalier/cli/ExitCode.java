package dev.espalier.cli;

/** The exit codes of the command, by name. */
public enum ExitCode {
  /** All went well. */
  OK(0),
  /** The command ran and what it was asked to do failed. */
  FAILURE(1),
  /** The command line or a configuration file is wrong. */
  USAGE(2),
  /** A fault of Espalier itself. */
  INTERNAL(70);

  private final int value;

  ExitCode(int value) {
    this.value = value;
  }

  /** Returns the number that the process exits with. */
  public int value() {
    return value;
  }
}
