package dev.espalier.hal.timer;

/** Where a timer's callback runs ({@code esp_timer_dispatch_t}). */
public enum EspTimerDispatch {
  /** In the task "esp_timer". */
  ESP_TIMER_TASK(0),
  /**
   * In the timer's interrupt, only with {@code CONFIG_ESP_TIMER_SUPPORTS_ISR_DISPATCH_METHOD}; such
   * a callback must not block.
   */
  ESP_TIMER_ISR(1);

  private final int value;

  EspTimerDispatch(int value) {
    this.value = value;
  }

  /**
   * The number in C.
   *
   * @return 0 or 1
   */
  public int value() {
    return value;
  }
}
