package dev.espalier.emulator;

import dev.espalier.emulator.kernel.SchedulingChoice;

/** Decides what FreeRTOS leaves open: who goes first among equals. */
public sealed interface SchedulePolicy {
  /** First come, first served. */
  record Fifo() implements SchedulePolicy {}

  /**
   * Picks among equally entitled tasks and inserts pre-emptions at HAL calls, all from a seed: a
   * seed that shows a fault shows it again.
   *
   * @param seed where the choices come from
   */
  record Explore(long seed) implements SchedulePolicy {}

  /**
   * Plays a schedule that was recorded.
   *
   * @param plan what is not first come, first served
   */
  record Planned(SchedulePlan plan) implements SchedulePolicy {}

  /**
   * Another policy, taken down as it chooses.
   *
   * @param policy who chooses
   * @param recorder of one run
   */
  record Recorded(SchedulePolicy policy, SchedulePlan.Recorder recorder)
      implements SchedulePolicy {}

  /**
   * First come, first served.
   *
   * @return the policy
   */
  static SchedulePolicy fifo() {
    return new Fifo();
  }

  /**
   * Seeded choices.
   *
   * @param seed where they come from
   * @return the policy
   */
  static SchedulePolicy explore(long seed) {
    return new Explore(seed);
  }

  /**
   * The policy as the kernel asks it.
   *
   * @return a fresh sequence of choices
   */
  default SchedulingChoice choices() {
    return switch (this) {
      case Fifo() -> SchedulingChoice.FIFO;
      case Explore(long seed) -> new SeededChoice(new SeededRandom(seed));
      case Planned(SchedulePlan plan) -> plan.choices();
      case Recorded(SchedulePolicy policy, SchedulePlan.Recorder recorder) ->
          recorder.around(policy.choices());
    };
  }

  /** Choices from a random sequence. */
  final class SeededChoice implements SchedulingChoice {
    /**
     * On average one pre-emption in so many HAL calls, drawn for the whole run: some faults need
     * three in a row at the right calls, others a task that goes on for long.
     */
    private static final int[] CALLS_PER_PREEMPTION = {2, 6, 20, 60};

    private final SeededRandom random;
    private final int calls;

    /**
     * Draws how often tasks are pre-empted.
     *
     * @param random the sequence
     */
    SeededChoice(SeededRandom random) {
      this.random = random;
      this.calls = CALLS_PER_PREEMPTION[random.below(CALLS_PER_PREEMPTION.length)];
    }

    @Override
    public int pick(int count) {
      return random.below(count);
    }

    @Override
    public int callsUntilPreemption() {
      return 1 + random.below(2 * calls);
    }
  }
}
