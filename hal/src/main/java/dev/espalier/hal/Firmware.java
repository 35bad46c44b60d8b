package dev.espalier.hal;

import java.util.List;

/** What runs on a board: its {@code app_main}. */
@FunctionalInterface
public interface Firmware {
  /** Runs in the {@code main} task (priority 1) after start-up; may return, as on the chip. */
  void appMain();

  /**
   * Gets what stands behind the firmware's name on the command line, before {@link #appMain} and in
   * its task. A chip has no such thing: firmware that is to be translated takes options of {@code
   * sdkconfig}.
   *
   * @param arguments the arguments, unchanged
   * @throws IllegalArgumentException for arguments that the firmware cannot use
   */
  default void arguments(List<String> arguments) {
    if (!arguments.isEmpty()) {
      throw new IllegalArgumentException(
          "this firmware takes no arguments, leave them out: " + String.join(" ", arguments));
    }
  }
}
