package dev.espalier.hal.lwip;

import java.util.Arrays;

/**
 * IPv6 addresses as text, as lwIP's {@code ip6addr_aton} and {@code ip6addr_ntoa_r} take and give
 * them.
 */
final class Ip6Text {
  private static final int BLOCKS = 8;

  private Ip6Text() {}

  /** Reads an address into 16 bytes; a character that belongs to none ends it, as in lwIP. */
  static boolean parse(String text, byte[] out) {
    int end = 0;
    while (end < text.length() && isPart(text.charAt(end))) {
      end++;
    }
    String body = text.substring(0, end);
    int gap = body.indexOf("::");
    if (body.contains(":::") || (gap >= 0 && body.indexOf("::", gap + 1) >= 0)) {
      return false;
    }
    int[] blocks = new int[BLOCKS];
    int count;
    if (gap < 0) {
      count = read(body, blocks);
      if (count != BLOCKS) {
        return false;
      }
    } else {
      int head = read(body.substring(0, gap), blocks);
      int[] tail = new int[BLOCKS];
      int after = read(body.substring(gap + 2), tail);
      if (head < 0 || after < 0 || head + after > BLOCKS - 1) {
        return false;
      }
      Arrays.fill(blocks, head, BLOCKS, 0);
      System.arraycopy(tail, 0, blocks, BLOCKS - after, after);
    }
    for (int i = 0; i < BLOCKS; i++) {
      out[2 * i] = (byte) (blocks[i] >> 8);
      out[2 * i + 1] = (byte) blocks[i];
    }
    return true;
  }

  /** Reads blocks with colons between them, the last two maybe as IPv4; -1 when that fails. */
  private static int read(String text, int[] into) {
    if (text.isEmpty()) {
      return 0;
    }
    int count = 0;
    for (String block : text.split(":", -1)) {
      if (block.indexOf('.') >= 0) {
        byte[] ipv4 = new byte[4];
        if (count > BLOCKS - 2 || !text.endsWith(block) || Inet.inet_aton(block, ipv4) == 0) {
          return -1;
        }
        into[count++] = (ipv4[0] & 0xFF) << 8 | (ipv4[1] & 0xFF);
        into[count++] = (ipv4[2] & 0xFF) << 8 | (ipv4[3] & 0xFF);
      } else if (count == BLOCKS || block.isEmpty() || block.length() > 4) {
        return -1;
      } else {
        into[count++] = Integer.parseInt(block, 16);
      }
    }
    return count;
  }

  static String format(byte[] bytes) {
    if (isMapped(bytes)) {
      return "::FFFF:" + Inet.dotted(bytes, 12);
    }
    StringBuilder text = new StringBuilder(39);
    boolean gapUsed = false;
    int i = 0;
    while (i < BLOCKS) {
      int run = gapUsed ? 0 : zeroRun(bytes, i);
      if (run > 1) {
        gapUsed = true;
        text.append(i == 0 ? "::" : ":");
        i += run;
        continue;
      }
      text.append(Integer.toHexString(block(bytes, i)));
      i++;
      if (i < BLOCKS) {
        text.append(':');
      }
    }
    return upper(text);
  }

  private static String upper(StringBuilder text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'a' && c <= 'f') {
        text.setCharAt(i, (char) (c - 0x20));
      }
    }
    return text.toString();
  }

  private static int zeroRun(byte[] bytes, int from) {
    int i = from;
    while (i < BLOCKS && block(bytes, i) == 0) {
      i++;
    }
    return i - from;
  }

  private static int block(byte[] bytes, int i) {
    return (bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF);
  }

  private static boolean isMapped(byte[] bytes) {
    return zeroRun(bytes, 0) == 5 && block(bytes, 5) == 0xFFFF;
  }

  private static boolean isPart(char c) {
    return c == ':' || c == '.' || (c < 0x80 && Character.digit(c, 16) >= 0);
  }
}
