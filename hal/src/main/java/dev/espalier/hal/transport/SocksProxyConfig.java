package dev.espalier.hal.transport;

/**
 * Where a proxy is ({@code esp_transport_socks_proxy_config_t}).
 *
 * @param version the protocol's version
 * @param address its name or address
 * @param port its port
 */
public record SocksProxyConfig(Version version, String address, int port) {
  /** Versions of the protocol ({@code socks_version_t}). */
  public enum Version {
    /** SOCKS version 4: addresses of IPv4, no names. */
    SOCKS4(4);

    private final int value;

    Version(int value) {
      this.value = value;
    }

    /**
     * The number on the wire.
     *
     * @return the number
     */
    public int value() {
      return value;
    }
  }
}
