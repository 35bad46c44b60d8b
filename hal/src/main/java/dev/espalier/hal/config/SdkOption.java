package dev.espalier.hal.config;

import org.jspecify.annotations.Nullable;

/**
 * One option of {@code sdkconfig}: its name, type, default and what it is for.
 *
 * @param name the full name, {@code CONFIG_} included
 * @param kind its type, which decides how its text is read
 * @param initial its default: a {@link Boolean}, {@link Integer} or {@link String} by {@code kind}
 * @param min the least value of a number
 * @param max the largest value of a number
 * @param help one line on what it does here
 * @param choice the choice it is a member of: setting one member takes the others back
 * @param needs the option that must be {@code y} for this one to count, null for none
 * @param <T> the value's type
 */
public record SdkOption<T>(
    String name,
    Kind kind,
    T initial,
    int min,
    int max,
    String help,
    @Nullable String choice,
    @Nullable String needs) {

  /** The types of Kconfig. */
  public enum Kind {
    /** {@code y} or {@code n}. */
    BOOL,
    /** A decimal number. */
    INT,
    /** A number written as 0x…. */
    HEX,
    /** Text, in double quotes in a file. */
    STRING
  }

  /** Checks the name. */
  public SdkOption {
    if (!name.startsWith("CONFIG_")) {
      throw new IllegalArgumentException("an option's name begins with CONFIG_: " + name);
    }
  }

  /**
   * Declares a switch.
   *
   * @param name the full name
   * @param initial its default
   * @param help one line on what it does
   * @return the option
   */
  public static SdkOption<Boolean> bool(String name, boolean initial, String help) {
    return new SdkOption<>(name, Kind.BOOL, initial, 0, 1, help, null, null);
  }

  /**
   * Declares a number.
   *
   * @param name the full name
   * @param initial its default
   * @param min the least value
   * @param max the largest value
   * @param help one line on what it does
   * @return the option
   */
  public static SdkOption<Integer> integer(
      String name, int initial, int min, int max, String help) {
    return new SdkOption<>(name, Kind.INT, initial, min, max, help, null, null);
  }

  /**
   * Declares a number written in hexadecimal.
   *
   * @param name the full name
   * @param initial its default
   * @param min the least value
   * @param max the largest value
   * @param help one line on what it does
   * @return the option
   */
  public static SdkOption<Integer> hex(String name, int initial, int min, int max, String help) {
    return new SdkOption<>(name, Kind.HEX, initial, min, max, help, null, null);
  }

  /**
   * Declares a text.
   *
   * @param name the full name
   * @param initial its default
   * @param help one line on what it does
   * @return the option
   */
  public static SdkOption<String> string(String name, String initial, String help) {
    return new SdkOption<>(name, Kind.STRING, initial, 0, 0, help, null, null);
  }

  /**
   * The same option as a member of a choice, of which exactly one member is {@code y}.
   *
   * @param group the choice's name
   * @return the member
   */
  SdkOption<T> inChoice(String group) {
    return new SdkOption<>(name, kind, initial, min, max, help, group, needs);
  }

  /**
   * The same option, which counts only while another one is {@code y} ({@code depends on}).
   *
   * @param other the other option
   * @return the dependent option
   */
  SdkOption<T> needing(SdkOption<Boolean> other) {
    return new SdkOption<>(name, kind, initial, min, max, help, choice, other.name());
  }

  /**
   * Reads a value.
   *
   * @param text as written behind the equals sign, white space around it removed
   * @return the value
   * @throws IllegalArgumentException when the text is no value of this option; the message says
   *     what is expected
   */
  @SuppressWarnings("unchecked") // kind and T go together, by the factories above
  T parse(String text) {
    return (T)
        switch (kind) {
          case BOOL -> parseBool(text);
          case INT, HEX -> parseNumber(text);
          case STRING -> parseString(text);
        };
  }

  /**
   * Writes a value as a file has it.
   *
   * @param value the value
   * @return {@code y}, {@code n}, a number or a quoted text
   */
  String format(Object value) {
    return switch (kind) {
      case BOOL -> (Boolean) value ? "y" : "n";
      case INT -> value.toString();
      case HEX -> "0x" + Integer.toHexString((Integer) value);
      case STRING -> '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    };
  }

  /**
   * What a value must look like, for messages and for help.
   *
   * @return such as {@code "a whole number from 1 to 1000"}
   */
  public String expectation() {
    return switch (kind) {
      case BOOL -> "y or n";
      case INT ->
          max == Integer.MAX_VALUE
              ? "a whole number, " + min + " or more"
              : "a whole number from " + min + " to " + max;
      case HEX ->
          "a hexadecimal number from 0x"
              + Integer.toHexString(min)
              + " to 0x"
              + Integer.toHexString(max);
      case STRING -> "a text in double quotes";
    };
  }

  private static Boolean parseBool(String text) {
    return switch (text) {
      case "y", "Y" -> true;
      case "n", "N", "" -> false;
      default -> throw new IllegalArgumentException("y or n");
    };
  }

  private Integer parseNumber(String text) {
    int value;
    try {
      value =
          text.startsWith("0x") || text.startsWith("0X")
              ? Integer.parseUnsignedInt(text.substring(2), 16)
              : Integer.parseInt(text, kind == Kind.HEX ? 16 : 10);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(expectation(), e);
    }
    if (value < min || value > max) {
      throw new IllegalArgumentException(expectation());
    }
    return value;
  }

  private static String parseString(String text) {
    if (!text.startsWith("\"")) {
      return text;
    }
    if (text.length() < 2 || !text.endsWith("\"")) {
      throw new IllegalArgumentException("a text in double quotes, closed on the same line");
    }
    var out = new StringBuilder();
    for (int i = 1; i < text.length() - 1; i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() - 1) {
        i++;
        c = text.charAt(i);
      }
      out.append(c);
    }
    return out.toString();
  }
}
