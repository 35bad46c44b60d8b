package dev.espalier.hal.system;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.log.EarlyLog;
import dev.espalier.hal.log.EspLog;
import org.jspecify.annotations.Nullable;

/**
 * Checks that log where they stand: {@code if (EspCheck.isError(err, TAG, "no %s", what)) return
 * err;} is what {@code ESP_RETURN_ON_ERROR} does in C.
 */
public final class EspCheck {
  private EspCheck() {}

  /**
   * Whether a code is an error, which is then logged with method and line.
   *
   * @param err the code
   * @param tag the tag to log with
   * @param format a C format
   * @param args what it prints
   * @return true when the caller should leave
   */
  @EspApi("ESP_RETURN_ON_ERROR")
  @EspApi("ESP_GOTO_ON_ERROR")
  public static boolean isError(EspErr err, String tag, String format, @Nullable Object... args) {
    return isFalse(err.isOk(), tag, format, args);
  }

  /**
   * Whether a condition does not hold, which is then logged with method and line.
   *
   * @param condition what should hold
   * @param tag the tag to log with
   * @param format a C format
   * @param args what it prints
   * @return true when the caller should leave
   */
  @EspApi("ESP_RETURN_ON_FALSE")
  @EspApi("ESP_GOTO_ON_FALSE")
  public static boolean isFalse(
      boolean condition, String tag, String format, @Nullable Object... args) {
    if (!condition) {
      CallSite site = CallSite.outside(EspCheck.class);
      EspLog.e(tag, site.function() + "(" + site.line() + "): " + format, args);
    }
    return !condition;
  }

  /**
   * Like {@link #isError}, for interrupts.
   *
   * @param err the code
   * @param tag the tag to log with
   * @param format a C format
   * @param args what it prints
   * @return true when the caller should leave
   */
  @EspApi("ESP_RETURN_ON_ERROR_ISR")
  @EspApi("ESP_GOTO_ON_ERROR_ISR")
  public static boolean isErrorFromIsr(
      EspErr err, String tag, String format, @Nullable Object... args) {
    return isFalseFromIsr(err.isOk(), tag, format, args);
  }

  /**
   * Like {@link #isFalse}, for interrupts.
   *
   * @param condition what should hold
   * @param tag the tag to log with
   * @param format a C format
   * @param args what it prints
   * @return true when the caller should leave
   */
  @EspApi("ESP_RETURN_ON_FALSE_ISR")
  @EspApi("ESP_GOTO_ON_FALSE_ISR")
  public static boolean isFalseFromIsr(
      boolean condition, String tag, String format, @Nullable Object... args) {
    if (!condition) {
      CallSite site = CallSite.outside(EspCheck.class);
      EarlyLog.e(tag, site.function() + "(" + site.line() + "): " + format, args);
    }
    return !condition;
  }
}
