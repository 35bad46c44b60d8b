package dev.espalier.emulator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When boots one after the other are a loop: the firmware has reset the board so often within so
 * much simulated time, by the same cause.
 *
 * @param resets how often, 2 or more
 * @param withinNanos within which simulated time
 */
public record RebootLoop(int resets, long withinNanos) {
  /** Ten times within a minute. */
  public static final RebootLoop USUAL = new RebootLoop(10, 60_000_000_000L);

  /** Never a loop. */
  public static final RebootLoop OFF = new RebootLoop(Integer.MAX_VALUE, Long.MAX_VALUE);

  /** Checks the values. */
  public RebootLoop {
    if (resets < 2 || withinNanos <= 0) {
      throw new IllegalArgumentException(
          "a reboot loop is 2 or more resets within a time above 0: "
              + resets
              + " in "
              + withinNanos
              + " ns");
    }
  }

  /** Follows the resets of one board. */
  static final class Watch {
    private final RebootLoop limit;
    private final Deque<Long> times = new ArrayDeque<>(1);
    private @Nullable String cause;

    Watch(RebootLoop limit) {
      this.limit = limit;
    }

    /**
     * A reset has come.
     *
     * @param newCause what the firmware did, the same text for the same cause
     * @param now the simulated time
     * @return what to tell when this is a loop, else null
     */
    @Nullable String reset(String newCause, long now) {
      if (limit.equals(OFF)) {
        return null;
      }
      if (!newCause.equals(cause)) {
        cause = newCause;
        times.clear();
      }
      times.addLast(now);
      while (now - times.getFirst() > limit.withinNanos) {
        times.removeFirst();
      }
      return times.size() < limit.resets
          ? null
          : String.format(
              Locale.ROOT,
              "%d resets within %.3f s, each by %s",
              times.size(),
              (now - times.getFirst()) / 1e9,
              cause);
    }
  }
}
