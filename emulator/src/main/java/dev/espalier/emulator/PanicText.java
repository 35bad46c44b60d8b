package dev.espalier.emulator;

import dev.espalier.emulator.kernel.FirmwareFrames;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.ResetReason;

/** What the chip prints when firmware has failed. */
final class PanicText {
  private PanicText() {}

  static String of(String task, Throwable thrown) {
    StringBuilder text = new StringBuilder("\r\n");
    switch (thrown) {
      case EspAbort abort when abort.resetReason() == ResetReason.ESP_RST_INT_WDT ->
          text.append("Guru Meditation Error: Core  0 panic'ed (")
              .append(abort.getMessage())
              .append(").");
      case EspAbort abort ->
          text.append(abort.getMessage()).append("\r\n\r\nabort() was called on core 0");
      case StackOverflowError overflow ->
          text.append("***ERROR*** A stack overflow in task ")
              .append(task)
              .append(" has been detected.");
      default -> {
        text.append("Guru Meditation Error: Core  0 panic'ed (")
            .append(thrown.getClass().getSimpleName())
            .append("). Exception was unhandled.");
        if (thrown.getMessage() != null) {
          text.append("\r\n").append(thrown.getMessage());
        }
      }
    }
    text.append("\r\nTask: ").append(task).append("\r\n\r\nBacktrace:\r\n");
    text.append(FirmwareFrames.text(thrown.getStackTrace()));
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      text.append("Caused by ").append(cause).append("\r\n");
    }
    return text.append("\r\n").toString();
  }
}
