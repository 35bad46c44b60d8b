package dev.espalier.emulator.host;

import dev.espalier.emulator.kernel.Pacer;

/** Simulated time that keeps step with the host's clock, or with a multiple of it. */
public final class PacedClock implements Pacer {
  private final int simulatedPerHost;
  private long simulatedStart;
  private long hostStart;

  /**
   * Makes a clock.
   *
   * @param simulatedPerHost simulated nanoseconds per host nanosecond, 1 or more
   */
  public PacedClock(int simulatedPerHost) {
    this.simulatedPerHost = simulatedPerHost;
  }

  @Override
  public void start(long now) {
    simulatedStart = now;
    hostStart = HostClock.nanos();
  }

  @Override
  public long nanosUntil(long time) {
    return Math.ceilDiv(time - simulatedStart, simulatedPerHost) - (HostClock.nanos() - hostStart);
  }

  @Override
  public long now() {
    return simulatedStart + (HostClock.nanos() - hostStart) * simulatedPerHost;
  }

  @Override
  public boolean jumps() {
    return false;
  }
}
