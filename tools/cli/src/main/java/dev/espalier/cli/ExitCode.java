package dev.espalier.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** The exit codes of the command, by name. */
public enum ExitCode {
  /** All went well. */
  OK(0, "what was asked for happened"),
  /** The command ran and what it was asked to do failed. */
  FAILURE(1, "it ran and failed, or a --fail-text appeared, or an --expect-text did not"),
  /** The command line or a configuration file is wrong. */
  USAGE(2, "the command line or a configuration file is wrong"),
  /** The firmware cannot be loaded. */
  NO_FIRMWARE(3, "the firmware does not compile, or no class of it implements Firmware"),
  /** The firmware panicked. */
  PANIC(4, "the firmware panicked (abort, ESP_ERROR_CHECK, uncaught exception)"),
  /** The firmware waits for what can never come. */
  STUCK(5, "the firmware is stuck: no task can ever go on (deadlock)"),
  /** A board boots again and again. */
  REBOOT_LOOP(6, "the firmware resets the board again and again by the same cause"),
  /** A fault of Espalier itself. */
  INTERNAL(70, "a fault of Espalier itself; --stacktrace shows where"),
  /** The time given by {@code --timeout} is over. */
  TIMEOUT(124, "--timeout is over before the firmware was done"),
  /** Ctrl-C. */
  INTERRUPTED(130, "stopped by Ctrl-C");

  private final int value;
  private final String meaning;

  ExitCode(int value, String meaning) {
    this.value = value;
    this.meaning = meaning;
  }

  /** Returns the number that the process exits with. */
  public int value() {
    return value;
  }

  /** Returns when the command ends with it, in words. */
  public String meaning() {
    return meaning;
  }

  /** Returns every code with its name and meaning, for help texts. */
  static Map<String, String> table() {
    Map<String, String> rows = new LinkedHashMap<>();
    for (ExitCode code : values()) {
      rows.put(String.format("%3d", code.value), code.name() + ": " + code.meaning);
    }
    return rows;
  }
}
