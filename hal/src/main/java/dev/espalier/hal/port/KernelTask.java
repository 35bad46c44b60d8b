package dev.espalier.hal.port;

import org.jspecify.annotations.Nullable;

/** One task as the kernel knows it. FreeRTOS's own bookkeeping hangs on {@link #attachment}. */
public interface KernelTask {
  /** What a task is doing ({@code eTaskState}). */
  enum State {
    /** It runs now. */
    RUNNING,
    /** It could run. */
    READY,
    /** It waits in a list or for a deadline. */
    BLOCKED,
    /** Taken out of scheduling by {@link KernelTask#suspend}. */
    SUSPENDED,
    /** Ended. */
    DELETED
  }

  /**
   * Its name.
   *
   * @return the name given at creation
   */
  String name();

  /**
   * The priority it is scheduled by, inheritance included.
   *
   * @return 0 (idle) to 24
   */
  int priority();

  /**
   * Changes the priority it is scheduled by; a task that waits keeps its place in the list, as in
   * FreeRTOS. The caller ends its HAL call with {@link Kernel#reschedule}.
   *
   * @param priority 0 to 24
   */
  void priority(int priority);

  /**
   * What it is doing.
   *
   * @return the state
   */
  State state();

  /** Takes it out of scheduling, whatever it waits for; a running task stops at once. */
  void suspend();

  /** Lets a suspended task run again; its wait is over as if the deadline had come. */
  void resume();

  /**
   * Ends it. Its Java frames are unwound; HAL calls made meanwhile by {@code finally} blocks do not
   * block. A running task never returns from this call.
   */
  void delete();

  /**
   * Marks a service task: to wait without limit is its job, so it is no part of a deadlock and does
   * not keep the board alive.
   */
  void daemon();

  /**
   * What it waits for, for tools that show it.
   *
   * @return in words, such as {@code item in queue "readings"}; empty when it waits for nothing
   */
  default String waitsFor() {
    return "";
  }

  /**
   * The configured stack size.
   *
   * @return bytes
   */
  int stackBytes();

  /**
   * CPU time taken so far, by the simulated clock.
   *
   * @return nanoseconds
   */
  long cpuNanos();

  /**
   * What {@code hal.freertos} keeps for this task.
   *
   * @return the attachment, null at first
   */
  @Nullable Object attachment();

  /**
   * Sets what {@code hal.freertos} keeps for this task.
   *
   * @param attachment any object
   */
  void attach(Object attachment);

  /**
   * The task's {@code errno}, which newlib keeps per task.
   *
   * @return 0 at first
   */
  int errno();

  /**
   * Sets the task's {@code errno}.
   *
   * @param value newlib's number
   */
  void errno(int value);

  /**
   * Where its code is.
   *
   * @return a line for each frame of its stack, innermost first, ending in {@code "\r\n"}; empty
   *     when it has not begun
   */
  String backtrace();
}
