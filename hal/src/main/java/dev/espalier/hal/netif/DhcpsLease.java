package dev.espalier.hal.netif;

import java.net.Inet4Address;

/**
 * The addresses that a DHCP server gives ({@code dhcps_lease_t}).
 *
 * @param startIp the first
 * @param endIp the last
 */
public record DhcpsLease(Inet4Address startIp, Inet4Address endIp) {
  /**
   * Makes one from texts.
   *
   * @param start such as {@code 192.168.4.10}
   * @param end such as {@code 192.168.4.20}
   * @return the addresses
   * @throws IllegalArgumentException when a text is no IPv4 address
   */
  public static DhcpsLease of(String start, String end) {
    return new DhcpsLease(IpInfo.parse(start), IpInfo.parse(end));
  }
}
