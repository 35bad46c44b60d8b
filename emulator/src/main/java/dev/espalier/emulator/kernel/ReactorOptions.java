package dev.espalier.emulator.kernel;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The choices of a {@link Reactor}.
 *
 * @param contexts how tasks get their stacks
 * @param choice how tasks of equal priority take turns
 * @param pacer how simulated time follows host time
 * @param realTime whether events from outside carry the pacer's time
 * @param hangAfterNanos after which simulated time a wait without limit is worth a warning
 * @param warnings takes warnings, text of one or more lines
 * @param progress hears which task runs
 * @param trace hears what goes into the digest, null for nobody
 */
public record ReactorOptions(
    TaskContexts contexts,
    SchedulingChoice choice,
    Pacer pacer,
    boolean realTime,
    long hangAfterNanos,
    Consumer<String> warnings,
    Progress progress,
    @Nullable Trace trace) {

  /** Hears which task runs, for a watchdog on another thread. */
  public interface Progress {
    /** Nobody listens. */
    Progress UNHEARD =
        new Progress() {
          @Override
          public void running(Thread task) {}

          @Override
          public void beat() {}

          @Override
          public void idle() {}
        };

    /**
     * A task begins or goes on.
     *
     * @param task its thread
     */
    void running(Thread task);

    /** The running task has called the HAL. */
    void beat();

    /** No task runs. */
    void idle();
  }
}
