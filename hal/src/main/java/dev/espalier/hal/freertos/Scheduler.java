package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.system.EspAbort;

/** The scheduler: its state, how to stop it, critical sections. */
public final class Scheduler {
  /** What the scheduler does ({@code taskSCHEDULER_...}). */
  public enum State {
    /** It is stopped by {@link Scheduler#suspendAll}. */
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

  /** Stops switching between tasks, nested. */
  @EspApi("vTaskSuspendAll")
  public static void suspendAll() {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    rtos.schedulerSuspended++;
    rtos.kernel.suspendSwitching();
  }

  /**
   * Undoes one {@link #suspendAll}.
   *
   * @return true if a switch to another task took place meanwhile
   */
  @CanIgnoreReturnValue
  @EspApi("xTaskResumeAll")
  public static boolean resumeAll() {
    Rtos rtos = Rtos.ofBoard();
    if (rtos.schedulerSuspended == 0) {
      throw EspAbort.assertFailed(
          "xTaskResumeAll", "tasks.c:2600", "uxSchedulerSuspended[ xPortGetCoreID() ]");
    }
    rtos.schedulerSuspended--;
    return rtos.kernel.resumeSwitching();
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
