package dev.espalier.emulator.host;

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
}
