package dev.espalier.emulator.serial;

import dev.espalier.emulator.host.HostClock;
import dev.espalier.emulator.kernel.IoWaiter;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The host's time and threads. The owner's thread is the one that waits here: a command, or the
 * reactor.
 */
final class HostTiming implements Timing, IoWaiter {
  private final ConcurrentLinkedQueue<Runnable> posts = new ConcurrentLinkedQueue<>();
  private final Semaphore wakeups = new Semaphore(0);
  private Runnable step = () -> {};
  private long deadline = Long.MAX_VALUE;

  /** Sets what runs when the time that was wished for has come. */
  void step(Runnable value) {
    step = value;
  }

  @Override
  public long now() {
    return HostClock.nanos();
  }

  @Override
  public void post(Runnable action) {
    posts.add(action);
    wakeups.release();
  }

  @Override
  public void aside(Runnable action) {
    Thread.ofPlatform().daemon().name("espalier-open-port").start(action);
  }

  @Override
  public void wakeAt(long newDeadline) {
    deadline = newDeadline;
  }

  @Override
  public void poll() {
    for (Runnable next = posts.poll(); next != null; next = posts.poll()) {
      next.run();
    }
    if (deadline != Long.MAX_VALUE && now() - deadline >= 0) {
      step.run();
    }
  }

  @Override
  public void await(long nanosMax) {
    long wait = nanosMax;
    if (deadline != Long.MAX_VALUE) {
      wait = Math.clamp(deadline - now(), 0, nanosMax);
    }
    try {
      if (wakeups.tryAcquire(wait, TimeUnit.NANOSECONDS)) {
        wakeups.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the thread of the serial tunnel was interrupted", e);
    }
    poll();
  }

  @Override
  public void wakeup() {
    wakeups.release();
  }

  @Override
  public boolean canStillHappen() {
    return true;
  }
}
