package dev.espalier.emulator.serial;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a body, checking every length. */
final class BodyReader {
  private final FrameType type;
  private final byte[] bytes;
  private int at;

  BodyReader(FrameType type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  int u8() throws ViolationException {
    return (int) number(1);
  }

  /** A number that has to lie within limits. */
  int u8(int min, int max) throws ViolationException {
    return check(u8(), min, max);
  }

  int i8() throws ViolationException {
    return (byte) number(1);
  }

  int u16() throws ViolationException {
    return (int) number(2);
  }

  int u16(int min, int max) throws ViolationException {
    return check(u16(), min, max);
  }

  long u32() throws ViolationException {
    return number(4);
  }

  int i32() throws ViolationException {
    return (int) number(4);
  }

  private int check(int value, int min, int max) throws ViolationException {
    if (value < min || value > max) {
      throw new ViolationException(type + " has " + value + " in a field of " + min + " to " + max);
    }
    return value;
  }

  private long number(int count) throws ViolationException {
    need(count);
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[at++] & 0xffL) << (8 * i);
    }
    return value;
  }

  byte[] bytes(int count) throws ViolationException {
    need(count);
    at += count;
    return Arrays.copyOfRange(bytes, at - count, at);
  }

  byte[] counted(int max) throws ViolationException {
    return bytes(u8(0, max));
  }

  /** What is left, at least so many bytes. */
  byte[] rest(int min) throws ViolationException {
    need(min);
    return bytes(bytes.length - at);
  }

  InetAddress host() throws ViolationException {
    int family = u8();
    if (family != BodyWriter.IPV4 && family != BodyWriter.IPV6) {
      throw new ViolationException(type + " has an address of family " + family);
    }
    return raw(family == BodyWriter.IPV4 ? 4 : 16);
  }

  /** An address of an interface: it stays one of IPv6 when it is a mapped one, too. */
  InetAddress ipv6() throws ViolationException {
    return ipv6(bytes(16));
  }

  static InetAddress ipv6(byte[] bytes) {
    try {
      return Inet6Address.getByAddress(null, bytes, -1);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not 16 bytes: " + bytes.length, e);
    }
  }

  InetAddress raw(int count) throws ViolationException {
    try {
      return InetAddress.getByAddress(bytes(count));
    } catch (UnknownHostException e) {
      throw new ViolationException(type + " has no address: " + e.getMessage());
    }
  }

  @Nullable InetSocketAddress address() throws ViolationException {
    int family = u8();
    if (family == BodyWriter.NO_FAMILY) {
      return null;
    }
    if (family != BodyWriter.IPV4 && family != BodyWriter.IPV6) {
      throw new ViolationException(type + " has an address of family " + family);
    }
    int port = u16();
    return new InetSocketAddress(raw(family == BodyWriter.IPV4 ? 4 : 16), port);
  }

  /** An address that has to be there. */
  InetSocketAddress someAddress() throws ViolationException {
    InetSocketAddress address = address();
    if (address == null) {
      throw new ViolationException(type + " lacks an address");
    }
    return address;
  }

  private void need(int count) throws ViolationException {
    if (bytes.length - at < count) {
      throw new ViolationException(type + " is too short: " + bytes.length + " bytes");
    }
  }

  /** Nothing may follow. */
  void end() throws ViolationException {
    if (at != bytes.length) {
      throw new ViolationException(type + " is too long: " + bytes.length + " bytes");
    }
  }
}
