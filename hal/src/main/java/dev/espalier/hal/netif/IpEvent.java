package dev.espalier.hal.netif;

import dev.espalier.hal.event.EventBase;
import java.net.Inet4Address;
import java.net.Inet6Address;

/** The data of an event of {@link #IP_EVENT}. */
public sealed interface IpEvent {
  /** The base of all events about addresses. */
  EventBase<IpEvent> IP_EVENT = EventBase.define("IP_EVENT");

  /** The station has an address; data: {@link GotIp}. */
  int IP_EVENT_STA_GOT_IP = 0;

  /** The station has had no address for too long; data: {@link GotIp} without one. */
  int IP_EVENT_STA_LOST_IP = 1;

  /** The access point gave an address to a station; data: {@link ApStaIpAssigned}. */
  int IP_EVENT_AP_STAIPASSIGNED = 2;

  /** An IPv6 address can be used; data: {@link GotIp6}. */
  int IP_EVENT_GOT_IP6 = 3;

  /** Ethernet has an address; data: {@link GotIp}. */
  int IP_EVENT_ETH_GOT_IP = 4;

  /** Ethernet has had no address for too long; data: {@link GotIp} without one. */
  int IP_EVENT_ETH_LOST_IP = 5;

  /**
   * An interface got an IPv4 address ({@code ip_event_got_ip_t}).
   *
   * @param espNetif the interface
   * @param ipInfo its address
   * @param ipChanged whether it is another one than before
   */
  record GotIp(EspNetif espNetif, IpInfo ipInfo, boolean ipChanged) implements IpEvent {}

  /**
   * An interface got an IPv6 address ({@code ip_event_got_ip6_t}).
   *
   * @param espNetif the interface
   * @param ip the address
   * @param ipIndex the address's number within the interface
   */
  record GotIp6(EspNetif espNetif, Inet6Address ip, int ipIndex) implements IpEvent {}

  /**
   * The access point gave an address to a station ({@code ip_event_ap_staipassigned_t}).
   *
   * @param ip the address
   */
  record ApStaIpAssigned(Inet4Address ip) implements IpEvent {}
}
