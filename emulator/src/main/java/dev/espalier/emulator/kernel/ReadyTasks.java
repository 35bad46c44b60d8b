package dev.espalier.emulator.kernel;

import org.jspecify.annotations.Nullable;

/** The tasks of one board that could run, by priority and then by readiness. */
final class ReadyTasks {
  /** {@code configMAX_PRIORITIES} of ESP-IDF. */
  static final int PRIORITIES = 25;

  /** Made when a priority is first used: most never are. */
  private final @Nullable TaskQueue[] queues = new TaskQueue[PRIORITIES];

  private int mask;

  private TaskQueue at(int priority) {
    TaskQueue queue = queues[priority];
    if (queue == null) {
      queue = new TaskQueue();
      queues[priority] = queue;
    }
    return queue;
  }

  boolean isEmpty() {
    return mask == 0;
  }

  /** The highest priority with a ready task, -1 when there is none. */
  int topPriority() {
    return 31 - Integer.numberOfLeadingZeros(mask);
  }

  boolean hasAt(int priority) {
    return (mask & (1 << priority)) != 0;
  }

  void addLast(SimTask task) {
    mask |= 1 << task.priority();
    at(task.priority()).addLast(task);
  }

  void addFirst(SimTask task) {
    mask |= 1 << task.priority();
    at(task.priority()).addFirst(task);
  }

  /** Takes a task out that was added at its present priority. */
  void remove(SimTask task) {
    TaskQueue queue = at(task.priority());
    queue.remove(task);
    if (queue.head() == null) {
      mask &= ~(1 << task.priority());
    }
  }

  /**
   * Takes the next task to run out of the list.
   *
   * @param policy chooses among tasks of equal priority
   */
  @Nullable SimTask take(SchedulingChoice policy) {
    if (mask == 0) {
      return null;
    }
    TaskQueue queue = at(topPriority());
    SimTask task = queue.head();
    int count = queue.count();
    if (count > 1) {
      for (int skip = policy.pick(count); skip > 0 && task != null; skip--) {
        task = task.next;
      }
    }
    if (task != null) {
      remove(task);
    }
    return task;
  }
}
