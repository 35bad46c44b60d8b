package dev.espalier.emulator.kernel;

/**
 * Real input and output that a reactor waits for. All but {@link #wakeup} on the reactor's thread.
 */
public interface IoWaiter {
  /** Hands out what was gathered to be sent; {@link #poll} and {@link #await} begin with it. */
  default void flush() {}

  /** Looks for what is ready and hands it on; returns at once. */
  void poll();

  /**
   * Waits for something to be ready or for {@link #wakeup}, and hands on what is ready.
   *
   * @param nanosMax the longest wait, {@link Long#MAX_VALUE} for no limit
   */
  void await(long nanosMax);

  /** Ends a wait, or the next one if none is under way. Called by any thread. */
  void wakeup();

  /**
   * Whether anything could ever become ready.
   *
   * @return true when a task that waits for input may hope
   */
  boolean canStillHappen();
}
