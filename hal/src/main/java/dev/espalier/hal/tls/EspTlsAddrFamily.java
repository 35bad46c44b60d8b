package dev.espalier.hal.tls;

import dev.espalier.hal.lwip.Sockets;

/** Which addresses of a host to connect to ({@code esp_tls_addr_family_t}). */
public enum EspTlsAddrFamily {
  /** Any. */
  ESP_TLS_AF_UNSPEC(Sockets.AF_UNSPEC),
  /** IPv4. */
  ESP_TLS_AF_INET(Sockets.AF_INET),
  /** IPv6. */
  ESP_TLS_AF_INET6(Sockets.AF_INET6);

  private final int family;

  EspTlsAddrFamily(int family) {
    this.family = family;
  }

  /** What {@code getaddrinfo} is asked for. */
  int family() {
    return family;
  }
}
