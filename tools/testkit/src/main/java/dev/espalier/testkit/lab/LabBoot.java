package dev.espalier.testkit.lab;

import dev.espalier.hal.system.ResetReason;

/**
 * A start of a board.
 *
 * @param nanos the simulated time, since the simulation's start
 * @param board the board's name
 * @param reason why it started, as {@code esp_reset_reason} says it
 */
public record LabBoot(long nanos, String board, ResetReason reason) {
  /**
   * The start with its time in front.
   *
   * @return such as {@code 12.345678 s esp32 | ESP_RST_PANIC}
   */
  @Override
  public String toString() {
    return "%12.6f s %s | %s".formatted(nanos / 1e9, board, reason);
  }
}
