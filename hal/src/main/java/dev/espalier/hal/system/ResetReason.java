package dev.espalier.hal.system;

/** Why the chip started ({@code esp_reset_reason_t}). */
public enum ResetReason {
  /** Cannot be determined. */
  ESP_RST_UNKNOWN(0),
  /** Power was switched on. */
  ESP_RST_POWERON(1),
  /** External pin; not on the ESP32. */
  ESP_RST_EXT(2),
  /** {@code esp_restart}. */
  ESP_RST_SW(3),
  /** Exception or panic. */
  ESP_RST_PANIC(4),
  /** Interrupt watchdog. */
  ESP_RST_INT_WDT(5),
  /** Task watchdog. */
  ESP_RST_TASK_WDT(6),
  /** Other watchdogs. */
  ESP_RST_WDT(7),
  /** Woke from deep sleep. */
  ESP_RST_DEEPSLEEP(8),
  /** Supply voltage fell. */
  ESP_RST_BROWNOUT(9),
  /** Reset over SDIO. */
  ESP_RST_SDIO(10);

  private final int value;

  ResetReason(int value) {
    this.value = value;
  }

  /**
   * The number in C.
   *
   * @return 0 to 10
   */
  public int value() {
    return value;
  }
}
