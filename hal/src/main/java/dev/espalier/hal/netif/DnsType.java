package dev.espalier.hal.netif;

/** Which DNS server ({@code esp_netif_dns_type_t}). */
public enum DnsType {
  /** The first. */
  ESP_NETIF_DNS_MAIN,
  /** The second. */
  ESP_NETIF_DNS_BACKUP,
  /** The last. */
  ESP_NETIF_DNS_FALLBACK
}
