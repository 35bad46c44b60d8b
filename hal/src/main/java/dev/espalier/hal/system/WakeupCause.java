package dev.espalier.hal.system;

/** What ended a sleep ({@code esp_sleep_source_t}). */
public enum WakeupCause {
  /** It was no sleep. */
  ESP_SLEEP_WAKEUP_UNDEFINED(0),
  /** No cause: all of them, for {@link EspSleep#disableWakeupSource}. */
  ESP_SLEEP_WAKEUP_ALL(1),
  /** A signal of an RTC pin. */
  ESP_SLEEP_WAKEUP_EXT0(2),
  /** A signal of several RTC pins. */
  ESP_SLEEP_WAKEUP_EXT1(3),
  /** The timer. */
  ESP_SLEEP_WAKEUP_TIMER(4),
  /** A touch pad. */
  ESP_SLEEP_WAKEUP_TOUCHPAD(5),
  /** The ULP coprocessor. */
  ESP_SLEEP_WAKEUP_ULP(6),
  /** A pin, from light sleep. */
  ESP_SLEEP_WAKEUP_GPIO(7),
  /** A serial port, from light sleep. */
  ESP_SLEEP_WAKEUP_UART(8);

  private final int value;

  WakeupCause(int value) {
    this.value = value;
  }

  /**
   * The number in C.
   *
   * @return 0 to 8
   */
  public int value() {
    return value;
  }
}
