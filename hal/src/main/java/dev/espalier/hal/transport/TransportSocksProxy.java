package dev.espalier.hal.transport;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspErr;

/**
 * Another transport by way of a SOCKS proxy; in current ESP-IDF. {@link #connect} leaves one of
 * these numbers, or the proxy's own answer, in {@code errno}.
 */
public final class TransportSocksProxy extends EspTransport {
  /** The target's name has no IPv4 address ({@code SOCKS_RESPONSE_TARGET_NOT_FOUND}). */
  public static final int SOCKS_RESPONSE_TARGET_NOT_FOUND = 0xF0;

  /** {@code SOCKS_RESPONSE_PROXY_UNREACHABLE}, which nothing gives. */
  public static final int SOCKS_RESPONSE_PROXY_UNREACHABLE = 0xF1;

  /** The time is over ({@code SOCKS_TIMEOUT}). */
  public static final int SOCKS_TIMEOUT = 0xF2;

  /** The proxy has connected ({@code SOCKS_RESPONSE_SUCCESS}). */
  public static final int SOCKS_RESPONSE_SUCCESS = 0x5A;

  /** The proxy refuses ({@code SOCKS_RESPONSE_REQUEST_REJECTED}). */
  public static final int SOCKS_RESPONSE_REQUEST_REJECTED = 0x5B;

  private final SocksFunctions socks;

  private TransportSocksProxy(EspTransport parent, SocksProxyConfig config) {
    socks = new SocksFunctions(parent, config);
    setFunc(socks).orAbort();
  }

  /**
   * Makes a transport that connects by way of a proxy.
   *
   * @param parent carries the bytes to the proxy; it stays the caller's
   * @param config where the proxy is
   * @return the transport, not connected
   */
  @EspApi("esp_transport_socks_proxy_init")
  public static TransportSocksProxy init(EspTransport parent, SocksProxyConfig config) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_socks_proxy_init");
    var made = new TransportSocksProxy(parent, config);
    made.charge("esp_transport_socks_proxy_init", CStruct.TRANSPORT_SOCKS.bytes());
    return made;
  }

  /**
   * Names another proxy for connections to come.
   *
   * @param config where it is
   * @return {@code ESP_OK}
   */
  @EspApi(
      value = "esp_transport_socks_proxy_set_config",
      fidelity = Fidelity.PARTIAL,
      note = "ESP-IDF declares it and defines it nowhere: firmware that calls it does not link")
  public EspErr setConfig(SocksProxyConfig config) {
    Lint.warn(
        "socks-set-config",
        "esp_transport_socks_proxy_set_config() has no definition in ESP-IDF: firmware that calls"
            + " it does not link; make another transport instead");
    socks.config = config;
    return EspErr.ESP_OK;
  }
}
