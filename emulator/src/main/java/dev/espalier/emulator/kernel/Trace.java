package dev.espalier.emulator.kernel;

/** Hears what goes into the digest, in words. */
@FunctionalInterface
public interface Trace {
  /**
   * Something happened.
   *
   * @param nanos the simulated time
   * @param board the board's number among the boots of the simulation, -1 for none
   * @param what the task that runs now, or the outcome of a random draw
   */
  void event(long nanos, int board, String what);
}
