package dev.espalier.hal.freertos;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapUse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every task that FreeRTOS counts: the kernel's, those of start-up, and deleted ones. */
final class TaskTable {
  private static final int IDLE_STACK = 1536; // CONFIG_FREERTOS_IDLE_TASK_STACKSIZE
  private static final int IPC_STACK = 1024; // CONFIG_ESP_IPC_TASK_STACK_SIZE
  private static final int EXTRA_STACK = 512; // TASK_EXTRA_STACK_SIZE
  private static final String[] IPC = {"ipc0", "ipc1"};
  private static final String[] IDLE = {"IDLE0", "IDLE1"};
  private static final int IPC_PRIORITY = 24;
  private static final int TIMER_PRIORITY = 22;

  /** Locks of newlib, the console's driver and the like. */
  private static final int DRIVER_BYTES = 4_204;

  private final Rtos rtos;
  private final List<SystemTask> ofStartup = new ArrayList<>(6);

  /** Deleted tasks whose memory the idle task has not freed yet. */
  private final List<Task> waitingTermination = new ArrayList<>();

  private int nextNumber = 1;

  TaskTable(Rtos rtos) {
    this.rtos = rtos;
  }

  /** What start-up creates before the main task. */
  void start() {
    SdkConfig config = Chip.current().config();
    var _ = Heap.current().take(HeapUse.SYSTEM, DRIVER_BYTES);
    int cores = config.get(Kconfig.FREERTOS_UNICORE) ? 1 : 2;
    add(
        "esp_timer",
        TIMER_PRIORITY,
        config.get(Kconfig.ESP_TIMER_TASK_STACK_SIZE) + EXTRA_STACK,
        0);
    for (int core = 0; core < cores; core++) {
      add(IPC[core], IPC_PRIORITY, IPC_STACK, core);
    }
    for (int core = 0; core < cores; core++) {
      add(cores == 1 ? "IDLE" : IDLE[core], 0, IDLE_STACK, core);
    }
    add(
        "Tmr Svc",
        Math.min(config.get(Kconfig.FREERTOS_TIMER_TASK_PRIORITY), Rtos.MAX_PRIORITIES - 1),
        config.get(Kconfig.FREERTOS_TIMER_TASK_STACK_DEPTH),
        0);
  }

  private void add(String name, int priority, int stackBytes, int core) {
    SystemTask task = new SystemTask(name, priority, stackBytes, core, nextNumber());
    ofStartup.add(task);
    task.takeMemory();
  }

  /** A task of this name begins to run: the one that start-up has made is this one. */
  void replace(String name) {
    SystemTask task = named(name);
    if (task != null) {
      ofStartup.remove(task);
      task.giveMemory();
    }
  }

  private @Nullable SystemTask named(String name) {
    for (SystemTask task : ofStartup) {
      if (task.name().equals(name)) {
        return task;
      }
    }
    return null;
  }

  int nextNumber() {
    return nextNumber++;
  }

  /** A task that the idle task has to free. */
  void terminated(Task task) {
    waitingTermination.add(task);
    rtos.kernel.cpu().whenIdle(this::freeTerminated);
  }

  private void freeTerminated() {
    while (!waitingTermination.isEmpty()) {
      waitingTermination.removeFirst().free();
    }
  }

  int count() {
    return all().size();
  }

  /** All of them, those of start-up first. */
  List<KernelTask> all() {
    List<KernelTask> all = new ArrayList<>(ofStartup);
    all.addAll(rtos.kernel.tasks());
    for (Task each : waitingTermination) {
      if (!all.contains(each.kernelTask())) {
        all.add(each.kernelTask());
      }
    }
    return all;
  }

  /** The idle task of the core that runs tasks. */
  @Nullable KernelTask idleKernelTask() {
    SystemTask idle = named(IDLE[0]);
    return idle != null ? idle : named("IDLE");
  }

  /** The idle task of a core, null when there is no such core. */
  @Nullable Task idleTask(int core) {
    boolean other = core > 0 && core < IDLE.length;
    KernelTask idle = core == 0 ? idleKernelTask() : other ? named(IDLE[core]) : null;
    return idle == null ? null : Task.of(idle);
  }
}
