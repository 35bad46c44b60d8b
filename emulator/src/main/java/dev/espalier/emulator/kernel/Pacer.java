package dev.espalier.emulator.kernel;

/** Says how far host time allows simulated time to go. */
public interface Pacer {
  /** Lets simulated time jump: nothing waits. */
  Pacer NONE =
      new Pacer() {
        @Override
        public void start(long now) {}

        @Override
        public long nanosUntil(long time) {
          return 0;
        }

        @Override
        public long now() {
          return Long.MIN_VALUE;
        }

        @Override
        public boolean jumps() {
          return true;
        }
      };

  /**
   * From this moment the two clocks go together.
   *
   * @param now the simulated time
   */
  void start(long now);

  /**
   * How long to wait until a simulated time has come.
   *
   * @param time the simulated time
   * @return host nanoseconds, 0 or less when it has come
   */
  long nanosUntil(long time);

  /**
   * The simulated time that host time has reached.
   *
   * @return simulated nanoseconds
   */
  long now();

  /**
   * Whether simulated time goes its own way.
   *
   * @return true when nothing ever waits
   */
  boolean jumps();
}
