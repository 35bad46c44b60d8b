package dev.espalier.hal.log;

/** How important a log line is ({@code esp_log_level_t}). */
public enum EspLogLevel {
  /** No output. */
  ESP_LOG_NONE(0, ' ', ""),
  /** Something failed. */
  ESP_LOG_ERROR(1, 'E', "\033[0;31m"),
  /** Something is not as expected, but was recovered from. */
  ESP_LOG_WARN(2, 'W', "\033[0;33m"),
  /** The normal flow of events. */
  ESP_LOG_INFO(3, 'I', "\033[0;32m"),
  /** Details that are seldom needed. */
  ESP_LOG_DEBUG(4, 'D', ""),
  /** Very much detail. */
  ESP_LOG_VERBOSE(5, 'V', "");

  private static final EspLogLevel[] ALL = values();

  private final int value;
  final char letter;
  final String colour;

  EspLogLevel(int value, char letter, String colour) {
    this.value = value;
    this.letter = letter;
    this.colour = colour;
  }

  /**
   * The number in C.
   *
   * @return 0 to 5
   */
  public int value() {
    return value;
  }

  /**
   * The level with a number.
   *
   * @param value 0 to 5
   * @return the level
   */
  public static EspLogLevel of(int value) {
    if (value < 0 || value >= ALL.length) {
      throw new IllegalArgumentException("a log level is 0..5: " + value);
    }
    return ALL[value];
  }
}
