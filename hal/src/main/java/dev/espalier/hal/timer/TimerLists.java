package dev.espalier.hal.timer;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.TaskNotification;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.system.EspErr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code esp_timer} keeps in static variables: the running timers by place of dispatch,
 * ordered by expiry and then by start, the hardware alarm and the task.
 */
final class TimerLists {
  private static final BoardLocal<TimerLists> OF_BOARD = BoardLocal.of(TimerLists::new);
  private static final int EXTRA_STACK = 512; // TASK_EXTRA_STACK_SIZE
  private static final int TASK_PRIORITY = 22;
  private static final long NO_ALARM = Long.MAX_VALUE;

  /** The hardware needs the alarm to lie ahead by this much. */
  private static final long LEAD_NANOS = 2_000;

  final Kernel kernel = Chip.current().kernel();
  private final SdkConfig config = Chip.current().config();
  private final boolean profiling = config.get(Kconfig.ESP_TIMER_PROFILING);
  private final boolean isrDispatch = config.get(Kconfig.ESP_TIMER_SUPPORTS_ISR_DISPATCH_METHOD);
  private final @Nullable EspTimer[] first = new EspTimer[2];
  private final long[] alarms = {NO_ALARM, NO_ALARM};
  private final Kernel.Alarm alarm = kernel.alarm(this::onAlarm);

  /** Timers that do not run, for the dump; only with profiling. The newest comes first. */
  private final List<EspTimer> inactive = new ArrayList<>();

  private boolean initialized = true;
  private int numbers;
  private boolean hasTask;

  /** Set by the task itself when it begins. */
  private @Nullable Task task;

  private TimerLists() {}

  static TimerLists ofBoard() {
    return OF_BOARD.get();
  }

  boolean isInitialized() {
    return initialized;
  }

  int nextNumber() {
    return numbers++;
  }

  boolean supports(EspTimerDispatch dispatch) {
    return dispatch == EspTimerDispatch.ESP_TIMER_TASK || isrDispatch;
  }

  long nowMicros() {
    return kernel.now() / 1000;
  }

  EspErr init() {
    if (initialized) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    initialized = true;
    return EspErr.ESP_OK;
  }

  EspErr deinit() {
    if (!initialized || first[0] != null || first[1] != null || !inactive.isEmpty()) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    initialized = false;
    alarm.cancel();
    Task old = task;
    task = null;
    hasTask = false;
    if (old != null) {
      old.delete();
    }
    return EspErr.ESP_OK;
  }

  boolean isProfiling() {
    return profiling;
  }

  /** Notes a new timer; the first one brings the task with it. */
  void created(EspTimer timer) {
    if (!hasTask) {
      hasTask = true; // Before the task runs: creating it may let other tasks in.
      Task.create(
          "esp_timer",
          config.get(Kconfig.ESP_TIMER_TASK_STACK_SIZE) + EXTRA_STACK,
          TASK_PRIORITY,
          this::runTask);
    }
    keepInactive(timer);
  }

  void keepInactive(EspTimer timer) {
    if (profiling) {
      inactive.addFirst(timer);
    }
  }

  void forgetInactive(EspTimer timer) {
    if (profiling) {
      inactive.remove(timer);
    }
  }

  void insertAndArm(EspTimer timer) {
    int list = timer.dispatch.value();
    insert(timer);
    if (first[list] == timer) {
      arm(list, timer.alarm);
    }
  }

  void removeAndArm(EspTimer timer) {
    int list = timer.dispatch.value();
    boolean wasFirst = first[list] == timer;
    remove(timer);
    if (wasFirst) {
      armNext(list);
    }
    keepInactive(timer);
  }

  long nextAlarm(boolean forWakeUp) {
    kernel.call();
    long next = Long.MAX_VALUE;
    for (EspTimer head : first) {
      EspTimer timer = head;
      while (timer != null && forWakeUp && timer.skipUnhandledEvents) {
        timer = timer.next;
      }
      if (timer != null) {
        next = Math.min(next, timer.alarm);
      }
    }
    return next;
  }

  String dump() {
    kernel.call();
    StringBuilder out = new StringBuilder("Timer stats:\n");
    if (profiling) {
      out.append(
          "%-20s  %-10s  %-12s  %-12s  %-12s  %-12s  %-12s\n"
              .formatted(
                  "Name",
                  "Period",
                  "Alarm",
                  "Times_armed",
                  "Times_trigg",
                  "Times_skip",
                  "Cb_exec_time"));
    } else {
      out.append("%-20s  %-10s  %-12s\n".formatted("Name", "Period", "Alarm"));
    }
    for (int list = 0; list < 2; list++) {
      for (EspTimer timer = first[list]; timer != null; timer = timer.next) {
        out.append(line(timer));
      }
      for (EspTimer timer : inactive) {
        if (timer.dispatch.value() == list) {
          out.append(line(timer));
        }
      }
    }
    return out.toString();
  }

  private String line(EspTimer timer) {
    String address = "0x" + Integer.toHexString(0x3ffb_8000 + (timer.number & 0x3ff) * 16);
    if (!profiling) {
      return "timer@%-14s  %-10d  %-12d\n".formatted(address, timer.period, timer.alarm);
    }
    String label =
        timer.name == null ? "timer@%-10s".formatted(address) : "%-20.20s".formatted(timer.name);
    return "%s  %-10d  %-12d  %-12d  %-12d  %-12d  %-12d\n"
        .formatted(
            label,
            timer.period,
            timer.alarm,
            timer.timesArmed,
            timer.timesTriggered,
            timer.timesSkipped,
            timer.callbackMicros);
  }

  private void runTask() {
    KernelTask own = kernel.current();
    if (own != null) {
      own.daemon();
    }
    task = Task.current();
    while (true) {
      var _ = processAlarm(EspTimerDispatch.ESP_TIMER_TASK.value());
      TaskNotification.take(true, Timeout.FOREVER);
    }
  }

  /** The interrupt: callbacks of its own, or else the task is told. */
  private void onAlarm() {
    if (isrDispatch && processAlarm(EspTimerDispatch.ESP_TIMER_ISR.value())) {
      return;
    }
    if (task != null) {
      task.notification().giveFromIsr(null);
    }
  }

  private boolean processAlarm(int list) {
    boolean processed = false;
    long now = nowMicros();
    EspTimer timer = first[list];
    while (timer != null && timer.alarm <= now) {
      processed = true;
      expire(timer, now);
      now = nowMicros();
      timer = first[list];
    }
    if (processed || (timer != null && list == 0)) {
      armNext(list);
    }
    return processed;
  }

  private void expire(EspTimer timer, long now) {
    remove(timer);
    if (timer.deleting) {
      timer.free();
      return;
    }
    if (timer.period > 0) {
      long skipped = (now - timer.alarm) / timer.period;
      if (timer.skipUnhandledEvents && skipped > 1) {
        timer.alarm = now + timer.period;
        timer.timesSkipped += (int) skipped;
      } else {
        timer.alarm += timer.period;
      }
      insert(timer);
    } else {
      timer.alarm = 0;
      keepInactive(timer);
    }
    timer.callback.run();
    timer.timesTriggered++;
    timer.callbackMicros += nowMicros() - now;
  }

  private void arm(int list, long micros) {
    alarms[list] = micros;
    long next = Math.min(alarms[0], alarms[1]);
    if (next == NO_ALARM) {
      alarm.cancel();
    } else {
      alarm.set(Math.max(next * 1000, kernel.now() + LEAD_NANOS));
    }
  }

  private void armNext(int list) {
    EspTimer head = first[list];
    arm(list, head == null ? NO_ALARM : head.alarm);
  }

  private void insert(EspTimer timer) {
    int list = timer.dispatch.value();
    EspTimer before = null;
    EspTimer at = first[list];
    while (at != null && at.alarm <= timer.alarm) {
      before = at;
      at = at.next;
    }
    timer.next = at;
    if (before == null) {
      first[list] = timer;
    } else {
      before.next = timer;
    }
  }

  private void remove(EspTimer timer) {
    int list = timer.dispatch.value();
    EspTimer before = null;
    EspTimer at = first[list];
    while (at != null && at != timer) {
      before = at;
      at = at.next;
    }
    if (before == null) {
      first[list] = timer.next;
    } else {
      before.next = timer.next;
    }
    timer.next = null;
  }
}
