package dev.espalier.emulator.host;

import dev.espalier.emulator.kernel.FirmwareFrames;
import dev.espalier.emulator.kernel.ReactorOptions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports a task that computes or waits in plain Java for so long that the simulation stands still.
 * It looks from a thread of its own, by the host's clock, and only warns.
 */
public final class StallWatchdog implements ReactorOptions.Progress, AutoCloseable {
  private static final VarHandle RUNNING = field("running", Thread.class);
  private static final VarHandle BEATS = field("beats", long.class);
  private static final int LOOKS_PER_LIMIT = 4;

  private final long limitNanos;
  private final Consumer<String> warnings;

  // Written by the reactor's thread, read by the watchdog's, without order.
  @SuppressWarnings("UnusedVariable") // by RUNNING
  private @Nullable Thread running;

  private long beats;

  private @Nullable Thread watcher;
  private volatile boolean closed;

  /**
   * Makes a watchdog that does not watch yet.
   *
   * @param limitNanos host nanoseconds that a task may run without a call of the HAL
   * @param warnings takes the report, on the watchdog's thread
   */
  public StallWatchdog(long limitNanos, Consumer<String> warnings) {
    this.limitNanos = limitNanos;
    this.warnings = warnings;
  }

  private static VarHandle field(String name, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(StallWatchdog.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  /** Begins to watch, if it does not. */
  public void start() {
    if (watcher == null) {
      watcher = Thread.ofPlatform().name("espalier stall watchdog").daemon().start(this::watch);
    }
  }

  @Override
  public void running(Thread task) {
    RUNNING.setOpaque(this, task);
    beat();
  }

  @Override
  public void beat() {
    BEATS.setOpaque(this, beats + 1);
  }

  @Override
  public void idle() {
    RUNNING.setOpaque(this, (Object) null);
  }

  private void watch() {
    long lastBeat = -1;
    long since = HostClock.nanos();
    boolean reported = false;
    while (!closed) {
      LockSupport.parkNanos(this, limitNanos / LOOKS_PER_LIMIT);
      Thread task = (Thread) RUNNING.getOpaque(this);
      long beat = (long) BEATS.getOpaque(this);
      if (task == null || beat != lastBeat) {
        lastBeat = beat;
        since = HostClock.nanos();
        reported = false;
      } else if (!reported && HostClock.nanos() - since >= limitNanos) {
        reported = true;
        warnings.accept(report(task));
      }
    }
  }

  private String report(Thread task) {
    StringBuilder text =
        new StringBuilder("task ")
            .append(task.getName())
            .append(" has kept the simulation from going on for ")
            .append(limitNanos / 1_000_000)
            .append(" ms: it computes or waits in plain Java, without a call of the HAL");
    for (StackTraceElement frame : FirmwareFrames.trim(task.getStackTrace())) {
      text.append("\n    at ").append(frame);
    }
    return text.toString();
  }

  @Override
  public void close() {
    closed = true;
    Thread watching = watcher;
    if (watching != null) {
      LockSupport.unpark(watching);
      boolean interrupted = false;
      while (watching.isAlive()) {
        try {
          watching.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
