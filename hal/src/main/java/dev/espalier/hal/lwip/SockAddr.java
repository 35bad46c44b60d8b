package dev.espalier.hal.lwip;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A socket address ({@code struct sockaddr_in}, {@code sockaddr_in6}): mutable and reusable, since
 * calls such as {@link Sockets#recvfrom} fill it in.
 */
public final class SockAddr {
  private int family;
  private int port;
  private @Nullable InetSocketAddress address;

  /** Makes an address of family {@code AF_UNSPEC}. */
  public SockAddr() {}

  /**
   * Makes an IPv4 address ({@code sockaddr_in}).
   *
   * @param ip dotted, such as {@code "192.168.4.1"}
   * @param port 0 to 65535, in the host's byte order
   * @return the address
   * @throws IllegalArgumentException when the text is no IPv4 address
   */
  public static SockAddr in(String ip, int port) {
    byte[] bytes = new byte[4];
    if (Inet.inet_pton(Sockets.AF_INET, ip, bytes) != 1) {
      throw new IllegalArgumentException("not an IPv4 address: \"" + ip + "\"");
    }
    return of(bytes, port);
  }

  /**
   * Makes an IPv6 address ({@code sockaddr_in6}).
   *
   * @param ip such as {@code "::1"}
   * @param port 0 to 65535, in the host's byte order
   * @return the address
   * @throws IllegalArgumentException when the text is no IPv6 address
   */
  public static SockAddr in6(String ip, int port) {
    byte[] bytes = new byte[16];
    if (Inet.inet_pton(Sockets.AF_INET6, ip, bytes) != 1) {
      throw new IllegalArgumentException("not an IPv6 address: \"" + ip + "\"");
    }
    return of(bytes, port);
  }

  /**
   * Makes an address of its bytes.
   *
   * @param bytes 4 or 16 bytes, in network order; copied
   * @param port 0 to 65535
   * @return the address
   */
  public static SockAddr of(byte[] bytes, int port) {
    try {
      SockAddr made = new SockAddr();
      made.address = new InetSocketAddress(InetAddress.getByAddress(bytes), 0);
      made.family = bytes.length == 4 ? Sockets.AF_INET : Sockets.AF_INET6;
      return made.port(port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes: " + bytes.length, e);
    }
  }

  /**
   * The any-address, for {@code bind} ({@code INADDR_ANY}, {@code in6addr_any}).
   *
   * @param family {@link Sockets#AF_INET} or {@link Sockets#AF_INET6}
   * @param port 0 to 65535, 0 for a free one
   * @return the address
   */
  public static SockAddr any(int family, int port) {
    return of(new byte[family == Sockets.AF_INET6 ? 16 : 4], port);
  }

  /**
   * The address family.
   *
   * @return {@link Sockets#AF_INET}, {@link Sockets#AF_INET6} or {@link Sockets#AF_UNSPEC}
   */
  public int family() {
    return family;
  }

  /**
   * The port, in the host's byte order.
   *
   * @return 0 to 65535
   */
  public int port() {
    return port;
  }

  /**
   * The same address with another port.
   *
   * @param port 0 to 65535
   * @return this, changed
   */
  @CanIgnoreReturnValue
  public SockAddr port(int port) {
    if (port < 0 || port > 0xFFFF) {
      throw new IllegalArgumentException("port must be 0..65535: " + port);
    }
    InetSocketAddress old = address;
    if (old != null && port != this.port) {
      address = new InetSocketAddress(old.getAddress(), port);
    }
    this.port = port;
    return this;
  }

  /**
   * The address in bytes, network order.
   *
   * @return 4 or 16 bytes, none for {@code AF_UNSPEC}; a fresh copy
   */
  public byte[] bytes() {
    InetSocketAddress current = address;
    if (current == null) {
      return new byte[0];
    }
    byte[] raw = current.getAddress().getAddress();
    return family == Sockets.AF_INET6 && raw.length == 4 ? mapped(raw) : raw;
  }

  /**
   * Takes over another address.
   *
   * @param other where to copy from
   */
  public void copyFrom(SockAddr other) {
    family = other.family;
    port = other.port;
    address = other.address;
  }

  /** The text of the address and the port, as {@code 10.0.0.1:80} or {@code [::1]:80}. */
  @Override
  public String toString() {
    if (address == null) {
      return "AF_UNSPEC";
    }
    String ip = Inet.inet_ntop(family, bytes());
    return family == Sockets.AF_INET6 ? "[" + ip + "]:" + port : ip + ":" + port;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SockAddr that
        && family == that.family
        && port == that.port
        && Arrays.equals(bytes(), that.bytes());
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes()) + port;
  }

  /** Fills this in without copying; IPv4 shows as a mapped address on an IPv6 socket. */
  void assign(@Nullable InetSocketAddress from, boolean ipv6) {
    address = from;
    if (from == null) {
      family = Sockets.AF_UNSPEC;
      port = 0;
    } else {
      family =
          ipv6 || !(from.getAddress() instanceof Inet4Address) ? Sockets.AF_INET6 : Sockets.AF_INET;
      port = from.getPort();
    }
  }

  /** The JDK's form; IPv4-mapped addresses are unmapped by the JDK, as lwIP unmaps them. */
  @Nullable InetSocketAddress toJdk() {
    return address;
  }

  private static byte[] mapped(byte[] ipv4) {
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xFF;
    bytes[11] = (byte) 0xFF;
    System.arraycopy(ipv4, 0, bytes, 12, 4);
    return bytes;
  }
}
