package dev.espalier.bench;

/** One way to do a thing that is measured; the first of a list is the floor for the others. */
interface Contender {
  /** What the row is called. */
  String name();

  /**
   * Does the thing.
   *
   * @param operations how many times
   * @throws Exception when it cannot be done
   */
  void run(int operations) throws Exception;

  /** Names an action. */
  static Contender of(String name, Action action) {
    return new Contender() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void run(int operations) throws Exception {
        action.run(operations);
      }
    };
  }

  /** Does a thing a number of times. */
  @FunctionalInterface
  interface Action {
    void run(int operations) throws Exception;
  }
}
