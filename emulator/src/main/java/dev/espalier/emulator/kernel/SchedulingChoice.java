package dev.espalier.emulator.kernel;

/** Decides what FreeRTOS leaves open. */
public interface SchedulingChoice {
  /** First come, first served; no pre-emption but FreeRTOS's own. */
  SchedulingChoice FIFO =
      new SchedulingChoice() {
        @Override
        public int pick(int count) {
          return 0;
        }

        @Override
        public int callsUntilPreemption() {
          return Integer.MAX_VALUE;
        }
      };

  /**
   * Chooses among tasks of equal priority.
   *
   * @param count how many are ready, 2 or more
   * @return 0 for the one that has been ready longest, to {@code count - 1}
   */
  int pick(int count);

  /**
   * When the next pre-emption in favour of a task of equal priority is due.
   *
   * @return a number of HAL calls, 1 or more
   */
  int callsUntilPreemption();
}
