package dev.espalier.testkit;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A length of time as users write it, such as {@code 30s}.
 *
 * @param nanos its nanoseconds
 */
public record TimeSpan(long nanos) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(us|ms|s|m|h|d)");

  /**
   * Reads one.
   *
   * @param text a whole number and a unit: us, ms, s, m, h or d
   * @return the time, 0 or more
   * @throws IllegalArgumentException with a message for the user
   */
  public static TimeSpan parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a time such as 500ms, 30s, 5m or 1h: '" + text + "'");
    }
    long unit =
        switch (matcher.group(2)) {
          case "us" -> 1_000L;
          case "ms" -> 1_000_000L;
          case "s" -> 1_000_000_000L;
          case "m" -> 60_000_000_000L;
          case "h" -> 3_600_000_000_000L;
          default -> 86_400_000_000_000L;
        };
    long amount = Long.parseLong(matcher.group(1));
    if (amount > Long.MAX_VALUE / 2 / unit) {
      throw new IllegalArgumentException("expected a time of at most 1000000h: '" + text + "'");
    }
    return new TimeSpan(amount * unit);
  }

  /** Reads one from a command line, where 0 makes no sense. */
  public static final class Converter implements ITypeConverter<TimeSpan> {
    /** For picocli. */
    public Converter() {}

    @Override
    public TimeSpan convert(String text) {
      try {
        TimeSpan time = parse(text);
        if (time.nanos() > 0) {
          return time;
        }
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
      throw new TypeConversionException("expected a time from 1ms to 1000000h: '" + text + "'");
    }
  }

  @Override
  public String toString() {
    long millis = nanos / 1_000_000;
    if (nanos % 1_000_000 != 0) {
      return nanos / 1000 + "us";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
