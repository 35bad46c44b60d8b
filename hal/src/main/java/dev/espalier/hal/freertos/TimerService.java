package dev.espalier.hal.freertos;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspAbort;
import org.jspecify.annotations.Nullable;

/**
 * The timer task ("Tmr Svc") with its command queue and its list of active timers, ordered by
 * expiry and then by time of insertion.
 */
final class TimerService {
  /** A message to the timer task. */
  sealed interface Command {}

  /** Starts or restarts a timer as of a tick. */
  record Start(SoftwareTimer timer, long tick) implements Command {}

  /** Stops a timer. */
  record Stop(SoftwareTimer timer) implements Command {}

  /** Gives a timer a new period and starts it. */
  record ChangePeriod(SoftwareTimer timer, long ticks) implements Command {}

  /** Frees a timer. */
  record Delete(SoftwareTimer timer) implements Command {}

  /** Calls a function ({@code xTimerPendFunctionCall}). */
  record Call(Runnable function) implements Command {}

  private final Rtos rtos;
  private final SdkConfig config;
  private final Queue<Command> commands;
  private @Nullable SoftwareTimer first;
  private @Nullable Task task;

  TimerService(Rtos rtos) {
    this.rtos = rtos;
    this.config = Chip.current().config();
    this.commands =
        Queue.create(
            config.get(Kconfig.FREERTOS_TIMER_QUEUE_LENGTH), CStruct.TIMER_MESSAGE.bytes(), "TmrQ");
  }

  void start() {
    TaskFactory factory =
        new TaskFactory(
            "Tmr Svc",
            config.get(Kconfig.FREERTOS_TIMER_TASK_STACK_DEPTH),
            config.get(Kconfig.FREERTOS_TIMER_TASK_PRIORITY),
            0);
    Task timers = factory.createDynamic(this::run);
    timers.kernelTask().daemon();
    task = timers;
  }

  Task task() {
    if (task == null) {
      throw new IllegalStateException("the timer service has not started");
    }
    return task;
  }

  boolean send(Command command, Timeout timeout) {
    return commands.send(command, rtos.schedulerSuspended == 0 ? timeout : Timeout.NONE);
  }

  boolean sendFromIsr(Command command, @Nullable Woken woken) {
    return commands.sendFromIsr(command, woken);
  }

  boolean pendFromIsr(Runnable function, @Nullable Woken woken) {
    return commands.sendFromIsr(new Call(function), woken);
  }

  private void run() {
    while (true) {
      SoftwareTimer next = first;
      if (next != null && next.expiry <= now()) {
        expire(next);
      } else {
        commands.waitForMessage(
            next == null ? Kernel.NEVER : next.expiry * rtos.kernel.tickNanos());
      }
      processCommands();
    }
  }

  private void expire(SoftwareTimer timer) {
    remove(timer);
    if (timer.autoReload) {
      long expired = timer.expiry;
      if (insert(timer, expired + timer.periodTicks)) {
        restart(timer, expired, "timers.c:550");
      }
    } else {
      timer.active = false;
    }
    timer.callback.accept(timer);
  }

  private void processCommands() {
    Command command = commands.receive(Timeout.NONE);
    while (command != null) {
      switch (command) {
        case Call call -> call.function().run();
        case Start start -> startTimer(start.timer(), start.tick());
        case Stop stop -> {
          remove(stop.timer());
          stop.timer().active = false;
        }
        case ChangePeriod change -> changePeriod(change.timer(), change.ticks());
        case Delete delete -> {
          remove(delete.timer());
          delete.timer().active = false;
          delete.timer().free();
        }
      }
      command = commands.receive(Timeout.NONE);
    }
  }

  private void startTimer(SoftwareTimer timer, long tick) {
    timer.assertUsable("prvProcessReceivedCommands");
    remove(timer);
    timer.active = true;
    if (!insert(timer, tick + timer.periodTicks)) {
      return;
    }
    // The command waited for longer than the period: the timer has expired already.
    timer.callback.accept(timer);
    if (timer.autoReload) {
      restart(timer, tick + timer.periodTicks, "timers.c:858");
    }
  }

  private void changePeriod(SoftwareTimer timer, long ticks) {
    timer.assertUsable("prvProcessReceivedCommands");
    remove(timer);
    timer.active = true;
    timer.periodTicks = ticks;
    if (ticks <= 0) {
      throw EspAbort.assertFailed(
          "prvProcessReceivedCommands", "timers.c:883", "( pxTimer->xTimerPeriodInTicks > 0 )");
    }
    var _ = insert(timer, now() + ticks); // Lies ahead, since the period is at least a tick.
  }

  private void restart(SoftwareTimer timer, long tick, String place) {
    if (!send(new Start(timer, tick), Timeout.NONE)) {
      throw EspAbort.assertFailed(
          place.endsWith(":550") ? "prvProcessExpiredTimer" : "prvProcessReceivedCommands",
          place,
          "xResult");
    }
  }

  /** Puts the timer into the list, or answers true when it should have expired already. */
  private boolean insert(SoftwareTimer timer, long expiry) {
    timer.expiry = expiry;
    if (expiry <= now()) {
      return true;
    }
    SoftwareTimer before = null;
    SoftwareTimer at = first;
    while (at != null && at.expiry <= expiry) {
      before = at;
      at = at.next;
    }
    timer.next = at;
    timer.listed = true;
    if (before == null) {
      first = timer;
    } else {
      before.next = timer;
    }
    return false;
  }

  private void remove(SoftwareTimer timer) {
    if (!timer.listed) {
      return;
    }
    SoftwareTimer before = null;
    SoftwareTimer at = first;
    while (at != null && at != timer) {
      before = at;
      at = at.next;
    }
    if (before == null) {
      first = timer.next;
    } else {
      before.next = timer.next;
    }
    timer.next = null;
    timer.listed = false;
  }

  private long now() {
    return rtos.kernel.now() / rtos.kernel.tickNanos();
  }
}
