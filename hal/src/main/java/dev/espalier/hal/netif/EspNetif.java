package dev.espalier.hal.netif;

import static dev.espalier.hal.netif.NetifErr.ESP_ERR_ESP_NETIF_IF_NOT_READY;
import static dev.espalier.hal.netif.NetifErr.ESP_ERR_ESP_NETIF_INVALID_PARAMS;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspResult;
import dev.espalier.hal.system.HeapLease;
import java.net.Inet4Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network interface. Its link is the driver's business, which calls {@code actionStart}, {@code
 * actionConnected} and the like through default event handlers; DHCP, addresses and their events
 * are here.
 */
public final class EspNetif {
  static final String TAG = "esp_netif_lwip";
  static final String HANDLERS = "esp_netif_handlers";
  private static final int HOSTNAME_MAX_LENGTH = 32;

  final NetifConfig config;
  final DhcpClient ipv4;
  private final Kernel kernel;
  final LinkLocal ipv6;
  final DhcpServer server;
  private byte[] mac = new byte[6];
  private String hostname;
  private final HeapLease memory;
  private final int index;
  private boolean started;
  private boolean up;

  private EspNetif(NetifConfig config, HeapLease memory) {
    this.memory = memory;
    this.config = config;
    this.kernel = Chip.current().kernel();
    this.ipv4 = new DhcpClient(this, config);
    this.ipv6 = new LinkLocal(this);
    this.server = new DhcpServer(this);
    if (config.has(NetifConfig.ESP_NETIF_DHCP_SERVER)) {
      ipv4.configured(IpInfo.SOFT_AP);
    }
    this.index = Netifs.current().number();
    this.hostname = Chip.current().config().get(Kconfig.LWIP_LOCAL_HOSTNAME);
  }

  /**
   * Starts the TCP/IP stack; a second time does nothing.
   *
   * @return {@code ESP_OK}
   */
  @EspApi("esp_netif_init")
  public static EspErr init() {
    Chip.current().kernel().call();
    return EspErr.ESP_OK;
  }

  /**
   * Would stop the TCP/IP stack, which cannot be stopped.
   *
   * @return {@code ESP_ERR_NOT_SUPPORTED}
   */
  @EspApi("esp_netif_deinit")
  public static EspErr deinit() {
    Chip.current().kernel().call();
    return EspErr.ESP_ERR_NOT_SUPPORTED;
  }

  /**
   * Makes an interface, without a driver.
   *
   * @param config what it is like
   * @return the interface, or null when there is one with the same key
   */
  @EspApi("esp_netif_new")
  public static @Nullable EspNetif create(NetifConfig config) {
    Chip.current().kernel().call();
    if (getHandleFromIfkey(config.ifKey()) != null) {
      EspLog.e(
          TAG,
          "%s: Failed to configure netif with config=%p (config or if_key is NULL or duplicate"
              + " key)",
          "esp_netif_new",
          config);
      return null;
    }
    HeapLease memory = Netifs.takeMemory();
    if (memory == null) {
      return null;
    }
    var netif = new EspNetif(config, memory);
    Netifs.current().all.addFirst(netif);
    return netif;
  }

  /** Removes the interface. */
  @EspApi("esp_netif_destroy")
  public void destroy() {
    kernel.call();
    ipv4.destroy();
    ipv6.clear();
    started = false;
    up = false;
    Netifs.current().all.remove(this);
    memory.release();
  }

  /**
   * Walks over all interfaces, newest first.
   *
   * @param netif an interface, null to begin
   * @return the next one, null at the end
   */
  @EspApi("esp_netif_next")
  public static @Nullable EspNetif next(@Nullable EspNetif netif) {
    Chip.current().kernel().call();
    List<EspNetif> all = Netifs.current().all;
    int index = netif == null ? 0 : all.indexOf(netif) + 1;
    boolean known = netif == null || index > 0;
    return known && index < all.size() ? all.get(index) : null;
  }

  /**
   * How many interfaces there are.
   *
   * @return the count
   */
  @EspApi("esp_netif_get_nr_of_ifs")
  public static int getNrOfIfs() {
    Chip.current().kernel().call();
    return Netifs.current().all.size();
  }

  /**
   * Finds an interface.
   *
   * @param ifKey its key, such as {@code WIFI_STA_DEF}
   * @return the interface, null when there is none
   */
  @EspApi("esp_netif_get_handle_from_ifkey")
  public static @Nullable EspNetif getHandleFromIfkey(String ifKey) {
    for (EspNetif netif : Netifs.current().all) {
      if (netif.config.ifKey().equals(ifKey)) {
        return netif;
      }
    }
    return null;
  }

  boolean isUp() {
    return up;
  }

  boolean isStarted() {
    return started;
  }

  byte[] mac() {
    return mac;
  }

  /**
   * For drivers: a station of the access point asks for an address; in the TCP/IP task.
   *
   * @param station its MAC address
   * @return the address; null when no server runs, or it has none left
   */
  public @Nullable IpInfo lease(byte[] station) {
    return server.lease(station);
  }

  Inet4Address bound() {
    return ipv4.bound();
  }

  /** The driver has started: the interface can be brought up. */
  @EspApi("esp_netif_action_start")
  public void actionStart() {
    EspLog.d(HANDLERS, "esp_netif action has started with netif%p", this);
    started = true;
    if (config.has(NetifConfig.ESP_NETIF_FLAG_AUTOUP)) {
      up = true;
      ipv4.linkUp();
    }
    if (config.has(NetifConfig.ESP_NETIF_DHCP_SERVER)) {
      server.begin();
    }
  }

  /** The driver has stopped. */
  @EspApi("esp_netif_action_stop")
  public void actionStop() {
    EspLog.d(HANDLERS, "esp_netif action stopped with netif%p", this);
    server.end();
    ipv4.stopDriver();
    ipv6.clear();
    up = false;
    started = false;
  }

  /** The link stands: brings the interface up and asks for an address, or uses the one set. */
  @EspApi("esp_netif_action_connected")
  public void actionConnected() {
    EspLog.d(HANDLERS, "esp_netif action connected with netif%p", this);
    up = true;
    ipv4.linkUp();
  }

  /** The link is gone: takes the interface down and forgets a leased address. */
  @EspApi("esp_netif_action_disconnected")
  public void actionDisconnected() {
    EspLog.d(HANDLERS, "esp_netif action disconnected with netif%p", this);
    ipv4.linkDown();
    ipv6.clear();
    up = false;
  }

  /**
   * Says on the console that there is an address.
   *
   * @param event the event's data
   */
  @EspApi("esp_netif_action_got_ip")
  public void actionGotIp(IpEvent.GotIp event) {
    EspLog.i(
        HANDLERS,
        "%s ip: %s, mask: %s, gw: %s",
        config.ifDesc(),
        event.ipInfo().ip().getHostAddress(),
        event.ipInfo().netmask().getHostAddress(),
        event.ipInfo().gw().getHostAddress());
  }

  /** For drivers: the DHCP server of the network offers an address. Any context. */
  public void offered(IpInfo info) {
    Netifs.current().tcpip.post(() -> ipv4.offered(info));
  }

  /**
   * Starts the DHCP client.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED}
   */
  @EspApi("esp_netif_dhcpc_start")
  public EspErr dhcpcStart() {
    kernel.call();
    return ipv4.start();
  }

  /**
   * Stops the DHCP client, to set the address by hand.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED}
   */
  @EspApi("esp_netif_dhcpc_stop")
  public EspErr dhcpcStop() {
    kernel.call();
    return ipv4.stop();
  }

  /**
   * What the DHCP client does.
   *
   * @return its status; {@code ESP_ERR_INVALID_ARG} for an interface with a DHCP server
   */
  @EspApi("esp_netif_dhcpc_get_status")
  public EspResult<DhcpStatus> dhcpcGetStatus() {
    kernel.call();
    return config.has(NetifConfig.ESP_NETIF_DHCP_SERVER)
        ? EspResult.error(EspErr.ESP_ERR_INVALID_ARG)
        : EspResult.of(ipv4.status());
  }

  /**
   * The interface's address.
   *
   * @return the address, {@link IpInfo#NONE} without one
   */
  @EspApi("esp_netif_get_ip_info")
  public IpInfo getIpInfo() {
    kernel.call();
    return ipv4.info();
  }

  /**
   * The address before the present one.
   *
   * @return the address, {@link IpInfo#NONE} without one
   */
  @EspApi("esp_netif_get_old_ip_info")
  public IpInfo getOldIpInfo() {
    kernel.call();
    return ipv4.oldInfo();
  }

  /**
   * Sets what counts as the address before the present one.
   *
   * @param info the address
   * @return {@code ESP_OK}
   */
  @EspApi("esp_netif_set_old_ip_info")
  public EspErr setOldIpInfo(IpInfo info) {
    kernel.call();
    ipv4.oldInfo(info);
    return EspErr.ESP_OK;
  }

  /**
   * Sets the address by hand.
   *
   * @param info the address
   * @return {@code ESP_OK}; {@code ESP_ERR_ESP_NETIF_DHCP_NOT_STOPPED}
   */
  @EspApi("esp_netif_set_ip_info")
  public EspErr setIpInfo(IpInfo info) {
    kernel.call();
    return ipv4.set(info);
  }

  /**
   * Whether the interface is up.
   *
   * @return true while its link stands
   */
  @EspApi("esp_netif_is_netif_up")
  public boolean isNetifUp() {
    kernel.call();
    return up;
  }

  /**
   * Sets the MAC address.
   *
   * @param address six bytes
   * @return {@code ESP_OK}
   */
  @EspApi("esp_netif_set_mac")
  public EspErr setMac(byte[] address) {
    kernel.call();
    mac = address.clone();
    return EspErr.ESP_OK;
  }

  /**
   * Gets the MAC address.
   *
   * @param address receives six bytes
   * @return {@code ESP_OK}
   */
  @EspApi("esp_netif_get_mac")
  public EspErr getMac(byte[] address) {
    kernel.call();
    System.arraycopy(mac, 0, address, 0, mac.length);
    return EspErr.ESP_OK;
  }

  /**
   * Sets the host name; after the driver has started.
   *
   * @param name at most 32 characters
   * @return {@code ESP_OK}; {@code ESP_ERR_ESP_NETIF_INVALID_PARAMS} when it is too long; {@code
   *     ESP_ERR_ESP_NETIF_IF_NOT_READY}
   */
  @EspApi("esp_netif_set_hostname")
  public EspErr setHostname(String name) {
    kernel.call();
    if (!started) {
      return ESP_ERR_ESP_NETIF_IF_NOT_READY;
    }
    if (name.length() > HOSTNAME_MAX_LENGTH) {
      return ESP_ERR_ESP_NETIF_INVALID_PARAMS;
    }
    hostname = name;
    return EspErr.ESP_OK;
  }

  /**
   * Gets the host name.
   *
   * @return the name; {@code ESP_ERR_ESP_NETIF_IF_NOT_READY} before the driver has started
   */
  @EspApi("esp_netif_get_hostname")
  public EspResult<String> getHostname() {
    kernel.call();
    return started ? EspResult.of(hostname) : EspResult.error(ESP_ERR_ESP_NETIF_IF_NOT_READY);
  }

  /**
   * Sets a DNS server.
   *
   * @param type which
   * @param server its address
   * @return {@code ESP_OK}; {@code ESP_ERR_ESP_NETIF_INVALID_PARAMS} for 0.0.0.0
   */
  @EspApi(
      value = "esp_netif_set_dns_info",
      fidelity = Fidelity.STORED,
      note = "names are looked up by the network underneath")
  public EspErr setDnsInfo(DnsType type, Inet4Address server) {
    kernel.call();
    if (server.isAnyLocalAddress()) {
      return ESP_ERR_ESP_NETIF_INVALID_PARAMS;
    }
    ipv4.dns.put(type, server);
    return EspErr.ESP_OK;
  }

  /**
   * Gets a DNS server.
   *
   * @param type which
   * @return its address, 0.0.0.0 for none
   */
  @EspApi("esp_netif_get_dns_info")
  public Inet4Address getDnsInfo(DnsType type) {
    kernel.call();
    return ipv4.dns.getOrDefault(type, IpInfo.NONE.ip());
  }

  /**
   * The flags it was made with.
   *
   * @return bits of {@link NetifConfig}
   */
  @EspApi("esp_netif_get_flags")
  public int getFlags() {
    return config.flags();
  }

  /**
   * Its key.
   *
   * @return such as {@code WIFI_STA_DEF}
   */
  @EspApi("esp_netif_get_ifkey")
  public String getIfkey() {
    return config.ifKey();
  }

  /**
   * Its description.
   *
   * @return such as {@code sta}
   */
  @EspApi("esp_netif_get_desc")
  public String getDesc() {
    return config.ifDesc();
  }

  /**
   * The priority of its route.
   *
   * @return the higher, the sooner it is the default
   */
  @EspApi("esp_netif_get_route_prio")
  public int getRoutePrio() {
    return config.routePrio();
  }

  /** Its number among those that were made, from 1 on. */
  int index() {
    return index;
  }

  @Override
  public String toString() {
    return config.ifKey();
  }
}
