package dev.espalier.bench;

/**
 * One way to do a thing that is measured; the first of a list is the floor for the others.
 *
 * @param name what the row is called
 * @param action what it does
 */
record Contender(String name, Action action) {
  /** Does a thing a number of times, and starts and stops the watch around it. */
  @FunctionalInterface
  interface Action {
    void run(int operations, Stopwatch watch) throws Exception;
  }
}
