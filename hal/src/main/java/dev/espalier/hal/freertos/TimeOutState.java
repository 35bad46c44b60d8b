package dev.espalier.hal.freertos;

import dev.espalier.hal.EspApi;

/**
 * What is left of a waiting time that several calls share ({@code TimeOut_t} with its {@code
 * xTicksToWait}):
 *
 * <pre>{@code
 * TimeOutState state = TimeOutState.set(Timeout.millis(500));
 * while (received < wanted && !state.checkForTimeOut()) {
 *   received += read(state.remaining());
 * }
 * }</pre>
 */
public final class TimeOutState {
  private static final long FOREVER = Timeout.FOREVER.amount();

  private final Rtos rtos = Rtos.ofBoard();
  private long enteredAt = Task.getTickCount();
  private long ticksToWait;

  private TimeOutState(long ticksToWait) {
    this.ticksToWait = ticksToWait;
  }

  /**
   * Begins to count now.
   *
   * @param timeout the whole time
   * @return the state
   */
  @EspApi("vTaskSetTimeOutState")
  @EspApi("vTaskInternalSetTimeOutState")
  public static TimeOutState set(Timeout timeout) {
    return new TimeOutState(timeout.toTicks());
  }

  /**
   * Looks whether time is over, and takes what has passed from what is left.
   *
   * @return true when time is over, or when {@link Task#abortDelay} ended a wait of this task
   */
  @EspApi("xTaskCheckForTimeOut")
  public boolean checkForTimeOut() {
    long now = Task.getTickCount();
    Task current = rtos.current();
    if (current != null && current.takeDelayAborted()) {
      return true;
    }
    if (ticksToWait >= FOREVER) {
      return false;
    }
    long elapsed = now - enteredAt;
    if (elapsed >= ticksToWait) {
      ticksToWait = 0;
      return true;
    }
    ticksToWait -= elapsed;
    enteredAt = now;
    return false;
  }

  /**
   * What was left when it was last looked at.
   *
   * @return the time in ticks
   */
  public Timeout remaining() {
    return ticksToWait >= FOREVER ? Timeout.FOREVER : Timeout.ticks(ticksToWait);
  }
}
