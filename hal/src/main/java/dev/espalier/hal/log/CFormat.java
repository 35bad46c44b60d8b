package dev.espalier.hal.log;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * C's {@code printf} formats: flags {@code -+ #0}, width and precision (also {@code *}), length
 * modifiers, and the conversions {@code d i u x X o c s p f F e E g G %}.
 *
 * <p>A number keeps the width of its Java type, so length modifiers are read but seldom needed: an
 * {@code int} under {@code %u} is unsigned 32 bits, a {@code long} 64; a {@code byte} under {@code
 * %u} or {@code %x} is a {@code uint8_t}. {@code %s} takes anything: null is {@code (null)}, a byte
 * array is read up to its first zero. An argument that is missing or of the wrong type leaves the
 * conversion as it stands, where C would read what lies on the stack.
 */
public final class CFormat {
  /** A width or precision beyond any console line is a slip of the pen, not a reason to die. */
  private static final int MAX_WIDTH = 65536;

  private final StringBuilder out;
  private final String format;
  private final @Nullable Object[] args;
  private int at;
  private int nextArg;
  private @Nullable String problem;
  // Of the conversion that is being read:
  private boolean left;
  private boolean plus;
  private boolean space;
  private boolean alternate;
  private boolean zero;
  private int width;
  private int precision;
  private int lengthBits;
  private boolean missing;

  private CFormat(StringBuilder out, String format, @Nullable Object[] args) {
    this.out = out;
    this.format = format;
    this.args = args;
  }

  /**
   * Formats.
   *
   * @param format a C format
   * @param args what it prints
   * @return the text
   */
  public static String format(String format, @Nullable Object... args) {
    if (format.indexOf('%') < 0) {
      return format;
    }
    var out = new StringBuilder(format.length() + 16 * args.length);
    append(out, format, args);
    return out.toString();
  }

  /**
   * Formats to the end of a text.
   *
   * @param out receives the text
   * @param format a C format
   * @param args what it prints
   */
  public static void append(StringBuilder out, String format, @Nullable Object... args) {
    var _ = appendChecked(out, format, args);
  }

  /**
   * Formats to the end of a text, and looks whether format and arguments go together as gcc's
   * {@code -Wformat} does.
   *
   * @param out receives the text
   * @param format a C format
   * @param args what it prints
   * @return what does not go together, in words; null when all does
   */
  static @Nullable String appendChecked(
      StringBuilder out, String format, @Nullable Object... args) {
    int percent = format.indexOf('%');
    if (percent < 0) {
      out.append(format);
      return args.length == 0 ? null : "has no conversion for its " + count(args.length);
    }
    var run = new CFormat(out, format, args);
    run.run(percent);
    int spare = args.length - run.nextArg;
    if (run.problem == null && spare > 0) {
      return "has " + count(spare) + " too many";
    }
    return run.problem;
  }

  private static String count(int arguments) {
    return arguments == 1 ? "1 argument" : arguments + " arguments";
  }

  private void run(int firstPercent) {
    int percent = firstPercent;
    while (percent >= 0) {
      out.append(format, at, percent);
      at = percent + 1;
      conversion(percent);
      percent = format.indexOf('%', at);
    }
    out.append(format, at, format.length());
  }

  private void conversion(int start) {
    missing = false;
    flags();
    width = number();
    if (width < 0) {
      left = true;
      width = -width;
    }
    precision = -1;
    if (peek() == '.') {
      at++;
      precision = number();
    }
    length();
    char kind = peek();
    at = Math.min(at + 1, format.length());
    boolean done =
        switch (kind) {
          case '%' -> {
            out.append('%');
            yield true;
          }
          case 'd', 'i' -> signed();
          case 'u', 'x', 'X', 'o' -> unsigned(kind);
          case 'c' -> character();
          case 's' -> string();
          case 'p' -> pointer();
          case 'f', 'F', 'e', 'E', 'g', 'G' -> real(kind);
          default -> false;
        };
    if (!done) {
      out.append(format, start, at);
      note(format.substring(start, at));
    }
  }

  /** Keeps the first conversion that could not be done, with the reason. */
  private void note(String conversion) {
    if (problem != null) {
      return;
    }
    if ("diuxXocspfFeEgG".indexOf(conversion.charAt(conversion.length() - 1)) < 0) {
      problem = "has " + conversion + ", which is no conversion of printf";
    } else if (missing) {
      problem = "has no argument for " + conversion;
    }
    Object arg = nextArg == 0 ? null : args[nextArg - 1];
    if (problem == null) {
      problem =
          "gives %s %s"
              .formatted(conversion, arg == null ? "null" : "a " + arg.getClass().getSimpleName());
    }
  }

  private char peek() {
    return at < format.length() ? format.charAt(at) : '\0';
  }

  private void flags() {
    left = plus = space = alternate = zero = false;
    for (; ; at++) {
      switch (peek()) {
        case '-' -> left = true;
        case '+' -> plus = true;
        case ' ' -> space = true;
        case '#' -> alternate = true;
        case '0' -> zero = true;
        default -> {
          return;
        }
      }
    }
  }

  private int number() {
    if (peek() == '*') {
      at++;
      return next() instanceof Number n ? clamp(n.longValue()) : 0;
    }
    long value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = Math.min(value * 10 + (peek() - '0'), MAX_WIDTH);
      at++;
    }
    return (int) value;
  }

  private static int clamp(long value) {
    return (int) Math.max(-MAX_WIDTH, Math.min(MAX_WIDTH, value));
  }

  /** Reads hh, h, l, ll, z, j, t, L; only the first two narrow the argument. */
  private void length() {
    lengthBits = 64;
    while (true) {
      switch (peek()) {
        case 'h' -> lengthBits = lengthBits == 16 ? 8 : 16;
        case 'l', 'z', 'j', 't', 'L' -> lengthBits = 64;
        default -> {
          return;
        }
      }
      at++;
    }
  }

  private @Nullable Object next() {
    missing = nextArg >= args.length;
    return missing ? null : args[nextArg++];
  }

  /** The next argument as a number of its own width, or null when it is none. */
  private @Nullable Object integral() {
    Object arg = next();
    return switch (arg) {
      case Boolean b -> b ? 1 : 0;
      case Character c -> (int) c;
      case Byte b -> b;
      case Short s -> s;
      case Integer i -> i;
      case Long l -> l;
      case BigInteger b -> b.longValue();
      case null, default -> null;
    };
  }

  private boolean signed() {
    if (!(integral() instanceof Number n)) {
      return false;
    }
    long value =
        switch (lengthBits) {
          case 8 -> n.byteValue();
          case 16 -> n.shortValue();
          default -> n.longValue();
        };
    String digits =
        value == Long.MIN_VALUE ? "9223372036854775808" : Long.toString(Math.abs(value));
    digits(value < 0 ? "-" : plus ? "+" : space ? " " : "", digits);
    return true;
  }

  private boolean unsigned(char kind) {
    if (!(integral() instanceof Number n)) {
      return false;
    }
    long value = n.longValue();
    int bits =
        switch (n) {
          case Byte b -> 8;
          case Short s -> 16;
          case Integer i -> 32;
          default -> 64;
        };
    bits = Math.min(bits, lengthBits);
    if (bits < 64) {
      value &= (1L << bits) - 1;
    }
    String digits =
        switch (kind) {
          case 'x' -> Long.toHexString(value);
          case 'X' -> Long.toHexString(value).toUpperCase(Locale.ROOT);
          case 'o' -> Long.toOctalString(value);
          default -> Long.toUnsignedString(value);
        };
    String prefix = "";
    if (alternate && value != 0) {
      prefix = kind == 'x' ? "0x" : kind == 'X' ? "0X" : kind == 'o' ? "0" : "";
    }
    digits(prefix, digits);
    return true;
  }

  /** Pads with zeros to the precision, or to the width with flag 0, then with blanks. */
  private void digits(String prefix, String digits) {
    if (precision == 0 && digits.equals("0")) {
      digits = "";
    }
    int zeros = Math.max(0, precision - digits.length());
    if (zero && !left && precision < 0) {
      zeros = Math.max(0, width - prefix.length() - digits.length());
    }
    int blanks = width - prefix.length() - zeros - digits.length();
    blanks(left ? 0 : blanks);
    out.append(prefix).repeat('0', zeros).append(digits);
    blanks(left ? blanks : 0);
  }

  private void blanks(int count) {
    out.repeat(' ', Math.max(0, count));
  }

  private void padded(CharSequence text, int length) {
    blanks(left ? 0 : width - length);
    out.append(text, 0, length);
    blanks(left ? width - length : 0);
  }

  private boolean character() {
    if (!(integral() instanceof Number n)) {
      return false;
    }
    padded(String.valueOf((char) (n instanceof Byte ? n.byteValue() & 0xff : n.intValue())), 1);
    return true;
  }

  private boolean string() {
    Object arg = next();
    if (missing) {
      return false;
    }
    CharSequence text =
        switch (arg) {
          case null -> "(null)";
          case byte[] bytes -> cString(bytes);
          case CharSequence chars -> chars;
          default -> arg.toString();
        };
    int length = text.length();
    padded(text, precision >= 0 ? Math.min(precision, length) : length);
    return true;
  }

  /** Bytes up to the first zero or to the precision, which counts bytes. */
  private String cString(byte[] bytes) {
    int limit = precision >= 0 ? Math.min(precision, bytes.length) : bytes.length;
    int length = 0;
    while (length < limit && bytes[length] != 0) {
      length++;
    }
    precision = -1;
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private boolean pointer() {
    Object arg = next();
    if (missing) {
      return false;
    }
    String text =
        switch (arg) {
          case null -> "0x0";
          case Integer i -> "0x" + Integer.toHexString(i);
          case Long l -> "0x" + Long.toHexString(l);
          // An object has no address that is the same in every run: its type must do.
          default -> arg.getClass().getSimpleName();
        };
    padded(text, text.length());
    return true;
  }

  private boolean real(char kind) {
    if (!(next() instanceof Number n)) {
      return false;
    }
    double value = n.doubleValue();
    boolean negative = value < 0 || (value == 0 && 1 / value < 0);
    String sign = negative ? "-" : plus ? "+" : space ? " " : "";
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      String text = sign + (Double.isNaN(value) ? "nan" : "inf");
      padded(text, text.length());
      return true;
    }
    var exact = new BigDecimal(Math.abs(value));
    int digits = precision < 0 ? 6 : precision;
    String text =
        switch (kind) {
          case 'f', 'F' -> exact.setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
          case 'e', 'E' -> scientific(exact, digits, kind);
          default -> shortest(exact, digits == 0 ? 1 : digits, kind);
        };
    if (alternate && digits == 0 && text.indexOf('.') < 0) {
      text += ".";
    }
    precision = -1;
    digits(sign, text);
    return true;
  }

  private static String scientific(BigDecimal exact, int digits, char kind) {
    int exponent = 0;
    BigDecimal mantissa = exact;
    if (exact.signum() != 0) {
      exponent = exact.precision() - exact.scale() - 1;
      mantissa = exact.movePointLeft(exponent).setScale(digits, RoundingMode.HALF_EVEN);
      if (mantissa.compareTo(BigDecimal.TEN) >= 0) {
        exponent++;
        mantissa = exact.movePointLeft(exponent).setScale(digits, RoundingMode.HALF_EVEN);
      }
    } else {
      mantissa = mantissa.setScale(digits);
    }
    String number = mantissa.toPlainString();
    char letter = kind == 'E' || kind == 'G' ? 'E' : 'e';
    int size = Math.abs(exponent);
    return number + letter + (exponent < 0 ? '-' : '+') + (size < 10 ? "0" : "") + size;
  }

  /** {@code %g}: {@code digits} significant ones, without trailing zeros unless flag # is there. */
  private String shortest(BigDecimal exact, int digits, char kind) {
    String science = scientific(exact, digits - 1, kind);
    int letter = Math.max(science.indexOf('e'), science.indexOf('E'));
    int exponent = Integer.parseInt(science.substring(letter + 1));
    if (exponent < -4 || exponent >= digits) {
      return withoutZeros(science.substring(0, letter)) + science.substring(letter);
    }
    int scale = Math.max(0, digits - 1 - exponent);
    return withoutZeros(exact.setScale(scale, RoundingMode.HALF_EVEN).toPlainString());
  }

  private String withoutZeros(String number) {
    if (alternate || number.indexOf('.') < 0) {
      return number;
    }
    int end = number.length();
    while (number.charAt(end - 1) == '0') {
      end--;
    }
    return number.substring(0, number.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
