package dev.espalier.bench;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Does not wait for ever: what does not end in time is told of and left out of the table. */
final class Patience {
  private Patience() {}

  /**
   * Does something on a thread of its own.
   *
   * @param what what to say when it does not end
   * @param limit how long it may take
   * @param action what to do; it goes on behind if it does not end
   * @return its result, null when it did not end in time
   */
  static <T> @Nullable T await(String what, Duration limit, Callable<T> action) throws Exception {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = Thread.ofPlatform().name(what).daemon().start(task);
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      StackTraceElement[] stack = thread.getStackTrace();
      System.err.printf(
          "%s: not done within %d s, left out%s%n",
          what, limit.toSeconds(), stack.length == 0 ? "" : "; it is at " + stack[0]);
      return null;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception failed) {
        throw failed;
      }
      throw e;
    }
  }
}
