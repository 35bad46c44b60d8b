package dev.espalier.hal.transport;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.tls.TlsKeepAlive;
import org.jspecify.annotations.Nullable;

/** Plain TCP. */
public final class TransportTcp extends EspTransport {
  private final TcpFunctions tcp = new TcpFunctions();

  private TransportTcp() {
    setFunc(tcp).orAbort();
    setAsyncConnectFunc(tcp::connectAsync).orAbort();
    errors(tcp.errors);
  }

  /**
   * Makes a transport over TCP.
   *
   * @return the transport, not connected
   */
  @EspApi("esp_transport_tcp_init")
  public static TransportTcp init() {
    var made = new TransportTcp();
    made.charge(
        "esp_transport_tcp_init",
        CStruct.TRANSPORT_SSL.bytes(),
        CStruct.TRANSPORT_FOUNDATION.bytes(),
        CStruct.TRANSPORT_ERRORS.bytes());
    return made;
  }

  /**
   * Sets TCP keep-alive for connections to come.
   *
   * @param config the parameters; null for none
   */
  @EspApi("esp_transport_tcp_set_keep_alive")
  public void setKeepAlive(@Nullable TlsKeepAlive config) {
    tcp.keepAlive = config;
  }

  /**
   * Binds connections to come to an interface.
   *
   * @param name the interface's name, such as {@code "st1"}; null for any
   */
  @EspApi("esp_transport_tcp_set_interface_name")
  public void setInterfaceName(@Nullable String name) {
    tcp.ifName = name;
  }
}
