package dev.espalier.hal.netif;

/** What an interface's DHCP client does ({@code esp_netif_dhcp_status_t}). */
public enum DhcpStatus {
  /** It begins when the link is up. */
  ESP_NETIF_DHCP_INIT,
  /** It asks for an address or has one. */
  ESP_NETIF_DHCP_STARTED,
  /** It was stopped: the address is set by hand. */
  ESP_NETIF_DHCP_STOPPED
}
