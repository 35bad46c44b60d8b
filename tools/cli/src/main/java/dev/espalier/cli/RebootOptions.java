package dev.espalier.cli;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RebootLoop;
import dev.espalier.testkit.RebootLoops;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What follows a panic, and when boots one after the other are a loop. */
final class RebootOptions {
  enum AfterPanic {
    END,
    REBOOT
  }

  @Option(
      names = "--after-panic",
      paramLabel = "WHAT",
      defaultValue = "end",
      converter = AfterPanicConverter.class,
      description =
          "What a panic does: end (ends the run, the default) or reboot (as the chip does).")
  private AfterPanic afterPanic = AfterPanic.END;

  @Option(
      names = "--reboot-loop",
      paramLabel = "N/TIME",
      defaultValue = "10/60s",
      converter = LoopConverter.class,
      description =
          "End the run when the firmware has reset the board N times within TIME by the same cause"
              + " (${DEFAULT-VALUE}); off lets it go on.")
  private RebootLoop loop = RebootLoop.USUAL;

  RebootOptions() {}

  /** Reads what follows a panic. */
  static final class AfterPanicConverter implements ITypeConverter<AfterPanic> {
    @Override
    public AfterPanic convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "end" -> AfterPanic.END;
        case "reboot" -> AfterPanic.REBOOT;
        default -> throw new TypeConversionException("expected end or reboot: '" + text + "'");
      };
    }
  }

  /** Reads when boots are a loop. */
  static final class LoopConverter implements ITypeConverter<RebootLoop> {
    @Override
    public RebootLoop convert(String text) {
      try {
        return RebootLoops.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  BoardConfig applyTo(BoardConfig board) {
    BoardConfig limited = board.withRebootLoop(loop);
    return afterPanic == AfterPanic.REBOOT ? limited.withPanicsMax(Integer.MAX_VALUE) : limited;
  }
}
