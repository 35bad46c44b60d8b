package dev.espalier.hal.netif;

/**
 * What an interface is like from the start ({@code esp_netif_inherent_config_t}).
 *
 * @param flags bits {@code ESP_NETIF_…}
 * @param getIpEvent event id for a new address
 * @param lostIpEvent event id for a lost address, 0 for none
 * @param ifKey its unique key
 * @param ifDesc its description, for log lines
 * @param routePrio the higher, the sooner it is the default route
 */
public record NetifConfig(
    int flags, int getIpEvent, int lostIpEvent, String ifKey, String ifDesc, int routePrio) {
  /** Asks for an address by DHCP. */
  public static final int ESP_NETIF_DHCP_CLIENT = 1;

  /** Gives addresses by DHCP. */
  public static final int ESP_NETIF_DHCP_SERVER = 1 << 1;

  /** Is up from its start. */
  public static final int ESP_NETIF_FLAG_AUTOUP = 1 << 2;

  /** Announces its address. */
  public static final int ESP_NETIF_FLAG_GARP = 1 << 3;

  /** Posts an event when its address is set by hand. */
  public static final int ESP_NETIF_FLAG_EVENT_IP_MODIFIED = 1 << 4;

  /** Sends reports of multicast listeners. */
  public static final int ESP_NETIF_FLAG_MLDV6_REPORT = 1 << 7;

  /**
   * A Wi-Fi station ({@code ESP_NETIF_INHERENT_DEFAULT_WIFI_STA}).
   *
   * @return key {@code WIFI_STA_DEF}, description {@code sta}
   */
  public static NetifConfig wifiSta() {
    return new NetifConfig(
        ESP_NETIF_DHCP_CLIENT
            | ESP_NETIF_FLAG_GARP
            | ESP_NETIF_FLAG_EVENT_IP_MODIFIED
            | ESP_NETIF_FLAG_MLDV6_REPORT,
        IpEvent.IP_EVENT_STA_GOT_IP,
        IpEvent.IP_EVENT_STA_LOST_IP,
        "WIFI_STA_DEF",
        "sta",
        100);
  }

  /**
   * A Wi-Fi access point ({@code ESP_NETIF_INHERENT_DEFAULT_WIFI_AP}); its address is 192.168.4.1.
   *
   * @return key {@code WIFI_AP_DEF}, description {@code ap}
   */
  public static NetifConfig wifiAp() {
    return new NetifConfig(
        ESP_NETIF_DHCP_SERVER | ESP_NETIF_FLAG_AUTOUP, 0, 0, "WIFI_AP_DEF", "ap", 10);
  }

  /**
   * The same with another description.
   *
   * @param desc the description
   * @return a changed copy
   */
  public NetifConfig withIfDesc(String desc) {
    return new NetifConfig(flags, getIpEvent, lostIpEvent, ifKey, desc, routePrio);
  }

  /**
   * The same with another key.
   *
   * @param key the key
   * @return a changed copy
   */
  public NetifConfig withIfKey(String key) {
    return new NetifConfig(flags, getIpEvent, lostIpEvent, key, ifDesc, routePrio);
  }

  /**
   * The same with another priority of its route.
   *
   * @param prio the priority
   * @return a changed copy
   */
  public NetifConfig withRoutePrio(int prio) {
    return new NetifConfig(flags, getIpEvent, lostIpEvent, ifKey, ifDesc, prio);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
