package dev.espalier.hal.netif;

import dev.espalier.hal.system.EspErr;

/** The error codes of {@code esp_netif}. */
public final class NetifErr {
  /** A parameter is not allowed. */
  public static final EspErr ESP_ERR_ESP_NETIF_INVALID_PARAMS = new EspErr(0x5001);

  /** The interface was not started. */
  public static final EspErr ESP_ERR_ESP_NETIF_IF_NOT_READY = new EspErr(0x5002);

  /** The DHCP client runs. */
  public static final EspErr ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED = new EspErr(0x5004);

  /** The DHCP client does not run. */
  public static final EspErr ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED = new EspErr(0x5005);

  /** The DHCP client must be stopped first. */
  public static final EspErr ESP_ERR_ESP_NETIF_DHCP_NOT_STOPPED = new EspErr(0x5007);

  /** No such DNS server is known. */
  public static final EspErr ESP_ERR_ESP_NETIF_DNS_NOT_CONFIGURED = new EspErr(0x500a);

  private NetifErr() {}
}
