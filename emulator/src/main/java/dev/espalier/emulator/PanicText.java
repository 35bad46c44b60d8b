package dev.espalier.emulator;

import dev.espalier.emulator.kernel.FirmwareFrames;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.ResetReason;
import org.jspecify.annotations.Nullable;

/**
 * What the chip prints when firmware has failed, line by line as {@code esp_panic_handler} does.
 * Java's stack stands in place of registers and addresses.
 */
final class PanicText {
  private static final String END = "\r\n";

  private PanicText() {}

  static String of(String task, int core, Throwable thrown) {
    StringBuilder text = new StringBuilder();
    switch (thrown) {
      case EspAbort abort when abort.resetReason() == ResetReason.ESP_RST_INT_WDT ->
          text.append(END).append(guru(core, abort.getMessage())).append(END);
      case EspAbort abort when abort.address() != 0 -> {
        if (abort.resetReason() != ResetReason.ESP_RST_TASK_WDT) {
          text.append(abort.getMessage()).append('\n'); // a line of its own before the panic
        }
        text.append(END)
            .append("abort() was called at PC 0x%x on core %d".formatted(abort.address(), core))
            .append(END);
      }
      case EspAbort abort -> text.append(END).append(abort.getMessage()).append(END);
      case StackOverflowError overflow -> text.append(END).append(overflow(task)).append(END);
      default -> {
        text.append(END)
            .append(guru(core, thrown.getClass().getSimpleName()))
            .append("Exception was unhandled.")
            .append(END);
        if (thrown.getMessage() != null) {
          text.append(thrown.getMessage()).append(END);
        }
      }
    }
    text.append("Task: ").append(task).append(END).append(END);
    text.append("Backtrace:").append(END).append(FirmwareFrames.text(thrown.getStackTrace()));
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      text.append("Caused by ").append(cause).append(END);
    }
    return text.append(END).toString();
  }

  private static String guru(int core, @Nullable String reason) {
    return "Guru Meditation Error: Core %2d panic'ed (%s). ".formatted(core, reason);
  }

  /** {@code vApplicationStackOverflowHook}. */
  private static String overflow(String task) {
    return "***ERROR*** A stack overflow in task " + task + " has been detected.";
  }

  /** A failure in one line, the same for the same failure. */
  static String cause(String task, ResetReason reason, Throwable thrown) {
    String what =
        switch (thrown) {
          case EspAbort abort -> String.valueOf(abort.getMessage()).lines().findFirst().orElse("");
          case StackOverflowError overflow -> "a stack overflow";
          default -> thrown.toString();
        };
    return "a panic (%s) in task %s: %s at %s"
        .formatted(reason, task, what, FirmwareFrames.first(thrown.getStackTrace()));
  }
}
