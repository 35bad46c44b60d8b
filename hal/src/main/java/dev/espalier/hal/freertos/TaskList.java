package dev.espalier.hal.freertos;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.system.EspAbort;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All tasks of the board: how many, which, in what state. */
public final class TaskList {
  private static final int PERCENT = 100;

  private TaskList() {}

  /**
   * How many tasks exist.
   *
   * @return the count, with those of start-up (idle, ipc, timer tasks) and deleted ones whose
   *     memory the idle task has not freed yet
   */
  @EspApi("uxTaskGetNumberOfTasks")
  public static int getNumberOfTasks() {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    return rtos.tasks.count();
  }

  /**
   * Finds a task by its name.
   *
   * @param name the name
   * @return the oldest task with that name, or null
   * @throws EspAbort when no task can have so long a name, as {@code configASSERT} does
   */
  @EspApi("xTaskGetHandle")
  public static @Nullable Task getHandle(String name) {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    if (name.length() > rtos.nameLength) {
      throw EspAbort.assertFailed(
          "xTaskGetHandle", "tasks.c:2885", "strlen( pcNameToQuery ) < configMAX_TASK_NAME_LEN");
    }
    for (KernelTask each : rtos.tasks.all()) {
      if (each.name().equals(name) && each.state() != KernelTask.State.DELETED) {
        return Task.of(each);
      }
    }
    return null;
  }

  /**
   * The idle task of the core that the caller runs on.
   *
   * @return the task
   */
  @EspApi("xTaskGetIdleTaskHandle")
  public static Task getIdleTaskHandle() {
    Task idle = getIdleTaskHandleForCpu(0);
    if (idle == null) {
      throw new IllegalStateException("the scheduler has not started");
    }
    return idle;
  }

  /**
   * The idle task of a core.
   *
   * @param cpu which core
   * @return the task, or null when there is no such core
   */
  @EspApi("xTaskGetIdleTaskHandleForCPU")
  public static @Nullable Task getIdleTaskHandleForCpu(int cpu) {
    Rtos.ofBoard().kernel.call();
    return idleTask(cpu);
  }

  /**
   * The same for code of the system: it takes no time.
   *
   * @param cpu which core
   * @return the task, or null when there is no such core
   */
  public static @Nullable Task idleTask(int cpu) {
    return Rtos.ofBoard().tasks.idleTask(cpu);
  }

  /**
   * The task that a core runs: the running task on its own core, an idle task on the other one.
   *
   * @param cpu which core
   * @return the task, or null when there is no such core
   */
  @EspApi(
      value = "xTaskGetCurrentTaskHandleForCPU",
      fidelity = Fidelity.PARTIAL,
      note = "while one core runs a task, the other one is idle")
  public static @Nullable Task getCurrentTaskHandleForCpu(int cpu) {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    Task current = rtos.current();
    return current != null && TaskDeletion.coreOf(current) == cpu
        ? current
        : rtos.tasks.idleTask(cpu);
  }

  /**
   * What there is to know of every task ({@code CONFIG_FREERTOS_USE_TRACE_FACILITY}): those that
   * could run first, by priority, then those that wait, the deleted and the suspended ones.
   *
   * @return one entry per task
   */
  @EspApi("uxTaskGetSystemState")
  public static List<TaskStatus> getSystemState() {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    requireTrace("uxTaskGetSystemState");
    return systemState(rtos);
  }

  private static List<TaskStatus> systemState(Rtos rtos) {
    List<TaskStatus> all = new ArrayList<>();
    for (KernelTask each : rtos.tasks.all()) {
      all.add(TaskStatus.of(rtos, Task.of(each)));
    }
    all.sort(TaskStatus.LIST_ORDER);
    return all;
  }

  /**
   * Every task as tools see it, those of start-up too, in the order of their making. It takes no
   * time and may be called whatever the board does.
   *
   * @param now the time since boot; the board's own clock stands still while it is idle
   * @return one entry per task
   */
  public static List<TaskGlimpse> glimpses(long now) {
    Rtos rtos = Rtos.ofBoard();
    List<TaskGlimpse> all = new ArrayList<>();
    for (KernelTask each : rtos.tasks.all()) {
      boolean idle = each.equals(rtos.tasks.idleKernelTask());
      all.add(
          new TaskGlimpse(
              each.name(),
              TaskState.valueOf(each.state().name()),
              each.priority(),
              each.stackBytes(),
              StackEstimate.leftOf(each),
              idle ? TaskStatus.idleNanos(rtos, now) : each.cpuNanos(),
              each.waitsFor()));
    }
    return all;
  }

  /**
   * What there is to know of one task ({@code CONFIG_FREERTOS_USE_TRACE_FACILITY}).
   *
   * @param task the task
   * @return its entry
   */
  @EspApi("vTaskGetInfo")
  public static TaskStatus getInfo(Task task) {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    requireTrace("vTaskGetInfo");
    return TaskStatus.of(rtos, task);
  }

  /**
   * A table of all tasks: name, state, priority, stack left, number ({@code
   * CONFIG_FREERTOS_USE_STATS_FORMATTING_FUNCTIONS}).
   *
   * @return lines that end in {@code "\r\n"}
   */
  @EspApi(
      value = "vTaskList",
      fidelity = Fidelity.PARTIAL,
      note = "the stack column is an estimate, as uxTaskGetStackHighWaterMark is")
  public static String list() {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    requireFormatting("vTaskList");
    boolean cores = Chip.current().config().get(Kconfig.FREERTOS_VTASKLIST_INCLUDE_COREID);
    StringBuilder table = new StringBuilder();
    for (TaskStatus each : systemState(rtos)) {
      table.append(padded(rtos, each.name()));
      String line =
          "\t%c\t%d\t%d\t%d"
              .formatted(
                  each.stateLetter(),
                  each.currentPriority(),
                  each.stackHighWaterMark(),
                  each.taskNumber());
      table.append(line);
      if (cores) {
        table.append("\t%d".formatted(each.coreId() == Task.NO_AFFINITY ? -1 : each.coreId()));
      }
      table.append("\r\n");
    }
    return table.toString();
  }

  /**
   * A table of the CPU time that each task has taken: microseconds and share ({@code
   * CONFIG_FREERTOS_GENERATE_RUN_TIME_STATS}).
   *
   * @return lines that end in {@code "\r\n"}
   */
  @EspApi("vTaskGetRunTimeStats")
  public static String getRunTimeStats() {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    requireFormatting("vTaskGetRunTimeStats");
    requireStats("vTaskGetRunTimeStats");
    long hundredth = rtos.kernel.now() / 1000 / PERCENT;
    StringBuilder table = new StringBuilder();
    if (hundredth == 0) {
      return "";
    }
    for (TaskStatus each : systemState(rtos)) {
      long percent = each.runTimeCounter() / hundredth;
      String share = percent > 0 ? percent + "%" : "<1%";
      table
          .append(padded(rtos, each.name()))
          .append("\t%d\t\t%s\r\n".formatted(each.runTimeCounter(), share));
    }
    return table.toString();
  }

  /**
   * The CPU time of the idle task ({@code CONFIG_FREERTOS_GENERATE_RUN_TIME_STATS}).
   *
   * @return microseconds
   */
  @EspApi("ulTaskGetIdleRunTimeCounter")
  public static long getIdleRunTimeCounter() {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    requireStats("ulTaskGetIdleRunTimeCounter");
    return TaskStatus.idleMicros(rtos);
  }

  private static String padded(Rtos rtos, String name) {
    return name + " ".repeat(Math.max(0, rtos.nameLength - name.length()));
  }

  private static void requireTrace(String function) {
    require(
        Chip.current().config().get(Kconfig.FREERTOS_USE_TRACE_FACILITY),
        function,
        "CONFIG_FREERTOS_USE_TRACE_FACILITY");
  }

  private static void requireFormatting(String function) {
    requireTrace(function);
    require(
        Chip.current().config().get(Kconfig.FREERTOS_USE_STATS_FORMATTING_FUNCTIONS),
        function,
        "CONFIG_FREERTOS_USE_STATS_FORMATTING_FUNCTIONS");
  }

  private static void requireStats(String function) {
    require(
        Chip.current().config().get(Kconfig.FREERTOS_GENERATE_RUN_TIME_STATS),
        function,
        "CONFIG_FREERTOS_GENERATE_RUN_TIME_STATS");
  }

  /** What the linker says to such firmware is said when it gets there. */
  private static void require(boolean enabled, String function, String option) {
    if (!enabled) {
      throw new EspAbort("undefined reference to `" + function + "': set " + option + "=y");
    }
  }
}
