package dev.espalier.hal.lwip;

import dev.espalier.hal.EspApi;
import org.jspecify.annotations.Nullable;

/** Addresses as text and numbers ({@code arpa/inet.h}), as lwIP reads and writes them. */
public final class Inet {
  /** What {@link #inet_addr} gives for text that is no address ({@code INADDR_NONE}). */
  public static final int INADDR_NONE = -1;

  /** Any address ({@code INADDR_ANY}). */
  public static final int INADDR_ANY = 0;

  private Inet() {}

  /**
   * Reads an address. IPv4 follows {@link #inet_aton}: lwIP uses the same parser for both.
   *
   * @param family {@link Sockets#AF_INET} or {@link Sockets#AF_INET6}
   * @param text the address
   * @param out receives 4 or 16 bytes in network order
   * @return 1 when read, 0 when the text is no address, -1 with EAFNOSUPPORT for another family
   */
  @EspApi("inet_pton")
  public static int inet_pton(int family, String text, byte[] out) {
    return switch (family) {
      case Sockets.AF_INET -> inet_aton(text, out);
      case Sockets.AF_INET6 -> Ip6Text.parse(text, out) ? 1 : 0;
      default -> {
        Errno.set(Errno.EAFNOSUPPORT);
        yield -1;
      }
    };
  }

  /**
   * Writes an address; IPv6 in capital letters, as lwIP does.
   *
   * @param family {@link Sockets#AF_INET} or {@link Sockets#AF_INET6}
   * @param bytes 4 or 16 bytes in network order
   * @return the text, or null with EAFNOSUPPORT for another family
   */
  @EspApi("inet_ntop")
  public static @Nullable String inet_ntop(int family, byte[] bytes) {
    return switch (family) {
      case Sockets.AF_INET -> dotted(bytes, 0);
      case Sockets.AF_INET6 -> Ip6Text.format(bytes);
      default -> {
        Errno.set(Errno.EAFNOSUPPORT);
        yield null;
      }
    };
  }

  /**
   * Reads an IPv4 address of one to four numbers, each decimal, octal (0…) or hexadecimal (0x…);
   * the last number fills the remaining bytes.
   *
   * @param text the address; white space ends it
   * @param out receives 4 bytes in network order
   * @return 1 when read, 0 when the text is no address
   */
  @EspApi("inet_aton")
  public static int inet_aton(String text, byte[] out) {
    long[] parts = new long[4];
    int count = 0;
    int at = 0;
    while (true) {
      if (at >= text.length() || !isDigit(text.charAt(at))) {
        return 0;
      }
      int base = 10;
      if (text.charAt(at) == '0') {
        at++;
        base = 8;
        if (at < text.length() && (text.charAt(at) | 0x20) == 'x') {
          at++;
          base = 16;
        }
      }
      long value = 0;
      while (at < text.length() && isDigitOf(text.charAt(at), base)) {
        value = (value * base + Character.digit(text.charAt(at), 16)) & 0xFFFF_FFFFL;
        at++;
      }
      parts[count++] = value;
      if (at >= text.length() || text.charAt(at) != '.') {
        break;
      }
      if (count == 4) {
        return 0;
      }
      at++;
    }
    if (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
      return 0;
    }
    return assemble(parts, count, out) ? 1 : 0;
  }

  /**
   * Reads an IPv4 address.
   *
   * @param text as {@link #inet_aton} takes it
   * @return the address as C holds it on this little-endian chip (first byte lowest), or {@link
   *     #INADDR_NONE}
   */
  @EspApi("inet_addr")
  public static int inet_addr(String text) {
    byte[] bytes = new byte[4];
    return inet_aton(text, bytes) == 1 ? toInt(bytes) : INADDR_NONE;
  }

  /**
   * Writes an IPv4 address.
   *
   * @param address as {@link #inet_addr} gives it
   * @return four numbers with dots
   */
  @EspApi("inet_ntoa")
  @EspApi("inet_ntoa_r")
  public static String inet_ntoa(int address) {
    return (address & 0xFF)
        + "."
        + (address >> 8 & 0xFF)
        + "."
        + (address >> 16 & 0xFF)
        + "."
        + (address >>> 24);
  }

  /**
   * Turns a 16-bit number into network order: swaps its bytes, as the chip is little-endian.
   *
   * @param value 0 to 65535
   * @return the swapped number
   */
  @EspApi("htons")
  public static int htons(int value) {
    return (value & 0xFF) << 8 | (value >> 8 & 0xFF);
  }

  /**
   * Turns a 16-bit number from network order into the host's.
   *
   * @param value 0 to 65535
   * @return the swapped number
   */
  @EspApi("ntohs")
  public static int ntohs(int value) {
    return htons(value);
  }

  /**
   * Turns a 32-bit number into network order.
   *
   * @param value any number
   * @return the number with its bytes in reverse
   */
  @EspApi("htonl")
  public static int htonl(int value) {
    return Integer.reverseBytes(value);
  }

  /**
   * Turns a 32-bit number from network order into the host's.
   *
   * @param value any number
   * @return the number with its bytes in reverse
   */
  @EspApi("ntohl")
  public static int ntohl(int value) {
    return Integer.reverseBytes(value);
  }

  static String dotted(byte[] bytes, int at) {
    return (bytes[at] & 0xFF)
        + "."
        + (bytes[at + 1] & 0xFF)
        + "."
        + (bytes[at + 2] & 0xFF)
        + "."
        + (bytes[at + 3] & 0xFF);
  }

  private static int toInt(byte[] bytes) {
    return (bytes[0] & 0xFF) | (bytes[1] & 0xFF) << 8 | (bytes[2] & 0xFF) << 16 | bytes[3] << 24;
  }

  private static boolean assemble(long[] parts, int count, byte[] out) {
    long value = parts[count - 1];
    if (count > 1 && value >> (8 * (5 - count)) != 0) {
      return false;
    }
    for (int i = 0; i < count - 1; i++) {
      if (parts[i] > 0xFF) {
        return false;
      }
      value |= parts[i] << (24 - 8 * i);
    }
    for (int i = 0; i < 4; i++) {
      out[i] = (byte) (value >> (24 - 8 * i));
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** lwIP takes 8 and 9 as digits of octal numbers too. */
  private static boolean isDigitOf(char c, int base) {
    return isDigit(c) || (base == 16 && Character.digit(c, 16) >= 0 && c < 0x80);
  }
}
