package dev.espalier.emulator.host;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The clock of the machine Espalier runs on. It paces and measures; it never stamps an event. */
public final class HostClock {
  private HostClock() {}

  /**
   * A time that only grows, from an arbitrary origin.
   *
   * @return nanoseconds
   */
  public static long nanos() {
    return System.nanoTime();
  }

  /**
   * Parks the calling thread until a condition holds or the time is over.
   *
   * @param condition asked after each unpark
   * @param nanosMax the longest wait in nanoseconds
   * @return whether the condition holds
   */
  public static boolean parkUntil(BooleanSupplier condition, long nanosMax) {
    long end = nanos() + nanosMax;
    for (long left = nanosMax; left > 0; left = end - nanos()) {
      if (condition.getAsBoolean()) {
        return true;
      }
      LockSupport.parkNanos(left);
    }
    return condition.getAsBoolean();
  }
}
