package dev.espalier.emulator.kernel;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An ordinary thread that runs only while it has the baton. The portable way: some microseconds a
 * switch, and a task that waits in plain Java stops the reactor until it goes on.
 */
final class BatonContext implements TaskContext {
  private final Thread thread;
  private volatile boolean taskHasBaton;
  private volatile boolean ended;
  private volatile @Nullable Thread loop;

  BatonContext(String name, Runnable body) {
    thread =
        Thread.ofPlatform()
            .name(name)
            .daemon()
            .inheritInheritableThreadLocals(false)
            .unstarted(() -> {
              try {
                body.run();
              } finally {
                ended = true;
                taskHasBaton = false;
                LockSupport.unpark(loop);
              }
            });
  }

  @Override
  public Outcome resume() {
    loop = Thread.currentThread();
    taskHasBaton = true;
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
    while (taskHasBaton) {
      LockSupport.park(this);
    }
    return ended ? Outcome.ENDED : Outcome.SUSPENDED;
  }

  @Override
  public boolean suspend() {
    // An ordinary thread could stop anywhere; refusing where the other way must keeps results
    // equal.
    if (Misuse.isPinned()) {
      return false;
    }
    taskHasBaton = false;
    LockSupport.unpark(loop);
    while (!taskHasBaton) {
      LockSupport.park(this);
    }
    return true;
  }

  @Override
  public boolean awaitRunnable(long nanosMax) {
    return true; // resume() returns only when it suspended or ended
  }

  @Override
  public Thread thread() {
    return thread;
  }
}
