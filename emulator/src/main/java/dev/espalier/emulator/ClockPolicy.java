package dev.espalier.emulator;

import dev.espalier.emulator.host.PacedClock;
import dev.espalier.emulator.kernel.Pacer;

/**
 * How simulated time follows the host's. The order of events is the same under each, as long as the
 * network is simulated too.
 *
 * @param simulatedPerHost how many simulated nanoseconds pass in one of the host's; 0 for time that
 *     jumps from event to event
 */
public record ClockPolicy(int simulatedPerHost) {
  /** Checks the ratio. */
  public ClockPolicy {
    if (simulatedPerHost < 0) {
      throw new IllegalArgumentException("a clock's ratio must be 0 or more: " + simulatedPerHost);
    }
  }

  /**
   * As fast as possible: idle time is skipped.
   *
   * @return the policy
   */
  public static ClockPolicy virtual() {
    return new ClockPolicy(0);
  }

  /**
   * As fast as the host's clock.
   *
   * @return the policy
   */
  public static ClockPolicy real() {
    return new ClockPolicy(1);
  }

  /**
   * Some times as fast as the host's clock.
   *
   * @param times 1 or more
   * @return the policy
   */
  public static ClockPolicy ratio(int times) {
    if (times < 1) {
      throw new IllegalArgumentException("a clock's ratio must be 1 or more: " + times);
    }
    return new ClockPolicy(times);
  }

  /**
   * Reads {@code virtual}, {@code real} or {@code ratio:N}.
   *
   * @param text the words of the command line
   * @return the policy
   */
  public static ClockPolicy parse(String text) {
    return switch (text) {
      case "virtual" -> virtual();
      case "real" -> real();
      default -> {
        if (!text.matches("ratio:[1-9][0-9]{0,5}")) {
          throw new IllegalArgumentException(
              "a clock is virtual, real or ratio:N, such as ratio:10: " + text);
        }
        yield ratio(Integer.parseInt(text.substring("ratio:".length())));
      }
    };
  }

  Pacer pacer() {
    return simulatedPerHost == 0 ? Pacer.NONE : new PacedClock(simulatedPerHost);
  }

  @Override
  public String toString() {
    return switch (simulatedPerHost) {
      case 0 -> "virtual";
      case 1 -> "real";
      default -> "ratio:" + simulatedPerHost;
    };
  }
}
