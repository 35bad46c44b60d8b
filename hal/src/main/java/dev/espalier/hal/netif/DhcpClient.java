package dev.espalier.hal.netif;

import static dev.espalier.hal.netif.NetifErr.ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED;
import static dev.espalier.hal.netif.NetifErr.ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED;
import static dev.espalier.hal.netif.NetifErr.ESP_ERR_ESP_NETIF_DHCP_NOT_STOPPED;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.NetifAddress;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.system.EspErr;
import java.net.Inet4Address;
import java.util.EnumMap;
import java.util.Map;

/** An interface's IPv4 address: leased or set by hand, and lost again. */
final class DhcpClient {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  final Map<DnsType, Inet4Address> dns = new EnumMap<>(DnsType.class);
  private final EspNetif netif;
  private final NetifConfig config;
  private final Kernel kernel = Chip.current().kernel();
  private final Kernel.Alarm lostTimer = Netifs.current().tcpip.timer(this::lostIp);
  private DhcpStatus status = DhcpStatus.ESP_NETIF_DHCP_INIT;
  private IpInfo info = IpInfo.NONE;
  private IpInfo oldInfo = IpInfo.NONE;
  // What the network's server offers; taken when the client runs.
  private IpInfo offer = IpInfo.NONE;
  private boolean up;

  /** The address that lwIP's own interface has ({@code netif->ip_addr}). */
  private Inet4Address bound = IpInfo.NONE.ip();

  DhcpClient(EspNetif netif, NetifConfig config) {
    this.netif = netif;
    this.config = config;
  }

  DhcpStatus status() {
    return status;
  }

  IpInfo info() {
    return info;
  }

  IpInfo oldInfo() {
    return oldInfo;
  }

  Inet4Address bound() {
    return bound;
  }

  /** {@code netif_set_addr}: what goes through the former address is aborted. */
  private void bind(Inet4Address address) {
    Inet4Address before = bound;
    bound = address;
    if (!before.isAnyLocalAddress() && !before.equals(address)) {
      NetifAddress.lost(Netifs.current().addresses());
    }
  }

  void oldInfo(IpInfo value) {
    oldInfo = value;
  }

  /** The address that the interface is made with. */
  void configured(IpInfo value) {
    info = value;
  }

  void linkUp() {
    up = true;
    bind(info.ip());
    if (!config.has(NetifConfig.ESP_NETIF_DHCP_CLIENT)) {
      return;
    }
    if (status == DhcpStatus.ESP_NETIF_DHCP_INIT) {
      start().orPrint();
    } else if (status == DhcpStatus.ESP_NETIF_DHCP_STOPPED) {
      if (info.isStatic()) {
        postGotIp();
      } else {
        EspLog.e(EspNetif.HANDLERS, "invalid static ip");
      }
    }
  }

  void linkDown() {
    boolean had = !info.isNone();
    up = false;
    offer = IpInfo.NONE;
    if (status == DhcpStatus.ESP_NETIF_DHCP_STARTED) {
      status = DhcpStatus.ESP_NETIF_DHCP_INIT;
      info = IpInfo.NONE;
    }
    bind(IpInfo.NONE.ip());
    if (had && config.has(NetifConfig.ESP_NETIF_DHCP_CLIENT)) {
      startLostTimer();
    }
  }

  void stopDriver() {
    if (up && config.has(NetifConfig.ESP_NETIF_DHCP_CLIENT)) {
      status = DhcpStatus.ESP_NETIF_DHCP_INIT;
      info = IpInfo.NONE;
    }
    bind(IpInfo.NONE.ip());
    up = false;
    offer = IpInfo.NONE;
  }

  void destroy() {
    lostTimer.cancel();
    bind(IpInfo.NONE.ip());
    up = false;
  }

  void offered(IpInfo newOffer) {
    offer = newOffer;
    takeOffer();
  }

  private void takeOffer() {
    boolean taken = up && status == DhcpStatus.ESP_NETIF_DHCP_STARTED && !offer.isNone();
    if (taken && !info.equals(offer)) {
      info = offer;
      bind(info.ip());
      dns.put(DnsType.ESP_NETIF_DNS_MAIN, offer.gw());
      postGotIp();
    }
  }

  EspErr start() {
    if (status == DhcpStatus.ESP_NETIF_DHCP_STARTED) {
      return ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED;
    }
    info = IpInfo.NONE;
    dns.clear();
    if (up) {
      bound = IpInfo.NONE.ip(); // the C code sets it past lwIP: connections stay for now
    }
    status = up ? DhcpStatus.ESP_NETIF_DHCP_STARTED : DhcpStatus.ESP_NETIF_DHCP_INIT;
    if (up) {
      Netifs.current().tcpip.post(this::takeOffer);
    }
    return EspErr.ESP_OK;
  }

  EspErr stop() {
    if (status == DhcpStatus.ESP_NETIF_DHCP_STOPPED) {
      return ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED;
    }
    if (status == DhcpStatus.ESP_NETIF_DHCP_STARTED) {
      if (!info.isNone()) {
        startLostTimer();
      }
      info = IpInfo.NONE;
      bind(info.ip());
    }
    status = DhcpStatus.ESP_NETIF_DHCP_STOPPED;
    return EspErr.ESP_OK;
  }

  EspErr set(IpInfo newInfo) {
    if (config.has(NetifConfig.ESP_NETIF_DHCP_CLIENT)
        && status != DhcpStatus.ESP_NETIF_DHCP_STOPPED) {
      return ESP_ERR_ESP_NETIF_DHCP_NOT_STOPPED;
    }
    if (config.has(NetifConfig.ESP_NETIF_DHCP_SERVER)
        && netif.server.status != DhcpStatus.ESP_NETIF_DHCP_STOPPED) {
      return ESP_ERR_ESP_NETIF_DHCP_NOT_STOPPED;
    }
    dns.clear();
    info = newInfo;
    if (up) {
      bind(info.ip());
    }
    if (up
        && config.has(NetifConfig.ESP_NETIF_FLAG_EVENT_IP_MODIFIED)
        && info.isStatic()
        && !info.gw().isAnyLocalAddress()) {
      postGotIp();
    }
    return EspErr.ESP_OK;
  }

  private void postGotIp() {
    boolean changed = !info.equals(oldInfo);
    oldInfo = info;
    Netifs.post(config.getIpEvent(), new IpEvent.GotIp(netif, info, changed));
  }

  private void startLostTimer() {
    int seconds = Chip.current().config().get(Kconfig.ESP_NETIF_IP_LOST_TIMER_INTERVAL);
    if (seconds > 0 && !lostTimer.isSet()) {
      lostTimer.set(kernel.now() + seconds * NANOS_PER_SECOND);
    }
  }

  private void lostIp() {
    if (up && !info.isNone()) {
      return;
    }
    oldInfo = IpInfo.NONE;
    if (config.lostIpEvent() != 0) {
      Netifs.post(config.lostIpEvent(), new IpEvent.GotIp(netif, IpInfo.NONE, false));
    }
  }
}
