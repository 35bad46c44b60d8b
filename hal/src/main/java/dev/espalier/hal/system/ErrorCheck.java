package dev.espalier.hal.system;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.log.CFormat;
import dev.espalier.hal.port.Chip;

/** The text of a failed {@code ESP_ERROR_CHECK}, as {@code esp_err.c} prints it. */
final class ErrorCheck {
  private ErrorCheck() {}

  static EspAbort failed(EspErr code) {
    CallSite site = print("ESP_ERROR_CHECK", code);
    return new EspAbort(
        "ESP_ERROR_CHECK failed: esp_err_t 0x%s (%s) at %s:%d"
            .formatted(Integer.toHexString(code.value()), code.toName(), site.file(), site.line()));
  }

  @CanIgnoreReturnValue
  static CallSite print(String what, EspErr code) {
    CallSite site = CallSite.outside(EspErr.class, ErrorCheck.class, EspResult.class);
    Chip.current()
        .print(
            CFormat.format(
                """
                %s failed: esp_err_t 0x%x (%s) at 0x%08x
                file: "%s" line %d
                func: %s
                expression: %s
                """,
                what,
                code.value(),
                code.toName(),
                site.address(),
                site.file(),
                site.line(),
                site.function(),
                site.expression()));
    return site;
  }
}
