package dev.espalier.emulator.kernel;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits for nothing but {@link #wakeup}: for reactors without real input and output. */
final class ParkWaiter implements IoWaiter {
  private final Semaphore wakeups = new Semaphore(0);

  @Override
  public void poll() {}

  @Override
  public void await(long nanosMax) {
    try {
      if (wakeups.tryAcquire(nanosMax, TimeUnit.NANOSECONDS)) {
        wakeups.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the simulation's thread was interrupted", e);
    }
  }

  @Override
  public void wakeup() {
    wakeups.release();
  }

  @Override
  public boolean canStillHappen() {
    return false;
  }
}
