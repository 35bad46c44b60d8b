package dev.espalier.emulator.kernel;

/** The ways to make a {@link TaskContext}; all give the same results at different speed. */
public enum TaskContexts {
  /**
   * Virtual threads that the reactor schedules itself. Needs {@code --add-opens
   * java.base/java.lang=ALL-UNNAMED}.
   */
  LOOP_THREADS {
    @Override
    public TaskContext create(String name, Runnable body, Runnable runnableAgain) {
      return new LoopThreadContext(name, body, runnableAgain);
    }
  },
  /** Ordinary threads that pass a baton: slow, but needs no flag. */
  BATON {
    @Override
    public TaskContext create(String name, Runnable body, Runnable runnableAgain) {
      return new BatonContext(name, body);
    }
  };

  /**
   * The fastest way that this JVM allows.
   *
   * @return {@link #LOOP_THREADS}, or {@link #BATON} when the flag is missing
   */
  public static TaskContexts best() {
    return LoopThreadContext.isAvailable() ? LOOP_THREADS : BATON;
  }

  /**
   * Makes a context that has not begun.
   *
   * @param name the thread's name
   * @param body what it runs
   * @param runnableAgain called by any thread when a parked task can go on
   * @return the context
   */
  public abstract TaskContext create(String name, Runnable body, Runnable runnableAgain);
}
