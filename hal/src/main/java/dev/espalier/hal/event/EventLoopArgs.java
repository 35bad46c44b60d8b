package dev.espalier.hal.event;

import dev.espalier.hal.freertos.Task;
import org.jspecify.annotations.Nullable;

/**
 * How to create an event loop ({@code esp_event_loop_args_t}).
 *
 * @param queueSize how many events may wait, at least 1
 * @param taskName the name of its own task, or null for a loop that the firmware {@link
 *     EventLoop#run runs} itself
 * @param taskPriority its task's priority, 0 to 24; no meaning without a task
 * @param taskStackSize its task's stack in bytes; no meaning without a task
 * @param taskCoreId its task's core: 0, 1 or {@link Task#NO_AFFINITY}; no meaning without a task
 */
public record EventLoopArgs(
    int queueSize, @Nullable String taskName, int taskPriority, int taskStackSize, int taskCoreId) {
  /**
   * A loop without a task of its own.
   *
   * @param queueSize how many events may wait, at least 1
   * @return the arguments
   */
  public static EventLoopArgs withoutTask(int queueSize) {
    return new EventLoopArgs(queueSize, null, 0, 0, 0);
  }

  /**
   * A loop with a task of its own.
   *
   * @param queueSize how many events may wait, at least 1
   * @param taskName its task's name
   * @param taskPriority its task's priority, 0 to 24
   * @param taskStackSize its task's stack in bytes
   * @return the arguments
   */
  public static EventLoopArgs withTask(
      int queueSize, String taskName, int taskPriority, int taskStackSize) {
    return new EventLoopArgs(queueSize, taskName, taskPriority, taskStackSize, 0);
  }
}
