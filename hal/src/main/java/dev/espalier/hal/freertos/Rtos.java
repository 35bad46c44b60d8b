package dev.espalier.hal.freertos;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.WaitList;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.system.EspAbort;
import org.jspecify.annotations.Nullable;

/** What FreeRTOS keeps in static variables, one per board, and what its parts share. */
final class Rtos {
  /** {@code configMAX_PRIORITIES}. */
  static final int MAX_PRIORITIES = 25;

  private static final BoardLocal<Rtos> OF_BOARD = BoardLocal.of(Rtos::new);

  final Kernel kernel = Chip.current().kernel();

  /** How often {@code vTaskSuspendAll} was called without its counterpart. */
  int schedulerSuspended;

  /** {@code taskDISABLE_INTERRUPTS}. */
  boolean interruptsDisabled;

  /** Longest task name, without C's terminator. */
  final int nameLength = Chip.current().config().get(Kconfig.FREERTOS_MAX_TASK_NAME_LEN) - 1;

  /** {@code CONFIG_FREERTOS_CHECK_MUTEX_GIVEN_BY_OWNER}. */
  final boolean checkMutexOwner =
      Chip.current().config().get(Kconfig.FREERTOS_CHECK_MUTEX_GIVEN_BY_OWNER);

  /** How many cores the firmware uses. */
  final int cores = Chip.current().config().get(Kconfig.FREERTOS_UNICORE) ? 1 : 2;

  final TaskTable tasks = new TaskTable(this);

  private @Nullable TimerService timers;

  private Rtos() {}

  static Rtos ofBoard() {
    return OF_BOARD.get();
  }

  /** The running task, null in an interrupt. */
  @Nullable Task current() {
    KernelTask current = kernel.current();
    return current == null ? null : Task.of(current);
  }

  /** The timer service; its task is created at first use. */
  TimerService timers() {
    TimerService service = timers;
    if (service == null) {
      service = new TimerService(this);
      timers = service;
      service.start();
    }
    return service;
  }

  /**
   * Begins a call that may wait: {@code configASSERT} refuses it while the scheduler is suspended.
   */
  void beginWaiting(Timeout timeout, String function, String place) {
    kernel.call();
    assertMayWait(timeout, function, place);
  }

  void assertMayWait(Timeout timeout, String function, String place) {
    if (schedulerSuspended != 0 && timeout.amount() != 0) {
      throw EspAbort.assertFailed(
          function,
          place,
          "!( ( xTaskGetSchedulerState() == taskSCHEDULER_SUSPENDED ) && ( xTicksToWait != 0 ) )");
    }
  }

  void assertSchedulerRuns(String function, String place) {
    if (schedulerSuspended != 0) {
      throw EspAbort.assertFailed(
          function, place, "xTaskGetSchedulerState() != taskSCHEDULER_SUSPENDED");
    }
  }

  /**
   * One round of "try, else wait": what {@code xTaskCheckForTimeOut} and {@code
   * vTaskPlaceOnEventList} do together.
   *
   * @return false when time is over (or the delay was aborted), true when the caller tries again
   */
  boolean await(WaitList list, long deadline) {
    Task current = current();
    if (current != null && current.takeDelayAborted()) {
      return false;
    }
    if (isOver(deadline)) {
      return false;
    }
    var _ = kernel.block(list, deadline); // The caller looks for itself what has come.
    return true;
  }

  boolean isOver(long deadline) {
    return deadline != Kernel.NEVER && kernel.now() >= deadline;
  }

  /** A classic: {@code vTaskDelay(pdMS_TO_TICKS(5))} at 100 Hz does not wait at all. */
  void warnOfNoTick(Timeout timeout) {
    if (timeout.unit() == Timeout.Unit.MILLIS && timeout.amount() > 0) {
      Lint.warn(
          "delay-of-no-tick",
          "vTaskDelay(pdMS_TO_TICKS("
              + timeout.amount()
              + ")) is a delay of 0 ticks: a tick lasts "
              + kernel.tickNanos() / 1_000_000
              + " ms (CONFIG_FREERTOS_HZ)");
    }
  }

  /** Notes for an interrupt handler that a task was readied which goes first. */
  void note(@Nullable Woken woken, @Nullable KernelTask readied) {
    if (woken == null || readied == null) {
      return;
    }
    KernelTask current = kernel.current();
    if (current == null || readied.priority() > current.priority()) {
      woken.set();
    }
  }
}
