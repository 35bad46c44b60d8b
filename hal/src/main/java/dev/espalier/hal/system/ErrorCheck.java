package dev.espalier.hal.system;

import dev.espalier.hal.log.CFormat;

/** The text of a failed {@code ESP_ERROR_CHECK}, as {@code esp_err.c} prints it. */
final class ErrorCheck {
  private ErrorCheck() {}

  /** An abort whose message the panic prints. */
  static EspAbort failed(EspErr code) {
    CallSite site = CallSite.outside(EspErr.class, ErrorCheck.class, EspResult.class);
    return EspAbort.called(
        text("ESP_ERROR_CHECK", code).stripTrailing(), site.address(), ResetReason.ESP_RST_PANIC);
  }

  /** Four lines; ends with a line end. */
  static String text(String what, EspErr code) {
    CallSite site = CallSite.outside(EspErr.class, ErrorCheck.class, EspResult.class);
    return CFormat.format(
        """
        %s failed: esp_err_t 0x%x%s at 0x%08x
        file: "%s" line %d
        func: %s
        expression: %s
        """,
        what,
        code.value(),
        EspErrNames.hasNames() ? " (" + code.toName() + ")" : "",
        site.address(),
        site.file(),
        site.line(),
        site.function(),
        site.expression());
  }
}
