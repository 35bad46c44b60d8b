package dev.espalier.hal.freertos;

import dev.espalier.hal.system.EspAbort;
import org.jspecify.annotations.Nullable;

/** {@code vTaskDelete}: who frees the task's memory, and when. */
final class TaskDeletion {
  private TaskDeletion() {}

  /**
   * Deletes a task. The idle task frees one that deletes itself or is pinned to the other core; any
   * other is freed at once.
   */
  static void delete(Rtos rtos, Task task) {
    if (task.kernelTask() instanceof SystemTask) {
      throw new EspAbort("vTaskDelete of \"" + task.getName() + "\", a task of the system");
    }
    if (task.getState() == TaskState.DELETED) {
      throw EspAbort.useAfterFree("vTaskDelete", "the task \"" + task.getName() + "\", deleted");
    }
    Task caller = rtos.current();
    boolean byItself = caller == task;
    if (byItself) {
      rtos.assertSchedulerRuns("vTaskDelete", "tasks.c:1436");
    }
    boolean byIdleTask = byItself || task.getAffinity() == 1 - coreOf(caller);
    if (byIdleTask) {
      rtos.tasks.terminated(task);
    }
    task.kernelTask().delete();
    if (!byIdleTask) {
      task.free();
    }
  }

  /** The core that a task counts as running on. */
  static int coreOf(@Nullable Task task) {
    int affinity = task == null ? 0 : task.getAffinity();
    return affinity == Task.NO_AFFINITY ? 0 : affinity;
  }
}
