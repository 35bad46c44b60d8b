package dev.espalier.emulator.serial;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a body, little-endian. */
final class BodyWriter {
  static final int NO_FAMILY = 0;
  static final int IPV4 = 4;
  static final int IPV6 = 6;

  private byte[] bytes = new byte[64];
  private int length;

  BodyWriter u8(int value) {
    return number(value, 1);
  }

  BodyWriter u16(int value) {
    return number(value, 2);
  }

  BodyWriter u32(long value) {
    return number(value, 4);
  }

  private BodyWriter number(long value, int count) {
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) (value >> (8 * i));
    }
    return this;
  }

  BodyWriter bytes(byte[] from) {
    reserve(from.length);
    System.arraycopy(from, 0, bytes, length, from.length);
    length += from.length;
    return this;
  }

  /** A length of one byte, then the bytes. */
  BodyWriter counted(byte[] from) {
    return u8(from.length).bytes(from);
  }

  BodyWriter host(InetAddress address) {
    byte[] raw = address.getAddress();
    return u8(raw.length == 4 ? IPV4 : IPV6).bytes(raw);
  }

  BodyWriter address(@Nullable InetSocketAddress address) {
    if (address == null) {
      return u8(NO_FAMILY);
    }
    byte[] raw = address.getAddress().getAddress();
    return u8(raw.length == 4 ? IPV4 : IPV6).u16(address.getPort()).bytes(raw);
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  byte[] take() {
    return Arrays.copyOf(bytes, length);
  }
}
