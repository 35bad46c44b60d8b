package dev.espalier.hal.freertos;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;

/** The scheduler's state and critical sections; {@link Task#suspendAll} is with the tasks. */
public final class Scheduler {
  /** What the scheduler does ({@code taskSCHEDULER_...}). */
  public enum State {
    /** It is stopped by {@link Task#suspendAll}. */
    SUSPENDED(0),
    /** It has not begun; firmware never sees this. */
    NOT_STARTED(1),
    /** It switches between tasks. */
    RUNNING(2);

    private final int value;

    State(int value) {
      this.value = value;
    }

    /**
     * The number in C.
     *
     * @return 0 to 2
     */
    public int value() {
      return value;
    }
  }

  private Scheduler() {}

  /**
   * Whether tasks are switched.
   *
   * @return the state
   */
  @EspApi("xTaskGetSchedulerState")
  public static State getSchedulerState() {
    return Rtos.ofBoard().schedulerSuspended == 0 ? State.RUNNING : State.SUSPENDED;
  }

  /**
   * Begins a critical section: no other task runs until {@link #exitCritical}; nested. Waiting
   * inside of one is a panic.
   */
  @EspApi(
      value = "taskENTER_CRITICAL",
      fidelity = Fidelity.PARTIAL,
      note = "interrupts still happen at HAL calls inside of the section")
  public static void enterCritical() {
    Rtos.ofBoard().kernel.suspendSwitching();
  }

  /** Ends a critical section. */
  @EspApi(
      value = "taskEXIT_CRITICAL",
      fidelity = Fidelity.PARTIAL,
      note = "interrupts still happen at HAL calls inside of the section")
  public static void exitCritical() {
    var _ = Rtos.ofBoard().kernel.resumeSwitching(); // Others run now if one goes first.
  }
}
