package dev.espalier.hal.netif;

import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.system.EspErr;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The DHCP server of an interface ({@code dhcpserver.c}): who has which address. */
final class DhcpServer {
  /** {@code DHCPS_MAX_LEASE}. */
  static final int LEASES_MAX = 100;

  /** {@code DHCPS_LEASE_TIME_DEF}, minutes. */
  static final int LEASE_MINUTES = 120;

  private final EspNetif netif;
  private final Map<ByteBuffer, Integer> leases = new HashMap<>();
  DhcpStatus status = DhcpStatus.ESP_NETIF_DHCP_INIT;
  int leaseMinutes = LEASE_MINUTES;
  @Nullable DhcpsLease range;
  boolean offersRouter = true;
  boolean offersDns;

  DhcpServer(EspNetif netif) {
    this.netif = netif;
  }

  /** The driver has started, or somebody starts the server. */
  void begin() {
    if (status != DhcpStatus.ESP_NETIF_DHCP_STOPPED) {
      status = netif.isUp() ? DhcpStatus.ESP_NETIF_DHCP_STARTED : DhcpStatus.ESP_NETIF_DHCP_INIT;
    }
  }

  EspErr start() {
    if (status == DhcpStatus.ESP_NETIF_DHCP_STARTED) {
      return NetifErr.ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED;
    }
    status = DhcpStatus.ESP_NETIF_DHCP_INIT;
    begin();
    return EspErr.ESP_OK;
  }

  EspErr stop() {
    if (status == DhcpStatus.ESP_NETIF_DHCP_STOPPED) {
      return NetifErr.ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED;
    }
    if (status == DhcpStatus.ESP_NETIF_DHCP_STARTED && !netif.isStarted()) {
      return NetifErr.ESP_ERR_ESP_NETIF_IF_NOT_READY;
    }
    leases.clear();
    status = DhcpStatus.ESP_NETIF_DHCP_STOPPED;
    return EspErr.ESP_OK;
  }

  /** The driver has stopped. */
  void end() {
    leases.clear();
    if (status != DhcpStatus.ESP_NETIF_DHCP_STOPPED) {
      status = DhcpStatus.ESP_NETIF_DHCP_INIT;
    }
  }

  /** Gives a station its address, the same one again; null when it gets none. */
  @Nullable IpInfo lease(byte[] station) {
    if (status != DhcpStatus.ESP_NETIF_DHCP_STARTED) {
      return null;
    }
    IpInfo own = netif.ipv4.info();
    Integer ip = leases.get(ByteBuffer.wrap(station));
    if (ip == null) {
      ip = free(own);
      if (ip == null) {
        return null;
      }
      leases.put(ByteBuffer.wrap(station.clone()), ip);
    }
    Inet4Address address = address(ip);
    EspLog.i(
        EspNetif.TAG, "DHCP server assigned IP to a station, IP is: %s", address.getHostAddress());
    Netifs.post(IpEvent.IP_EVENT_AP_STAIPASSIGNED, new IpEvent.ApStaIpAssigned(address));
    return new IpInfo(address, own.netmask(), own.ip());
  }

  /** The lowest address that nobody has ({@code dhcps_poll_set}). */
  private @Nullable Integer free(IpInfo own) {
    int server = number(own.ip());
    int mask = number(own.netmask());
    int first = server & mask;
    int last = first | ~mask;
    DhcpsLease chosen = range;
    if (chosen != null) {
      first = number(chosen.startIp());
      last = number(chosen.endIp());
    } else if (server - first > last - server) {
      first++;
      last = server - 1;
    } else {
      first = server + 1;
      last--;
    }
    for (int ip = first; ip <= last && ip - first < LEASES_MAX; ip++) {
      if (!leases.containsValue(ip)) {
        return ip;
      }
    }
    return null;
  }

  static int number(Inet4Address address) {
    return ByteBuffer.wrap(address.getAddress()).getInt();
  }

  private static Inet4Address address(int number) {
    try {
      byte[] bytes = ByteBuffer.allocate(4).putInt(number).array();
      return (Inet4Address) InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
