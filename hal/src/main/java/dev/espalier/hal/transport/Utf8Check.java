package dev.espalier.hal.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks UTF-8 piece by piece (RFC 3629), as a text message comes in frames and reads. */
final class Utf8Check {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  /** Bytes that the character still needs. */
  private int missing;

  /** What the next of them has to be: RFC 3629 forbids long forms, surrogates and above 10FFFF. */
  private int lowest;

  private int highest;

  /** A new message begins. */
  void begin() {
    missing = 0;
  }

  /** Takes a piece; false when it cannot be UTF-8, whatever follows. */
  boolean accept(byte[] bytes, int offset, int length) {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      if (missing == 0) {
        at = behindAscii(bytes, at, end);
        if (at == end) {
          return true;
        }
      }
      if (!accept(bytes[at++] & 0xFF)) {
        return false;
      }
    }
    return true;
  }

  /** Where the ASCII ends, or at most a few bytes before: nearly all text is nothing else. */
  private static int behindAscii(byte[] bytes, int from, int end) {
    int at = from;
    while (end - at >= 4 * Long.BYTES) {
      long some =
          (long) LONG.get(bytes, at)
              | (long) LONG.get(bytes, at + Long.BYTES)
              | (long) LONG.get(bytes, at + 2 * Long.BYTES)
              | (long) LONG.get(bytes, at + 3 * Long.BYTES);
      if ((some & HIGH_BITS) != 0) {
        break;
      }
      at += 4 * Long.BYTES;
    }
    while (end - at >= Long.BYTES && ((long) LONG.get(bytes, at) & HIGH_BITS) == 0) {
      at += Long.BYTES;
    }
    return at;
  }

  private boolean accept(int octet) {
    if (missing > 0) {
      missing--;
      boolean good = octet >= lowest && octet <= highest;
      lowest = 0x80;
      highest = 0xBF;
      return good;
    }
    if (octet < 0x80) {
      return true;
    }
    if (octet < 0xC2 || octet > 0xF4) {
      return false;
    }
    missing = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
    lowest = octet == 0xE0 ? 0xA0 : octet == 0xF0 ? 0x90 : 0x80;
    highest = octet == 0xED ? 0x9F : octet == 0xF4 ? 0x8F : 0xBF;
    return true;
  }

  /** Whether the message may end here. */
  boolean isComplete() {
    return missing == 0;
  }
}
