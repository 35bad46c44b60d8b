package dev.espalier.hal.netif;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.lwip.Inet;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspResult;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Addresses as texts and numbers ({@code esp_netif.h}). */
public final class EspIp4Addr {
  private static final int IP6_BYTES = 16;

  private EspIp4Addr() {}

  /**
   * Makes an address of its four numbers.
   *
   * @param a the first, 0 to 255
   * @param b the second
   * @param c the third
   * @param d the last
   * @return the address
   */
  @EspApi("esp_netif_set_ip4_addr")
  public static Inet4Address of(int a, int b, int c, int d) {
    return (Inet4Address) address(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
  }

  /**
   * Writes an address.
   *
   * @param address the address
   * @return such as {@code 192.168.4.1}
   */
  @EspApi("esp_ip4addr_ntoa")
  public static String ntoa(Inet4Address address) {
    return address.getHostAddress();
  }

  /**
   * Reads an address in any of the ways of {@code inet_aton}.
   *
   * @param text such as {@code 192.168.4.1}
   * @return the number, the first byte lowest; {@link Inet#INADDR_NONE} for what is no address
   */
  @EspApi("esp_ip4addr_aton")
  public static int aton(String text) {
    byte[] bytes = new byte[4];
    return Inet.inet_aton(text, bytes) == 0
        ? Inet.INADDR_NONE
        : Integer.reverseBytes(ByteBuffer.wrap(bytes).getInt());
  }

  /**
   * Reads an IPv4 address.
   *
   * @param text such as {@code 192.168.4.1}
   * @return the address; {@code ESP_FAIL}; {@code ESP_ERR_INVALID_ARG} for null
   */
  @EspApi("esp_netif_str_to_ip4")
  public static EspResult<Inet4Address> strToIp4(@Nullable String text) {
    if (text == null) {
      return EspResult.error(EspErr.ESP_ERR_INVALID_ARG);
    }
    byte[] bytes = new byte[4];
    return Inet.inet_aton(text, bytes) == 0
        ? EspResult.error(EspErr.ESP_FAIL)
        : EspResult.of((Inet4Address) address(bytes));
  }

  /**
   * Reads an IPv6 address.
   *
   * @param text such as {@code fe80::1}
   * @return the address; {@code ESP_FAIL}; {@code ESP_ERR_INVALID_ARG} for null
   */
  @EspApi("esp_netif_str_to_ip6")
  public static EspResult<Inet6Address> strToIp6(@Nullable String text) {
    if (text == null) {
      return EspResult.error(EspErr.ESP_ERR_INVALID_ARG);
    }
    byte[] bytes = new byte[IP6_BYTES];
    if (Inet.inet_pton(Sockets.AF_INET6, text, bytes) != 1) {
      return EspResult.error(EspErr.ESP_FAIL);
    }
    try {
      return EspResult.of(Inet6Address.getByAddress(null, bytes, -1));
    } catch (UnknownHostException e) {
      return EspResult.error(EspErr.ESP_FAIL);
    }
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
