package dev.espalier.hal.tls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to serve ({@code esp_tls_cfg_server_t}).
 *
 * @param alpnProtos application protocols, the preferred one first; empty for none
 * @param caCert authorities of clients, whose certificates are then required; PEM that ends with a
 *     NUL, or DER; null for none
 * @param serverCert own certificate: PEM that ends with a NUL, or DER
 * @param serverKey its private key: PEM that ends with a NUL, or DER
 * @param serverKeyPassword the private key's password
 * @param tickets {@code ticket_ctx}: session tickets, once they are initialised
 */
@SuppressWarnings("ArrayRecordComponent") // the caller's bytes, as in C; never compared
public record EspTlsCfgServer(
    List<String> alpnProtos,
    byte @Nullable [] caCert,
    byte @Nullable [] serverCert,
    byte @Nullable [] serverKey,
    byte @Nullable [] serverKeyPassword,
    EspTlsServerTickets tickets) {
  /**
   * Makes a configuration without session tickets so far.
   *
   * @param alpnProtos application protocols
   * @param caCert authorities of clients, or null
   * @param serverCert own certificate
   * @param serverKey its private key
   * @param serverKeyPassword the private key's password
   */
  public EspTlsCfgServer(
      List<String> alpnProtos,
      byte @Nullable [] caCert,
      byte @Nullable [] serverCert,
      byte @Nullable [] serverKey,
      byte @Nullable [] serverKeyPassword) {
    this(alpnProtos, caCert, serverCert, serverKey, serverKeyPassword, new EspTlsServerTickets());
  }
}
