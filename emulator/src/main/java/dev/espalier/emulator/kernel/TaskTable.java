package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.KernelTask.State;
import java.util.ArrayList;
import java.util.List;

/** The tasks of one board that exist, in order of creation. */
final class TaskTable {
  private final BoardKernel kernel;
  private final List<SimTask> tasks = new ArrayList<>(4);
  private int nextId;

  TaskTable(BoardKernel kernel) {
    this.kernel = kernel;
  }

  /** Makes a task; on a board that ends, one that never runs. */
  SimTask create(String name, int priority, int stackBytes, Runnable body) {
    int bounded = Math.clamp(priority, 0, ReadyTasks.PRIORITIES - 1);
    // What boots a board may itself be called by anybody.
    String creator = kernel.current() == null ? FirmwareFrames.SYSTEM : FirmwareFrames.caller();
    SimTask task =
        new SimTask(
            kernel, new SimTask.TaskSpec(nextId++, name, bounded, stackBytes, creator), body);
    if (kernel.hasEnded()) {
      task.state = State.DELETED;
    } else {
      tasks.add(task);
    }
    return task;
  }

  void remove(SimTask task) {
    tasks.remove(task);
  }

  List<KernelTask> snapshot() {
    return List.copyOf(tasks);
  }

  List<SimTask> all() {
    return tasks;
  }

  /** Whether only service tasks are left, and they wait for others' work. */
  boolean areAllIdle() {
    for (int i = 0; i < tasks.size(); i++) {
      SimTask task = tasks.get(i);
      if (!task.daemon || !task.waitsForEver()) {
        return false;
      }
    }
    return true;
  }
}
