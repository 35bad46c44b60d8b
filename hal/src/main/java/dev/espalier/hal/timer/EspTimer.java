package dev.espalier.hal.timer;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A timer with microseconds ({@code esp_timer_handle_t}). Callbacks run one after another in the
 * task "esp_timer" (priority 22): a slow one delays all others.
 */
public final class EspTimer {
  /** {@code esp_timer_impl_get_min_period_us} of the ESP32. */
  private static final long PERIOD_MICROS_MIN = 50;

  /** Tells timers apart in dumps, where C shows addresses. */
  final int number;

  final Runnable callback;
  final @Nullable String name;
  final boolean skipUnhandledEvents;

  /** Which list it belongs to; a timer that is to be deleted moves to the task's. */
  EspTimerDispatch dispatch;

  /** When it expires next, microseconds; 0 while it is in no list. */
  long alarm;

  /** Microseconds, 0 for once. */
  long period;

  boolean deleting;
  boolean freed;
  int timesArmed;
  int timesTriggered;
  int timesSkipped;
  long callbackMicros;
  @Nullable EspTimer next;

  private final TimerLists lists;
  private final HeapLease memory;

  private EspTimer(TimerLists lists, EspTimerCreateArgs args, Runnable callback, HeapLease memory) {
    this.memory = memory;
    this.lists = lists;
    this.number = lists.nextNumber();
    this.callback = callback;
    this.name = args.name();
    this.dispatch = args.dispatchMethod();
    this.skipUnhandledEvents = args.skipUnhandledEvents();
  }

  /**
   * Creates a timer that is not started.
   *
   * @param args how
   * @return the timer
   * @throws EspException with {@code ESP_ERR_INVALID_ARG} without arguments or callback, or for
   *     interrupt dispatch without {@code CONFIG_ESP_TIMER_SUPPORTS_ISR_DISPATCH_METHOD}; with
   *     {@code ESP_ERR_INVALID_STATE} after {@link #deinit}; with {@code ESP_ERR_NO_MEM}
   */
  @EspApi("esp_timer_create")
  public static EspTimer create(@Nullable EspTimerCreateArgs args) {
    TimerLists lists = TimerLists.ofBoard();
    lists.kernel.call();
    if (!lists.isInitialized()) {
      throw new EspException(EspErr.ESP_ERR_INVALID_STATE, "esp_timer is not initialized");
    }
    Runnable callback = args == null ? null : args.callback();
    if (args == null || callback == null || !lists.supports(args.dispatchMethod())) {
      throw new EspException(
          EspErr.ESP_ERR_INVALID_ARG, "esp_timer_create without callback, or its dispatch method");
    }
    int bytes = CStruct.ESP_TIMER.bytes() * (lists.isProfiling() ? 2 : 1);
    HeapLease memory = Heap.leaseOrThrow(HeapUse.RTOS, bytes, "esp_timer_create");
    EspTimer timer = new EspTimer(lists, args, callback, memory);
    lists.created(timer);
    return timer;
  }

  /** Its memory is given back, in the timer task. */
  void free() {
    freed = true;
    memory.release();
  }

  /**
   * Starts the timer for one expiry.
   *
   * @param timeoutMicros the time to it
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_STATE} while it runs
   */
  @EspApi("esp_timer_start_once")
  public EspErr startOnce(long timeoutMicros) {
    return start(timeoutMicros, 0);
  }

  /**
   * Starts the timer for an expiry after each period.
   *
   * @param periodMicros the period; less than 50 counts as 50
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_STATE} while it runs
   */
  @EspApi("esp_timer_start_periodic")
  public EspErr startPeriodic(long periodMicros) {
    long micros = Math.max(periodMicros, PERIOD_MICROS_MIN);
    return start(micros, micros);
  }

  /**
   * Stops the timer.
   *
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_STATE} when it does not run
   */
  @EspApi("esp_timer_stop")
  public EspErr stop() {
    begin("esp_timer_stop");
    if (!lists.isInitialized() || alarm == 0) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    lists.removeAndArm(this);
    alarm = 0;
    period = 0;
    return EspErr.ESP_OK;
  }

  /**
   * Frees the timer, a moment later in the timer task.
   *
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_STATE} while it runs
   */
  @EspApi("esp_timer_delete")
  public EspErr delete() {
    begin("esp_timer_delete");
    if (alarm > 0) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    lists.forgetInactive(this);
    dispatch = EspTimerDispatch.ESP_TIMER_TASK;
    deleting = true;
    alarm = Math.max(1, lists.nowMicros());
    period = 0;
    lists.insertAndArm(this);
    return EspErr.ESP_OK;
  }

  /**
   * Whether the timer runs.
   *
   * @return true between start and expiry or stop
   */
  @EspApi("esp_timer_is_active")
  public boolean isActive() {
    begin("esp_timer_is_active");
    return alarm > 0;
  }

  /**
   * The time since boot.
   *
   * @return microseconds
   */
  @EspApi("esp_timer_get_time")
  public static long getTime() {
    Kernel kernel = Chip.current().kernel();
    kernel.call();
    return kernel.now() / 1000;
  }

  /**
   * When the next timer expires.
   *
   * @return microseconds since boot, {@link Long#MAX_VALUE} without running timers
   */
  @EspApi("esp_timer_get_next_alarm")
  public static long getNextAlarm() {
    return TimerLists.ofBoard().nextAlarm(false);
  }

  /**
   * When the next timer expires that may wake the chip: not one that skips what it missed.
   *
   * @return microseconds since boot, {@link Long#MAX_VALUE} without such timers
   */
  @EspApi("esp_timer_get_next_alarm_for_wake_up")
  public static long getNextAlarmForWakeUp() {
    return TimerLists.ofBoard().nextAlarm(true);
  }

  /**
   * Writes a table of the running timers; with {@code CONFIG_ESP_TIMER_PROFILING} of all, with
   * counts.
   *
   * @param stream takes the text, may be null
   * @return {@code ESP_OK}
   */
  @EspApi("esp_timer_dump")
  public static EspErr dump(@Nullable Consumer<? super String> stream) {
    if (stream != null) {
      stream.accept(TimerLists.ofBoard().dump());
    }
    return EspErr.ESP_OK;
  }

  /**
   * Starts the timer service; ESP-IDF's start-up has done it already.
   *
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_STATE} when it runs
   */
  @EspApi("esp_timer_init")
  public static EspErr init() {
    return TimerLists.ofBoard().init();
  }

  /**
   * Stops the timer service and its task.
   *
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_STATE} while a timer runs or without a
   *     service
   */
  @EspApi("esp_timer_deinit")
  public static EspErr deinit() {
    return TimerLists.ofBoard().deinit();
  }

  /**
   * Asks for a task switch at the end of an {@link EspTimerDispatch#ESP_TIMER_ISR} callback; here
   * it takes place anyway.
   *
   * @throws EspAbort outside of an interrupt, as {@code assert} does
   */
  @EspApi("esp_timer_isr_dispatch_need_yield")
  public static void isrDispatchNeedYield() {
    if (Chip.current().kernel().current() != null) {
      throw EspAbort.assertFailed(
          "esp_timer_isr_dispatch_need_yield", "esp_timer.c:431", "xPortInIsrContext()");
    }
  }

  private EspErr start(long timeoutMicros, long newPeriod) {
    begin("esp_timer_start");
    if (!lists.isInitialized() || alarm > 0) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    lists.forgetInactive(this);
    alarm = lists.nowMicros() + timeoutMicros;
    period = newPeriod;
    timesArmed++;
    if (newPeriod > 0) {
      timesSkipped = 0;
    }
    lists.insertAndArm(this);
    return EspErr.ESP_OK;
  }

  private void begin(String function) {
    lists.kernel.call();
    if (freed) {
      throw EspAbort.useAfterFree(function, "a timer, freed by esp_timer_delete");
    }
  }
}
