package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.port.Kernel;
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
   * Lets ticks pass at once that were missed while interrupts were off. None is ever missed here,
   * so the running task takes that much time for itself.
   *
   * @param ticks how many
   * @return true if a switch to another task took place
   */
  @CanIgnoreReturnValue
  @EspApi(
      value = "xTaskCatchUpTicks",
      fidelity = Fidelity.PARTIAL,
      note = "ticks are never behind the time, so the time passes, too")
  public static boolean catchUpTicks(long ticks) {
    suspendAll();
    Kernel kernel = Rtos.ofBoard().kernel;
    kernel.work(ticks * kernel.tickNanos());
    return resumeAll();
  }

  /**
   * Begins a critical section: no other task and no interrupt runs until {@link #exitCritical};
   * nested. Waiting inside of one is a panic, and so is staying inside for {@code
   * CONFIG_ESP_INT_WDT_TIMEOUT_MS}.
   */
  @EspApi("taskENTER_CRITICAL")
  public static void enterCritical() {
    Kernel kernel = Rtos.ofBoard().kernel;
    if (kernel.current() != null) {
      kernel.suspendSwitching();
      kernel.cpu().mask(intWdtNanos());
    }
  }

  /** Ends a critical section; what was due meanwhile happens now. */
  @EspApi("taskEXIT_CRITICAL")
  public static void exitCritical() {
    Kernel kernel = Rtos.ofBoard().kernel;
    if (kernel.current() != null) {
      kernel.cpu().unmask();
      var _ = kernel.resumeSwitching(); // Others run now if one goes first.
      kernel.work(0);
    }
  }

  /** Begins a critical section in an interrupt, which nothing interrupts here anyway. */
  @EspApi("taskENTER_CRITICAL_ISR")
  @EspApi("taskENTER_CRITICAL_FROM_ISR")
  public static void enterCriticalFromIsr() {
    Rtos.ofBoard().kernel.call();
  }

  /** Ends a critical section in an interrupt. */
  @EspApi("taskEXIT_CRITICAL_ISR")
  @EspApi("taskEXIT_CRITICAL_FROM_ISR")
  public static void exitCriticalFromIsr() {
    Rtos.ofBoard().kernel.call();
  }

  /**
   * Lets no interrupt happen until {@link #enableInterrupts}; not nested. Ticks are interrupts:
   * equals do not take turns.
   */
  @EspApi("taskDISABLE_INTERRUPTS")
  public static void disableInterrupts() {
    Rtos rtos = Rtos.ofBoard();
    if (!rtos.interruptsDisabled && rtos.kernel.current() != null) {
      rtos.interruptsDisabled = true;
      rtos.kernel.cpu().mask(intWdtNanos());
    }
  }

  /** Lets interrupts happen again; what was due meanwhile happens now. */
  @EspApi("taskENABLE_INTERRUPTS")
  public static void enableInterrupts() {
    Rtos rtos = Rtos.ofBoard();
    if (rtos.interruptsDisabled) {
      rtos.interruptsDisabled = false;
      rtos.kernel.cpu().unmask();
      rtos.kernel.work(0);
    }
  }

  private static long intWdtNanos() {
    SdkConfig config = SdkConfig.current();
    return config.get(Kconfig.ESP_INT_WDT)
        ? config.get(Kconfig.ESP_INT_WDT_TIMEOUT_MS) * 1_000_000L
        : Kernel.NEVER;
  }
}
