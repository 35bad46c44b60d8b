package dev.espalier.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A length of time on the command line, such as {@code 30s}.
 *
 * @param nanos its nanoseconds
 */
record TimeSpan(long nanos) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  /** Reads one. */
  static final class Converter implements ITypeConverter<TimeSpan> {
    @Override
    public TimeSpan convert(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "expected a time such as 500ms, 30s, 5m or 1h: '" + text + "'");
      }
      long unit =
          switch (matcher.group(2)) {
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
          };
      long amount = Long.parseLong(matcher.group(1));
      if (amount == 0 || amount > Long.MAX_VALUE / 2 / unit) {
        throw new TypeConversionException("expected a time from 1ms to 1000000h: '" + text + "'");
      }
      return new TimeSpan(amount * unit);
    }
  }

  @Override
  public String toString() {
    long millis = nanos / 1_000_000;
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
