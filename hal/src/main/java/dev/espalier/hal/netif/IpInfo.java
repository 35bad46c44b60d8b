package dev.espalier.hal.netif;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An interface's IPv4 address ({@code esp_netif_ip_info_t}).
 *
 * @param ip the address, 0.0.0.0 for none
 * @param netmask its mask
 * @param gw the router
 */
public record IpInfo(Inet4Address ip, Inet4Address netmask, Inet4Address gw) {
  /** No address. */
  public static final IpInfo NONE = of("0.0.0.0", "0.0.0.0", "0.0.0.0");

  /** What an access point begins with ({@code _g_esp_netif_soft_ap_ip}). */
  public static final IpInfo SOFT_AP = of("192.168.4.1", "255.255.255.0", "192.168.4.1");

  /**
   * Makes one from texts.
   *
   * @param ip such as {@code 192.168.4.2}
   * @param netmask such as {@code 255.255.255.0}
   * @param gw such as {@code 192.168.4.1}
   * @return the addresses
   * @throws IllegalArgumentException when a text is no IPv4 address
   */
  public static IpInfo of(String ip, String netmask, String gw) {
    return new IpInfo(parse(ip), parse(netmask), parse(gw));
  }

  static Inet4Address parse(String text) {
    // A name would be looked up: four numbers and dots only.
    if (text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")) {
      try {
        return (Inet4Address) InetAddress.getByName(text);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException("no IPv4 address: " + text, e);
      }
    }
    throw new IllegalArgumentException("no IPv4 address: " + text);
  }

  boolean isNone() {
    return ip.isAnyLocalAddress();
  }

  /** Whether it could be set by hand ({@code esp_netif_is_valid_static_ip}). */
  boolean isStatic() {
    return !ip.isAnyLocalAddress() && !netmask.isAnyLocalAddress();
  }
}
