package dev.espalier.emulator.kernel;

import org.jspecify.annotations.Nullable;

/** A list of tasks, linked through the tasks themselves. A task is in one list at most. */
class TaskQueue {
  private @Nullable SimTask head;
  private @Nullable SimTask tail;
  private int size;

  /** A waiting task has another priority than when it came; the order is no longer by priority. */
  private boolean disordered;

  final @Nullable SimTask head() {
    return head;
  }

  final int count() {
    return size;
  }

  final void addLast(SimTask task) {
    insertAfter(tail, task);
  }

  final void addFirst(SimTask task) {
    insertAfter(null, task);
  }

  /**
   * Adds before the first task of a lower priority. From behind that is found sooner, as long as
   * the order is by priority.
   */
  final void addByPriority(SimTask task) {
    int priority = task.priority();
    SimTask before = disordered ? null : tail;
    if (disordered) {
      for (SimTask at = head; at != null && at.priority() >= priority; at = at.next) {
        before = at;
      }
    } else {
      while (before != null && before.priority() < priority) {
        before = before.previous;
      }
    }
    insertAfter(before, task);
  }

  /** A task in here has got another priority and keeps its place. */
  final void priorityChanged() {
    disordered = true;
  }

  final void remove(SimTask task) {
    SimTask before = task.previous;
    SimTask after = task.next;
    if (before == null) {
      head = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      tail = before;
    } else {
      after.previous = before;
    }
    task.previous = null;
    task.next = null;
    task.queue = null;
    size--;
    disordered &= size > 0;
  }

  private void insertAfter(@Nullable SimTask before, SimTask task) {
    assert task.queue == null;
    SimTask after = before == null ? head : before.next;
    task.previous = before;
    task.next = after;
    task.queue = this;
    if (before == null) {
      head = task;
    } else {
      before.next = task;
    }
    if (after == null) {
      tail = task;
    } else {
      after.previous = task;
    }
    size++;
  }
}
