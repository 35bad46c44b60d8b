package dev.espalier.hal.freertos;

import dev.espalier.hal.port.KernelTask;

/**
 * The priorities of one task: its own, and the one that a task waiting for its mutex lends it. The
 * task is scheduled by the higher one, which is {@link KernelTask#priority()}.
 */
final class LentPriority {
  private final KernelTask task;
  private int own;
  private int mutexesHeld;

  LentPriority(KernelTask task) {
    this.task = task;
    this.own = task.priority();
  }

  /** {@code vTaskPrioritySet}: a lent priority stays until it is given back. */
  boolean setOwn(int priority) {
    if (priority == own) {
      return false;
    }
    if (task.priority() == own) {
      task.priority(priority);
    }
    own = priority;
    return true;
  }

  /** Its priority without what is lent. */
  int own() {
    return own;
  }

  boolean holdsMutex() {
    return mutexesHeld > 0;
  }

  /** {@code pvTaskIncrementMutexHeldCount}. */
  void mutexTaken() {
    mutexesHeld++;
  }

  /** {@code xTaskPriorityInherit}: whether the task runs with a lent priority now. */
  boolean inherit(int priority) {
    if (task.priority() < priority) {
      task.priority(priority);
      return true;
    }
    return own < priority;
  }

  /** {@code xTaskPriorityDisinherit}: whether the task went back to its own priority. */
  boolean disinherit() {
    mutexesHeld--;
    if (task.priority() == own || mutexesHeld != 0) {
      return false;
    }
    task.priority(own);
    return true;
  }

  /** {@code vTaskPriorityDisinheritAfterTimeout}. */
  void disinheritAfterTimeout(int highestWaiting) {
    int priority = Math.max(own, highestWaiting);
    if (task.priority() != priority && mutexesHeld == 1) {
      task.priority(priority);
    }
  }
}
