package dev.espalier.hal.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Masks payloads (RFC 6455, section 5.3), eight bytes at a time. A mask is an int whose lowest byte
 * comes first on the wire.
 */
final class WsMask {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private WsMask() {}

  /** Reads the four bytes of a mask. */
  static int get(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  /** Writes the four bytes of a mask. */
  static void put(byte[] bytes, int at, int mask) {
    INT.set(bytes, at, mask);
  }

  /** Copies and masks; the same array and position means in place. */
  static void copy(byte[] from, int fromAt, byte[] to, int toAt, int length, int mask) {
    long wide = (mask & 0xFFFF_FFFFL) | ((long) mask << 32);
    int i = 0;
    for (; i <= length - Long.BYTES; i += Long.BYTES) {
      LONG.set(to, toAt + i, (long) LONG.get(from, fromAt + i) ^ wide);
    }
    for (; i < length; i++) {
      to[toAt + i] = (byte) (from[fromAt + i] ^ (mask >>> (8 * (i & 3))));
    }
  }
}
