package dev.espalier.emulator.kernel;

import org.jspecify.annotations.Nullable;

/** A list of tasks, linked through the tasks themselves. A task is in one list at most. */
class TaskQueue {
  private @Nullable SimTask head;
  private @Nullable SimTask tail;
  private int size;

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

  /** Adds behind the tasks of the same or a higher priority. */
  final void addByPriority(SimTask task) {
    SimTask before = tail;
    int priority = task.priority();
    while (before != null && before.priority() < priority) {
      before = before.previous;
    }
    insertAfter(before, task);
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
