package dev.espalier.emulator.host;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a loop that waits without a limit of its own. A loop that is mostly woken by something else
 * saves setting and taking back a timer of the host each time: while the time only moves away the
 * thread here sleeps on, and wakes the loop once too often in the end.
 */
public final class WakeUpClock implements AutoCloseable {
  private static final long NEVER = Long.MAX_VALUE;

  private final Runnable wakeUp;
  private final long origin = HostClock.nanos();
  private @Nullable Thread sleeper;

  /** When the loop wants to be woken. Written by the loop, and by the sleeper once that is done. */
  private volatile long wanted = NEVER;

  /** When the sleeper looks again. Written by the sleeper. */
  private volatile long nextLook = NEVER;

  private volatile boolean closed;

  /**
   * Makes a clock; its thread starts with the first {@link #wakeIn}.
   *
   * @param wakeUp wakes the loop, on the clock's thread; once too often does no harm
   */
  public WakeUpClock(Runnable wakeUp) {
    this.wakeUp = wakeUp;
  }

  /**
   * Wakes the loop at a time, or earlier. Called by the loop's thread alone, before each wait.
   *
   * @param nanos host nanoseconds from now
   */
  public void wakeIn(long nanos) {
    long at = now() + nanos;
    if (at >= wanted) {
      return; // once woken, the loop sets it anew
    }
    wanted = at;
    if (sleeper == null) {
      sleeper = Thread.ofPlatform().name("espalier wake-up clock").daemon().start(this::run);
    } else if (at < nextLook) {
      LockSupport.unpark(sleeper);
    }
  }

  private long now() {
    return HostClock.nanos() - origin;
  }

  private void run() {
    while (!closed) {
      long at = wanted;
      nextLook = at;
      if (at != wanted) {
        continue; // the loop may have looked before we said until when we sleep
      }
      long left = at == NEVER ? NEVER : at - now();
      if (left > 0) {
        LockSupport.parkNanos(this, left);
      } else {
        wanted = NEVER; // a time that the loop sets just now is lost, but it is about to be woken
        wakeUp.run();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    if (sleeper != null) {
      LockSupport.unpark(sleeper);
    }
  }
}
