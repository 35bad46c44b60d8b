package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.WaitList;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Work of the outside that runs on a thread of its own while one task waits for it. */
final class Offload<T> {
  private @Nullable T result;
  private @Nullable Throwable failure;
  private boolean done;

  private Offload() {}

  static <T> T run(BoardKernel kernel, String what, Callable<T> work) throws Exception {
    Offload<T> job = new Offload<>();
    WaitList list = kernel.waitList("work outside", what);
    kernel.offloads++;
    Thread worker =
        Thread.ofPlatform()
            .name(kernel.name() + " " + what)
            .daemon()
            .unstarted(() -> job.work(kernel, list, work));
    worker.start();
    try {
      while (!job.done) {
        boolean woken = kernel.block(list, Kernel.NEVER);
        assert woken;
      }
    } finally {
      kernel.offloads--;
      worker.interrupt(); // a deleted task does not wait for it
    }
    return job.take();
  }

  private void work(BoardKernel kernel, WaitList list, Callable<T> work) {
    T value = null;
    Throwable thrown = null;
    try {
      value = work.call();
    } catch (Throwable t) {
      thrown = t;
    }
    T finalValue = value;
    Throwable finalThrown = thrown;
    kernel.reactor.post(() ->
        kernel.interrupt(() -> {
          result = finalValue;
          failure = finalThrown;
          done = true;
          var _ = kernel.wake(list);
        }));
  }

  @SuppressWarnings("NullAway") // null is the work's own result then
  private T take() throws Exception {
    return switch (failure) {
      case null -> result;
      case Exception e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(failure);
    };
  }
}
