package dev.espalier.emulator.kernel;

/** Hears what happens in a simulation, in words; what goes into the digest and more. */
@FunctionalInterface
public interface Trace {
  /**
   * Something happened that the digest holds.
   *
   * @param nanos the simulated time
   * @param board the board's number among the boots of the simulation, -1 for none
   * @param what the task that runs now, or the outcome of a random draw
   */
  void event(long nanos, int board, String what);

  /**
   * A random number was drawn.
   *
   * @param nanos the simulated time
   * @param value what came out
   */
  default void random(long nanos, int value) {
    event(nanos, -1, "random " + Integer.toHexString(value));
  }

  /**
   * A board has nothing to run.
   *
   * @param nanos the simulated time
   * @param board the board's number among the boots of the simulation
   */
  default void idle(long nanos, int board) {}

  /**
   * Whether it hears of notes of a kind; asked where a connection begins, before texts are made.
   *
   * @param category in one word, as {@link #mark} has it
   * @return true when it does
   */
  default boolean wants(String category) {
    return true;
  }

  /**
   * A board did something worth a note.
   *
   * @param nanos the simulated time
   * @param board the board's name
   * @param category in one word: event, frame, boot
   * @param text what, in a few words
   */
  default void mark(long nanos, String board, String category, String text) {}

  /**
   * An event loop of a board hands an event to its handlers.
   *
   * @param nanos the simulated time
   * @param board the board's name
   * @param base the name of the event's base
   * @param id its number
   * @param loop the loop's name
   */
  default void dispatched(long nanos, String board, String base, int id, String loop) {
    mark(nanos, board, "event", base + ":" + id + " on " + loop);
  }

  /**
   * A figure of a board has changed.
   *
   * @param nanos the simulated time
   * @param board the board's name
   * @param name what it is, such as {@code free heap}
   * @param value its value from now on
   */
  default void count(long nanos, String board, String name, long value) {}
}
