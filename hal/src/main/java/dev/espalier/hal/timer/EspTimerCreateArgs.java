package dev.espalier.hal.timer;

import org.jspecify.annotations.Nullable;

/**
 * How to create a timer ({@code esp_timer_create_args_t}).
 *
 * @param callback what to call at expiry
 * @param name its name in dumps, only shown with {@code CONFIG_ESP_TIMER_PROFILING}
 * @param dispatchMethod where the callback runs
 * @param skipUnhandledEvents true: a periodic timer that is late by more than a period drops what
 *     it missed instead of catching up
 */
public record EspTimerCreateArgs(
    @Nullable Runnable callback,
    @Nullable String name,
    EspTimerDispatch dispatchMethod,
    boolean skipUnhandledEvents) {
  /**
   * A timer whose callback runs in the timer task and which catches up when it is late.
   *
   * @param name its name in dumps
   * @param callback what to call at expiry
   * @return the arguments
   */
  public static EspTimerCreateArgs of(String name, Runnable callback) {
    return new EspTimerCreateArgs(callback, name, EspTimerDispatch.ESP_TIMER_TASK, false);
  }
}
