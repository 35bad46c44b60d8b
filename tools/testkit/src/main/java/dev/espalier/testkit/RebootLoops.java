package dev.espalier.testkit;

import dev.espalier.emulator.RebootLoop;

/** Reads when boots one after the other are a loop. */
public final class RebootLoops {
  private RebootLoops() {}

  /**
   * Reads it.
   *
   * @param text such as {@code 10/60s}, ten resets within 60 s, or {@code off}
   * @return the limit
   * @throws IllegalArgumentException with a message for the user
   */
  public static RebootLoop parse(String text) {
    if (text.equals("off")) {
      return RebootLoop.OFF;
    }
    int slash = text.indexOf('/');
    if (slash > 0 && text.substring(0, slash).matches("[0-9]{1,6}")) {
      int resets = Integer.parseInt(text.substring(0, slash));
      long nanos = TimeSpan.parse(text.substring(slash + 1)).nanos();
      if (resets >= 2 && nanos > 0) {
        return new RebootLoop(resets, nanos);
      }
    }
    throw new IllegalArgumentException(
        "expected 2 or more resets and a time such as 10/60s, or off: '" + text + "'");
  }
}
