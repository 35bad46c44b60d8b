package dev.espalier.emulator.kernel;

import dev.espalier.emulator.host.HostClock;
import java.lang.reflect.Constructor;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import jdk.internal.vm.Continuation;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread whose scheduler is the reactor: it runs when the reactor says so, on the
 * reactor's own thread. Monitors, thread locals, debuggers and thread dumps work as for any thread.
 *
 * <p>It suspends by {@link Thread#yield}, not by parking: a yield of a thread that cannot be put
 * aside returns at once, where a park would stop the reactor's thread.
 */
final class LoopThreadContext implements TaskContext, Executor {
  private static final @Nullable Constructor<?> BUILDER = findBuilder();

  private final Thread thread;
  private final Runnable runnableAgain;

  /** What the thread runs; null where {@link ThreadSwitch} does not know this JDK. */
  private final @Nullable Continuation direct;

  // Owned by whoever holds the baton: the reactor's thread or the task.
  private @Nullable Runnable continuation;
  private boolean started;

  /** The present run goes past the scheduler, see {@link ThreadSwitch}. */
  private boolean inDirect;

  private boolean handingOver;
  private boolean resumed;

  private volatile @Nullable Thread loop;
  private volatile boolean runnable;

  LoopThreadContext(String name, Runnable body, Runnable runnableAgain) {
    this.runnableAgain = runnableAgain;
    thread = builder(this).name(name).inheritInheritableThreadLocals(false).unstarted(body);
    direct = ThreadSwitch.isAvailable() ? ThreadSwitch.continuationOf(thread) : null;
  }

  static boolean isAvailable() {
    return BUILDER != null;
  }

  private static @Nullable Constructor<?> findBuilder() {
    try {
      Constructor<?> found =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      found.setAccessible(true);
      return found;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null; // another JDK, or not opened to us: TaskContexts.best() takes the other way
    }
  }

  private static Thread.Builder.OfVirtual builder(Executor scheduler) {
    if (BUILDER == null) {
      throw new IllegalStateException(
          "this JVM does not let the reactor schedule threads:"
              + " add --add-opens java.base/java.lang=ALL-UNNAMED");
    }
    try {
      return (Thread.Builder.OfVirtual) BUILDER.newInstance(scheduler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the JDK refused a scheduler for virtual threads", e);
    }
  }

  @Override
  public Outcome resume() {
    boolean first = !started;
    if (first) {
      started = true;
      loop = Thread.currentThread();
      thread.start(); // calls execute() with the continuation
    }
    if (runnable) {
      runnable = false;
    }
    Continuation next = handingOver || first ? direct : null;
    handingOver = false;
    resumed = true;
    inDirect = next != null;
    if (next == null) {
      runContinuation();
    } else {
      ThreadSwitch.run(thread, next, first);
    }
    if (handingOver) {
      return Outcome.SUSPENDED;
    }
    if (next != null) {
      ThreadSwitch.settle(thread, next);
    }
    return thread.getState() == Thread.State.TERMINATED ? Outcome.ENDED : Outcome.PARKED;
  }

  /**
   * Runs the thread as its scheduler would. While another thread looks at its stack the JDK does
   * nothing here and hands the thread in again later: that would look like a task that parks, so it
   * is tried until it runs.
   */
  private void runContinuation() {
    Runnable run = Objects.requireNonNull(continuation);
    run.run();
    while (!handingOver && thread.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
      run.run();
    }
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // yields to the reactor, not to the host's scheduler
  public boolean suspend() {
    resumed = false;
    handingOver = true;
    Continuation mine = direct;
    if (inDirect && mine != null) {
      // Every frame below this one stays in memory while the task waits. That is why the yield is
      // here, and no call of VirtualThread.yieldContinuation, which would add four.
      ThreadSwitch.leaving(thread);
      boolean left = Continuation.yield(mine.getScope());
      ThreadSwitch.back(thread, left);
      if (left) {
        return true;
      }
    } else {
      Thread.yield();
    }
    if (resumed) {
      return true;
    }
    handingOver = false;
    return false;
  }

  /** Called by the JDK when the thread can go on; while handing over that is our own business. */
  @Override
  @SuppressWarnings("ReferenceEquality") // the JDK hands in the same object each time
  public void execute(Runnable command) {
    if (continuation == null) {
      continuation = command;
    } else if (command != continuation) {
      // A virtual thread that the task has started inherits its scheduler, but is no task.
      ForkJoinPool.commonPool().execute(command);
    } else if (!handingOver) {
      runnable = true;
      LockSupport.unpark(loop);
      runnableAgain.run();
    }
  }

  @Override
  public boolean awaitRunnable(long nanosMax) {
    return runnable || HostClock.parkUntil(() -> runnable, nanosMax);
  }

  @Override
  public Thread thread() {
    return thread;
  }
}
