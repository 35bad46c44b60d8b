package dev.espalier.hal.log;

import static dev.espalier.hal.log.EspLogLevel.ESP_LOG_DEBUG;
import static dev.espalier.hal.log.EspLogLevel.ESP_LOG_ERROR;
import static dev.espalier.hal.log.EspLogLevel.ESP_LOG_INFO;
import static dev.espalier.hal.log.EspLogLevel.ESP_LOG_VERBOSE;
import static dev.espalier.hal.log.EspLogLevel.ESP_LOG_WARN;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.Chip;
import org.jspecify.annotations.Nullable;

/**
 * Log lines that go to the console directly, past {@code esp_log_set_vprintf} and the levels of
 * tags: for start-up code and interrupts.
 */
public final class EarlyLog {
  private EarlyLog() {}

  /**
   * Logs at error level.
   *
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_EARLY_LOGE")
  public static void e(String tag, String format, @Nullable Object... args) {
    early(ESP_LOG_ERROR, tag, format, args);
  }

  /**
   * Logs at warning level.
   *
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_EARLY_LOGW")
  public static void w(String tag, String format, @Nullable Object... args) {
    early(ESP_LOG_WARN, tag, format, args);
  }

  /**
   * Logs at info level.
   *
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_EARLY_LOGI")
  public static void i(String tag, String format, @Nullable Object... args) {
    early(ESP_LOG_INFO, tag, format, args);
  }

  /**
   * Logs at debug level.
   *
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_EARLY_LOGD")
  public static void d(String tag, String format, @Nullable Object... args) {
    early(ESP_LOG_DEBUG, tag, format, args);
  }

  /**
   * Logs at verbose level.
   *
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_EARLY_LOGV")
  public static void v(String tag, String format, @Nullable Object... args) {
    early(ESP_LOG_VERBOSE, tag, format, args);
  }

  /**
   * Logs without the time, which cannot be had while the flash cache is off.
   *
   * @param level how important
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_DRAM_LOGE")
  @EspApi("ESP_DRAM_LOGW")
  @EspApi("ESP_DRAM_LOGI")
  @EspApi("ESP_DRAM_LOGD")
  @EspApi("ESP_DRAM_LOGV")
  public static void dram(EspLogLevel level, String tag, String format, @Nullable Object... args) {
    if (EspLog.earlyEnabled(level)) {
      Chip.current().print(level.letter + " " + tag + ": " + CFormat.format(format, args) + "\n");
    }
  }

  private static void early(EspLogLevel level, String tag, String format, @Nullable Object[] args) {
    if (EspLog.earlyEnabled(level)) {
      String line =
          level.letter
              + " ("
              + EspLog.timestamp()
              + ") "
              + tag
              + ": "
              + CFormat.format(format, args);
      Chip.current().print(EspLog.coloured(level, line));
    }
  }
}
