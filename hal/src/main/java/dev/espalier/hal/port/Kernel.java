package dev.espalier.hal.port;

import dev.espalier.hal.freertos.Timeout;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Tasks and time of one board: the two primitives {@link #block} and {@link #wake}, and what goes
 * with them.
 *
 * <p>At most one task of a reactor runs at a time, so callers hold no locks: between two calls of
 * this interface nothing else happens.
 */
public interface Kernel {
  /** A deadline that never comes. */
  long NEVER = Long.MAX_VALUE;

  /**
   * The time since the board's boot.
   *
   * @return nanoseconds
   */
  long now();

  /**
   * When a wait that begins now is over: on a tick boundary for ticks, off the grid for exact
   * times.
   *
   * @param timeout how long
   * @return a deadline for {@link #block}; {@link #NEVER} for no limit
   */
  default long deadline(Timeout timeout) {
    if (timeout.isForever()) {
      return NEVER;
    }
    if (timeout.unit() == Timeout.Unit.EXACT_MICROS) {
      return now() + timeout.amount() * 1000;
    }
    long ticks = timeout.toTicks();
    if (ticks == 0) {
      return now();
    }
    long tickNanos = tickNanos();
    return (now() / tickNanos + ticks) * tickNanos;
  }

  /**
   * The length of an RTOS tick ({@code CONFIG_FREERTOS_HZ}).
   *
   * @return nanoseconds
   */
  long tickNanos();

  /**
   * The running task.
   *
   * @return the task, or null in an interrupt
   */
  @Nullable KernelTask current();

  /**
   * Begins a HAL call made by the running task: takes its slice of CPU time, lets due interrupts
   * happen, and switches if one of them readied a task that goes first, or if the time slice is
   * over and a task of equal priority is ready. In an interrupt it does nothing.
   */
  void call();

  /**
   * Takes CPU time for work that is long on a chip and has no calls in it, such as a key exchange.
   * What {@link #call} does follows at its end. In an interrupt it does nothing.
   *
   * @param nanos how much
   */
  void work(long nanos);

  /**
   * Switches now if a task of higher priority than the running one is ready: the end of a HAL call
   * that readied somebody. In an interrupt it does nothing, the switch follows anyway.
   */
  void reschedule();

  /** Lets tasks of equal priority that are ready run first ({@code taskYIELD}). */
  void yield();

  /**
   * Puts the running task to sleep until it is woken or the deadline has come.
   *
   * @param list where it waits; {@link #wake} finds it there by priority, then by time of arrival
   * @param deadline the latest {@link #now} to wake up at, {@link #NEVER} for no limit; a deadline
   *     that has passed returns false at once without a switch
   * @return true if woken, false if the deadline came first
   */
  boolean block(WaitList list, long deadline);

  /**
   * Readies the waiting task that goes first. It runs at the next {@link #reschedule}.
   *
   * @param list where to look
   * @return the task, or null when nobody waits there
   */
  @Nullable KernelTask wake(WaitList list);

  /**
   * Readies one particular task that waits in a list.
   *
   * @param task the task; nothing happens when it is not blocked in a list
   * @return true if it was blocked
   */
  boolean wake(KernelTask task);

  /**
   * Makes a place to wait at.
   *
   * @param kind what it belongs to, in the field's words, for reports: {@code "queue"}
   * @param name which one; may be empty
   * @return the empty list
   */
  WaitList waitList(String kind, String name);

  /**
   * Creates a task, ready to run. The caller ends its HAL call with {@link #reschedule}.
   *
   * @param name its name
   * @param priority 0 (idle) to 24
   * @param stackBytes the configured stack size, for reports
   * @param body what it does; returning from it is a panic on the chip, decided by the caller
   * @return the task
   */
  KernelTask spawn(String name, int priority, int stackBytes, Runnable body);

  /**
   * Makes an alarm that is not set.
   *
   * @param action runs in interrupt context, must not block
   * @return the alarm
   */
  Alarm alarm(Runnable action);

  /**
   * Makes an alarm that is not set, for what the system does on its own: one that is set keeps no
   * board from being done.
   *
   * @param action runs in interrupt context, must not block
   * @return the alarm
   */
  Alarm housekeepingAlarm(Runnable action);

  /**
   * Stops switching between tasks, nested ({@code vTaskSuspendAll}): interrupts still happen, tasks
   * they ready run after the matching {@link #resumeSwitching}.
   */
  void suspendSwitching();

  /**
   * Undoes one {@link #suspendSwitching}.
   *
   * @return true if a switch took place
   */
  boolean resumeSwitching();

  /**
   * The processor: who has it, when it is idle, whether it takes interrupts.
   *
   * @return the same object always
   */
  Cpu cpu();

  /**
   * Runs blocking work of the outside (name resolution, files) on another thread and blocks only
   * the calling task.
   *
   * @param what the work in words, for reports
   * @param work runs outside the reactor; must not call the HAL
   * @param <T> the result's type
   * @return the work's result
   * @throws Exception what the work threw
   */
  <T> T offload(String what, Callable<T> work) throws Exception;

  /**
   * All tasks of the board that exist, in order of creation.
   *
   * @return a snapshot
   */
  List<KernelTask> tasks();

  /** A timer that fires once per setting, in interrupt context. Ordered by (time, setting). */
  interface Alarm {
    /**
     * Sets or moves the alarm.
     *
     * @param deadline when to fire, by {@link Kernel#now}
     */
    void set(long deadline);

    /** Takes the alarm back; nothing happens when it is not set. */
    void cancel();

    /**
     * Whether it will fire.
     *
     * @return true between {@link #set} and firing or {@link #cancel}
     */
    boolean isSet();
  }

  /**
   * The processor. When no task is ready, or only tasks of priority 0 are, the idle task has it.
   */
  interface Cpu {
    /**
     * Runs something in interrupt context, once, when the idle task next has the processor.
     * Replaces what waits for that.
     *
     * @param work what to run
     */
    void whenIdle(Runnable work);

    /**
     * Watches that the idle task gets the processor; replaces an earlier watch.
     *
     * @param nanos for how long it may go without, {@link Kernel#NEVER} to end the watch
     * @param starved runs in interrupt context each time when so long has passed
     */
    void watchIdle(long nanos, Runnable starved);

    /**
     * When the idle task last had the processor.
     *
     * @return by {@link Kernel#now}; now, when it has it
     */
    long lastIdle();

    /**
     * The task that has the processor, also while an interrupt runs.
     *
     * @return the task, null when the idle task has it
     */
    @Nullable KernelTask owner();

    /**
     * Lets no interrupt happen until {@link #unmask}, nested.
     *
     * @param nanosMax after which time that is a panic, by the interrupt watchdog
     */
    void mask(long nanosMax);

    /** Undoes one {@link #mask}. */
    void unmask();
  }
}
