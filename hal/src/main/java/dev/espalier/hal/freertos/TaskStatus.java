package dev.espalier.hal.freertos;

import dev.espalier.hal.port.KernelTask;
import java.util.Comparator;

/**
 * What is known of a task ({@code TaskStatus_t}).
 *
 * @param task the task
 * @param name its name
 * @param taskNumber in order of creation, from 1
 * @param currentState its state
 * @param currentPriority the priority it is scheduled by
 * @param basePriority its own priority, without inheritance
 * @param runTimeCounter CPU time it has taken, microseconds
 * @param stackHighWaterMark the least stack that was left, bytes; an estimate
 * @param coreId its core, {@link Task#NO_AFFINITY} for any
 */
public record TaskStatus(
    Task task,
    String name,
    int taskNumber,
    TaskState currentState,
    int currentPriority,
    int basePriority,
    long runTimeCounter,
    int stackHighWaterMark,
    int coreId) {

  /** Ready lists by priority, then delayed, deleted and suspended tasks. */
  static final Comparator<TaskStatus> LIST_ORDER =
      Comparator.comparingInt(TaskStatus::listRank)
          .thenComparing((one, other) ->
              one.listRank() == 0 ? other.currentPriority() - one.currentPriority() : 0);

  static TaskStatus of(Rtos rtos, Task task) {
    KernelTask kernelTask = task.kernelTask();
    long micros =
        kernelTask.equals(rtos.tasks.idleKernelTask())
            ? idleMicros(rtos)
            : kernelTask.cpuNanos() / 1000;
    return new TaskStatus(
        task,
        kernelTask.name(),
        task.number(),
        task.getState(),
        kernelTask.priority(),
        task.lentPriority().own(),
        micros,
        StackEstimate.highWaterMark(task),
        task.getAffinity());
  }

  /** The time that no other task has taken. */
  static long idleMicros(Rtos rtos) {
    return idleNanos(rtos, rtos.kernel.now()) / 1000;
  }

  static long idleNanos(Rtos rtos, long now) {
    long nanos = now;
    for (KernelTask each : rtos.kernel.tasks()) {
      nanos -= each.cpuNanos();
    }
    return Math.max(0, nanos);
  }

  private int listRank() {
    return switch (currentState) {
      case RUNNING, READY -> 0;
      case BLOCKED -> 1;
      case DELETED -> 2;
      case SUSPENDED -> 3;
    };
  }

  /** As {@code vTaskList} shows it. */
  char stateLetter() {
    return switch (currentState) {
      case RUNNING -> 'X';
      case READY -> 'R';
      case BLOCKED -> 'B';
      case DELETED -> 'D';
      case SUSPENDED -> 'S';
    };
  }
}
