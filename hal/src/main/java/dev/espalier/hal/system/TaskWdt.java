package dev.espalier.hal.system;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.TaskList;
import dev.espalier.hal.log.EarlyLog;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The task watchdog ({@code esp_task_wdt.h}): every subscribed task must reset it within its time.
 * At boot the idle tasks are subscribed, so that it barks when some task never lets them run.
 */
public final class TaskWdt {
  /** Made up, in flash. */
  private static final int ABORTS_AT = 0x400d2bfa;

  private static final String TAG = "task_wdt";
  private static final long SECOND = 1_000_000_000L;

  private static final BoardLocal<TaskWdt> OF_BOARD = BoardLocal.of(TaskWdt::new);

  private static final class Entry {
    private final Task task;
    private boolean hasReset = true;

    Entry(Task task) {
      this.task = task;
    }
  }

  private final Kernel kernel = Chip.current().kernel();
  private final List<Entry> entries = new ArrayList<>(2);

  /** Made when a task is subscribed that is no idle task. */
  private Kernel.@Nullable Alarm alarm;

  private boolean initialised;
  private boolean panic;
  private long timeoutNanos;

  /** When all were last found to have reset. */
  private long fedAt;

  private TaskWdt() {}

  /** What start-up does, by {@code CONFIG_ESP_TASK_WDT…}. */
  public static void start() {
    SdkConfig config = SdkConfig.current();
    if (!config.get(Kconfig.ESP_TASK_WDT)) {
      return;
    }
    TaskWdt wdt = OF_BOARD.get();
    wdt.begin(config.get(Kconfig.ESP_TASK_WDT_TIMEOUT_S), config.get(Kconfig.ESP_TASK_WDT_PANIC))
        .orAbort();
    Task idle0 = TaskList.idleTask(0);
    if (idle0 != null && config.get(Kconfig.ESP_TASK_WDT_CHECK_IDLE_TASK_CPU0)) {
      wdt.subscribe(idle0).orAbort();
    }
    Task idle1 = TaskList.idleTask(1);
    if (idle1 != null && config.get(Kconfig.ESP_TASK_WDT_CHECK_IDLE_TASK_CPU1)) {
      wdt.subscribe(idle1).orAbort();
    }
  }

  /**
   * Starts the watchdog, or changes it.
   *
   * @param timeoutSeconds within which every subscribed task must reset it
   * @param panics whether it ends in a panic, with {@code ESP_RST_TASK_WDT} as the next reset
   *     reason
   * @return {@code ESP_OK}; {@code ESP_ERR_NO_MEM}
   */
  @EspApi("esp_task_wdt_init")
  public static EspErr init(int timeoutSeconds, boolean panics) {
    return enter().begin(timeoutSeconds, panics);
  }

  private EspErr begin(int timeoutSeconds, boolean panics) {
    if (!initialised && !Heap.current().take(HeapUse.SYSTEM, CONFIG_BYTES)) {
      return EspErr.ESP_ERR_NO_MEM;
    }
    initialised = true;
    panic = panics;
    timeoutNanos = timeoutSeconds * SECOND;
    feed();
    return EspErr.ESP_OK;
  }

  private static final int CONFIG_BYTES = 16;
  private static final int ENTRY_BYTES = 12;

  /**
   * Stops the watchdog.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_NOT_FOUND} when it does not run; {@code
   *     ESP_ERR_INVALID_STATE} when tasks are subscribed
   */
  @EspApi("esp_task_wdt_deinit")
  public static EspErr deinit() {
    TaskWdt wdt = enter();
    if (!wdt.initialised) {
      return EspErr.ESP_ERR_NOT_FOUND;
    }
    if (!wdt.entries.isEmpty()) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    wdt.initialised = false;
    wdt.watch();
    Heap.current().give(HeapUse.SYSTEM, CONFIG_BYTES);
    return EspErr.ESP_OK;
  }

  /**
   * Subscribes a task.
   *
   * @param task which, null for the running one
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_STATE} when the watchdog does not run; {@code
   *     ESP_ERR_INVALID_ARG} when the task is subscribed; {@code ESP_ERR_NO_MEM}
   */
  @EspApi("esp_task_wdt_add")
  public static EspErr add(@Nullable Task task) {
    return enter().subscribe(task == null ? Task.current() : task);
  }

  private EspErr subscribe(Task task) {
    if (!initialised) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    if (find(task) != null) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    if (!Heap.current().take(HeapUse.SYSTEM, ENTRY_BYTES)) {
      return EspErr.ESP_ERR_NO_MEM;
    }
    entries.add(new Entry(task));
    feedIfAllHaveReset();
    watch();
    return EspErr.ESP_OK;
  }

  /**
   * Resets the watchdog on behalf of the running task.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_STATE} when the watchdog does not run; {@code
   *     ESP_ERR_NOT_FOUND} when the task is not subscribed
   */
  @EspApi("esp_task_wdt_reset")
  public static EspErr reset() {
    TaskWdt wdt = enter();
    if (!wdt.initialised) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    Entry entry = wdt.find(Task.current());
    if (entry == null) {
      return EspErr.ESP_ERR_NOT_FOUND;
    }
    entry.hasReset = true;
    wdt.feedIfAllHaveReset();
    return EspErr.ESP_OK;
  }

  /**
   * Takes a task's subscription back.
   *
   * @param task which, null for the running one
   * @return {@code ESP_OK}; {@code ESP_ERR_NOT_FOUND} when the watchdog does not run; {@code
   *     ESP_ERR_INVALID_ARG} when the task is not subscribed
   */
  @EspApi("esp_task_wdt_delete")
  public static EspErr delete(@Nullable Task task) {
    TaskWdt wdt = enter();
    if (!wdt.initialised) {
      return EspErr.ESP_ERR_NOT_FOUND;
    }
    Entry entry = wdt.find(task == null ? Task.current() : task);
    if (entry == null) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    wdt.entries.remove(entry);
    Heap.current().give(HeapUse.SYSTEM, ENTRY_BYTES);
    wdt.feedIfAllHaveReset();
    wdt.watch();
    return EspErr.ESP_OK;
  }

  /**
   * Whether a task is subscribed.
   *
   * @param task which, null for the running one
   * @return {@code ESP_OK}; {@code ESP_ERR_NOT_FOUND} when it is not; {@code ESP_ERR_INVALID_STATE}
   *     when the watchdog does not run
   */
  @EspApi("esp_task_wdt_status")
  public static EspErr status(@Nullable Task task) {
    TaskWdt wdt = enter();
    if (!wdt.initialised) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    Task who = task == null ? Task.current() : task;
    return wdt.find(who) == null ? EspErr.ESP_ERR_NOT_FOUND : EspErr.ESP_OK;
  }

  private static TaskWdt enter() {
    Chip.current().kernel().call();
    return OF_BOARD.get();
  }

  private @Nullable Entry find(Task task) {
    for (Entry entry : entries) {
      if (entry.task == task) {
        return entry;
      }
    }
    return null;
  }

  private static boolean isIdle(Entry entry) {
    return entry.task == TaskList.idleTask(0) || entry.task == TaskList.idleTask(1);
  }

  private boolean hasReset(Entry entry) {
    return isIdle(entry) ? kernel.cpu().lastIdle() >= fedAt : entry.hasReset;
  }

  private void feedIfAllHaveReset() {
    for (Entry entry : entries) {
      if (!hasReset(entry)) {
        return;
      }
    }
    feed();
  }

  private void feed() {
    fedAt = kernel.now();
    for (Entry entry : entries) {
      entry.hasReset = false;
    }
    watch();
  }

  /** Idle tasks alone need no alarm: the kernel sees when one starves. */
  private void watch() {
    boolean others = false;
    for (Entry entry : entries) {
      others |= !isIdle(entry);
    }
    boolean idles = !entries.isEmpty() && !others;
    kernel
        .cpu()
        .watchIdle(initialised && idles ? timeoutNanos : Kernel.NEVER, () -> barkAndFeed(true));
    if (initialised && others) {
      if (alarm == null) {
        alarm = kernel.housekeepingAlarm(this::timedOut);
      }
      alarm.set(fedAt + timeoutNanos);
    } else if (alarm != null) {
      alarm.cancel();
    }
  }

  private void timedOut() {
    boolean all = true;
    for (Entry entry : entries) {
      all &= hasReset(entry);
    }
    if (all) {
      feed(); // The idle tasks were last, and nobody has looked since.
    } else {
      barkAndFeed(false);
    }
  }

  private void barkAndFeed(boolean idleStarves) {
    bark(idleStarves);
    fedAt = kernel.now();
    watch();
  }

  private void bark(boolean idleStarves) {
    KernelTask owner = kernel.cpu().owner();
    int core =
        owner != null && owner.attachment() instanceof Task task && task.getAffinity() == 1 ? 1 : 0;
    EarlyLog.e(
        TAG,
        "Task watchdog got triggered. The following tasks did not reset the watchdog in time:");
    for (Entry entry : entries) {
      if (isIdle(entry)
          ? entry.task.getAffinity() == core && (idleStarves || !hasReset(entry))
          : !entry.hasReset) {
        EarlyLog.e(TAG, " - %s (%s)", entry.task.getName(), cpu(entry.task));
      }
    }
    EarlyLog.e(TAG, "Tasks currently running:");
    for (int cpu = 0; cpu < 2; cpu++) {
      Task idle = TaskList.idleTask(cpu);
      if (cpu == core && owner != null) {
        EarlyLog.e(TAG, "CPU %d: %s", cpu, owner.name());
      } else if (idle != null) {
        EarlyLog.e(TAG, "CPU %d: %s", cpu, idle.getName());
      }
    }
    if (panic) {
      EarlyLog.e(TAG, "Aborting.");
      throw EspAbort.called("task watchdog", ABORTS_AT, ResetReason.ESP_RST_TASK_WDT);
    }
    EarlyLog.e(TAG, "Print CPU %d (current core) backtrace", core);
    if (owner != null) {
      Chip.current().print("\r\nBacktrace:\r\n" + owner.backtrace() + "\r\n");
    }
  }

  private static String cpu(Task task) {
    return switch (task.getAffinity()) {
      case 0 -> "CPU 0";
      case Task.NO_AFFINITY -> "CPU 0/1";
      default -> "CPU 1";
    };
  }
}
