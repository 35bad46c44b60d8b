package dev.espalier.hal.freertos;

import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.profile.Lint;

/**
 * What a task has been seen to take of its stack, by {@link StackUse}: a floor for the size that
 * the chip needs, since the firmware's own frames are not in it.
 */
public final class StackEstimate {
  /** {@code configMINIMAL_STACK_SIZE}: less is a stand-in's. */
  private static final int STACK_MIN = 768;

  private StackEstimate() {}

  /**
   * Notes that the running task does something that takes stack; in an interrupt nothing happens.
   *
   * @param use what
   */
  public static void note(StackUse use) {
    Task task = Rtos.ofBoard().current();
    if (task != null) {
      grow(task, StackUse.TASK.bytes() + use.bytes());
    }
  }

  private static void grow(Task known, int bytes) {
    if (bytes <= known.stackUsed) {
      return;
    }
    known.stackUsed = bytes;
    KernelTask task = known.kernelTask();
    if (bytes > task.stackBytes() && task.stackBytes() >= STACK_MIN) {
      Lint.warn(
          "stack " + task.name(),
          "task \""
              + task.name()
              + "\" has a stack of "
              + task.stackBytes()
              + " bytes, and what it calls needs about "
              + bytes
              + ": on the chip it overflows");
    }
  }

  /** The same of a task that FreeRTOS may know nothing of yet. */
  static int leftOf(KernelTask task) {
    return task.attachment() instanceof Task known
        ? highWaterMark(known)
        : Math.max(0, task.stackBytes() - StackUse.TASK.bytes());
  }

  /** The least that was left, bytes. */
  static int highWaterMark(Task task) {
    return Math.max(0, task.kernelTask().stackBytes() - task.stackUsed);
  }
}
