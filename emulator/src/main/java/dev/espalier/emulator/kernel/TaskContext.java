package dev.espalier.emulator.kernel;

/**
 * The stack of one task: code that can stop in the middle and go on later. Resumed by the reactor,
 * suspended by the task itself; at most one context of a reactor runs at a time.
 */
public interface TaskContext {
  /** Why {@link #resume} has returned. */
  enum Outcome {
    /** The task called {@link #suspend}. */
    SUSPENDED,
    /** The task waits in plain Java, for a lock or a time of the JDK. */
    PARKED,
    /** The task's body has returned. */
    ENDED
  }

  /**
   * Runs the task until it suspends, parks or ends. Called by the reactor's thread alone.
   *
   * @return what the task did
   */
  Outcome resume();

  /**
   * Goes back to the caller of {@link #resume}. Called by the task's own thread alone.
   *
   * @return true after the next {@link #resume}; false at once, without a switch, when frames on
   *     the stack cannot be put aside (a static initialiser or native code)
   */
  boolean suspend();

  /**
   * Waits for a parked task to have what it parked for.
   *
   * @param nanosMax the longest wait in host time, 0 to ask only
   * @return true if it could go on; {@link #resume} does it
   */
  boolean awaitRunnable(long nanosMax);

  /**
   * The thread that firmware sees as the current one.
   *
   * @return the thread, for stacks and checks
   */
  Thread thread();
}
