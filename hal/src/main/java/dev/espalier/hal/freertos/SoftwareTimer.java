package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A software timer ({@code TimerHandle_t}). Its callback runs in the timer task (priority {@code
 * CONFIG_FREERTOS_TIMER_TASK_PRIORITY}); start, stop and the like only send that task a command, so
 * they take effect when it has run.
 */
public final class SoftwareTimer {
  /** Fields below belong to the timer task, which {@link TimerService} is. */
  final Consumer<SoftwareTimer> callback;

  boolean autoReload;
  boolean active;
  boolean deleted;
  boolean listed;
  long periodTicks;
  long expiry;
  @Nullable SoftwareTimer next;

  private final Rtos rtos = Rtos.ofBoard();
  private final String name;
  private final HeapLease memory;
  private int number;
  private @Nullable Object timerId;

  private SoftwareTimer(
      String name,
      long periodTicks,
      boolean autoReload,
      @Nullable Object timerId,
      Consumer<SoftwareTimer> callback,
      HeapLease memory) {
    this.name = name;
    this.memory = memory;
    this.periodTicks = periodTicks;
    this.autoReload = autoReload;
    this.timerId = timerId;
    this.callback = callback;
  }

  /**
   * Creates a timer that is not started.
   *
   * @param name its name
   * @param period the time to its expiry, at least a tick
   * @param autoReload true to start again at each expiry
   * @param timerId anything, for the callback
   * @param callback runs in the timer task at expiry, must not wait
   * @return the timer
   * @throws EspAbort when the period is less than a tick, as {@code configASSERT} does
   * @throws EspException with {@code ESP_ERR_NO_MEM} where C gives NULL
   */
  @EspApi("xTimerCreate")
  public static SoftwareTimer create(
      String name,
      Timeout period,
      boolean autoReload,
      @Nullable Object timerId,
      Consumer<SoftwareTimer> callback) {
    HeapLease memory =
        Heap.leaseOrThrow(HeapUse.RTOS, CStruct.SOFTWARE_TIMER.bytes(), "xTimerCreate");
    return new SoftwareTimer(name, ticksOf(period), autoReload, timerId, callback, memory);
  }

  /**
   * Creates a timer that is not started, in the firmware's own static memory.
   *
   * @param name its name
   * @param period the time to its expiry, at least a tick
   * @param autoReload true to start again at each expiry
   * @param timerId anything, for the callback
   * @param callback runs in the timer task at expiry, must not wait
   * @return the timer
   * @throws EspAbort when the period is less than a tick, as {@code configASSERT} does
   */
  @EspApi("xTimerCreateStatic")
  public static SoftwareTimer createStatic(
      String name,
      Timeout period,
      boolean autoReload,
      @Nullable Object timerId,
      Consumer<SoftwareTimer> callback) {
    HeapLease none = Heap.lease(HeapUse.RTOS);
    return new SoftwareTimer(name, ticksOf(period), autoReload, timerId, callback, none);
  }

  private static long ticksOf(Timeout period) {
    long ticks = period.toTicks();
    if (ticks <= 0) {
      throw EspAbort.assertFailed(
          "prvInitialiseNewTimer", "timers.c:369", "( xTimerPeriodInTicks > 0 )");
    }
    return ticks;
  }

  /**
   * Its number, for tracing tools.
   *
   * @return what {@link #setNumber} was called with, 0 at first
   */
  @EspApi("uxTimerGetTimerNumber")
  public int getNumber() {
    return number;
  }

  /**
   * Sets its number.
   *
   * @param newNumber any
   */
  @EspApi("vTimerSetTimerNumber")
  public void setNumber(int newNumber) {
    number = newNumber;
  }

  /**
   * Starts the timer, or restarts it, as of now.
   *
   * @param timeout how long to wait for space in the command queue
   * @return true, or false when the command queue stayed full
   */
  @CanIgnoreReturnValue
  @EspApi("xTimerStart")
  @EspApi("xTimerGenericCommand")
  public boolean start(Timeout timeout) {
    assertUsable("xTimerGenericCommand");
    return rtos.timers().send(new TimerService.Start(this, Task.getTickCount()), timeout);
  }

  /**
   * Starts the timer, or restarts it, as of now; another name of {@link #start}.
   *
   * @param timeout how long to wait for space in the command queue
   * @return true, or false when the command queue stayed full
   */
  @CanIgnoreReturnValue
  @EspApi("xTimerReset")
  public boolean reset(Timeout timeout) {
    return start(timeout);
  }

  /**
   * Stops the timer.
   *
   * @param timeout how long to wait for space in the command queue
   * @return true, or false when the command queue stayed full
   */
  @CanIgnoreReturnValue
  @EspApi("xTimerStop")
  public boolean stop(Timeout timeout) {
    assertUsable("xTimerGenericCommand");
    return rtos.timers().send(new TimerService.Stop(this), timeout);
  }

  /**
   * Gives the timer another period and starts it, as of when the timer task gets to it.
   *
   * @param period the new period, at least a tick
   * @param timeout how long to wait for space in the command queue
   * @return true, or false when the command queue stayed full
   */
  @CanIgnoreReturnValue
  @EspApi("xTimerChangePeriod")
  public boolean changePeriod(Timeout period, Timeout timeout) {
    assertUsable("xTimerGenericCommand");
    return rtos.timers().send(new TimerService.ChangePeriod(this, period.toTicks()), timeout);
  }

  /**
   * Stops and frees the timer.
   *
   * @param timeout how long to wait for space in the command queue
   * @return true, or false when the command queue stayed full
   */
  @CanIgnoreReturnValue
  @EspApi("xTimerDelete")
  public boolean delete(Timeout timeout) {
    assertUsable("xTimerGenericCommand");
    return rtos.timers().send(new TimerService.Delete(this), timeout);
  }

  /**
   * Starts the timer, or restarts it, from an interrupt.
   *
   * @param woken set when the timer task goes before the interrupted one, may be null
   * @return true, or false when the command queue is full
   */
  @CanIgnoreReturnValue
  @EspApi("xTimerStartFromISR")
  public boolean startFromIsr(@Nullable Woken woken) {
    assertUsable("xTimerGenericCommand");
    return rtos.timers().sendFromIsr(new TimerService.Start(this, Task.getTickCount()), woken);
  }

  /**
   * Starts the timer, or restarts it, from an interrupt; another name of {@link #startFromIsr}.
   *
   * @param woken set when the timer task goes before the interrupted one, may be null
   * @return true, or false when the command queue is full
   */
  @CanIgnoreReturnValue
  @EspApi("xTimerResetFromISR")
  public boolean resetFromIsr(@Nullable Woken woken) {
    return startFromIsr(woken);
  }

  /**
   * Stops the timer, from an interrupt.
   *
   * @param woken set when the timer task goes before the interrupted one, may be null
   * @return true, or false when the command queue is full
   */
  @CanIgnoreReturnValue
  @EspApi("xTimerStopFromISR")
  public boolean stopFromIsr(@Nullable Woken woken) {
    assertUsable("xTimerGenericCommand");
    return rtos.timers().sendFromIsr(new TimerService.Stop(this), woken);
  }

  /**
   * Gives the timer another period and starts it, from an interrupt.
   *
   * @param period the new period, at least a tick
   * @param woken set when the timer task goes before the interrupted one, may be null
   * @return true, or false when the command queue is full
   */
  @CanIgnoreReturnValue
  @EspApi("xTimerChangePeriodFromISR")
  public boolean changePeriodFromIsr(Timeout period, @Nullable Woken woken) {
    assertUsable("xTimerGenericCommand");
    return rtos.timers().sendFromIsr(new TimerService.ChangePeriod(this, period.toTicks()), woken);
  }

  /**
   * Whether it runs; false for a one-shot timer that has expired.
   *
   * @return true between start and stop
   */
  @EspApi("xTimerIsTimerActive")
  public boolean isTimerActive() {
    assertUsable("xTimerIsTimerActive");
    return active;
  }

  /**
   * What the firmware keeps with the timer.
   *
   * @return the object given last
   */
  @EspApi("pvTimerGetTimerID")
  public @Nullable Object getTimerId() {
    return timerId;
  }

  /**
   * Keeps something with the timer.
   *
   * @param newTimerId anything
   */
  @EspApi("vTimerSetTimerID")
  public void setTimerId(@Nullable Object newTimerId) {
    timerId = newTimerId;
  }

  /**
   * Its name.
   *
   * @return the name given at creation
   */
  @EspApi("pcTimerGetName")
  public String getName() {
    return name;
  }

  /**
   * Its period.
   *
   * @return ticks
   */
  @EspApi("xTimerGetPeriod")
  public long getPeriod() {
    return periodTicks;
  }

  /**
   * When it expires next.
   *
   * @return ticks since boot; without meaning while it is not active
   */
  @EspApi("xTimerGetExpiryTime")
  public long getExpiryTime() {
    return expiry;
  }

  /**
   * Whether it starts again at expiry.
   *
   * @return true for a periodic timer
   */
  @EspApi("uxTimerGetReloadMode")
  public boolean getReloadMode() {
    return autoReload;
  }

  /**
   * Makes it periodic or one-shot, from the next expiry on.
   *
   * @param newAutoReload true for periodic
   */
  @EspApi("vTimerSetReloadMode")
  public void setReloadMode(boolean newAutoReload) {
    autoReload = newAutoReload;
  }

  /**
   * Lets the timer task call a function.
   *
   * @param function what to call; it must not wait
   * @param timeout how long to wait for space in the command queue
   * @return true, or false when the command queue stayed full
   */
  @CanIgnoreReturnValue
  @EspApi("xTimerPendFunctionCall")
  public static boolean pendFunctionCall(Runnable function, Timeout timeout) {
    return Rtos.ofBoard().timers().send(new TimerService.Call(function), timeout);
  }

  /**
   * Lets the timer task call a function, from an interrupt.
   *
   * @param function what to call; it must not wait
   * @param woken set when the timer task goes before the interrupted one, may be null
   * @return true, or false when the command queue is full
   */
  @CanIgnoreReturnValue
  @EspApi("xTimerPendFunctionCallFromISR")
  public static boolean pendFunctionCallFromIsr(Runnable function, @Nullable Woken woken) {
    return Rtos.ofBoard().timers().pendFromIsr(function, woken);
  }

  /**
   * The timer task.
   *
   * @return the task, "Tmr Svc"
   */
  @EspApi("xTimerGetTimerDaemonTaskHandle")
  public static Task getTimerDaemonTaskHandle() {
    return Rtos.ofBoard().timers().task();
  }

  /** Frees it, in the timer task. */
  void free() {
    deleted = true;
    memory.release();
  }

  void assertUsable(String function) {
    if (deleted) {
      throw EspAbort.useAfterFree(function, "timer \"" + name + "\", freed by xTimerDelete");
    }
  }
}
