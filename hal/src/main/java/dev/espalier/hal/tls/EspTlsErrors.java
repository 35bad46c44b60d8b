package dev.espalier.hal.tls;

import dev.espalier.hal.system.EspErr;

/** Error codes of {@code esp-tls} and of mbedTLS below it. */
public final class EspTlsErrors {
  /** The host name could not be resolved. */
  public static final EspErr ESP_ERR_ESP_TLS_CANNOT_RESOLVE_HOSTNAME = new EspErr(0x8001);

  /** No socket could be made. */
  public static final EspErr ESP_ERR_ESP_TLS_CANNOT_CREATE_SOCKET = new EspErr(0x8002);

  /** The address is neither IPv4 nor IPv6. */
  public static final EspErr ESP_ERR_ESP_TLS_UNSUPPORTED_PROTOCOL_FAMILY = new EspErr(0x8003);

  /** TCP did not connect. */
  public static final EspErr ESP_ERR_ESP_TLS_FAILED_CONNECT_TO_HOST = new EspErr(0x8004);

  /** A socket option could not be set. */
  public static final EspErr ESP_ERR_ESP_TLS_SOCKET_SETOPT_FAILED = new EspErr(0x8005);

  /** The connection took too long. */
  public static final EspErr ESP_ERR_ESP_TLS_CONNECTION_TIMEOUT = new EspErr(0x8006);

  /** The secure element failed. */
  public static final EspErr ESP_ERR_ESP_TLS_SE_FAILED = new EspErr(0x8007);

  /** The peer ended TCP. */
  public static final EspErr ESP_ERR_ESP_TLS_TCP_CLOSED_FIN = new EspErr(0x8008);

  /** Some certificates of a bundle could not be read. */
  public static final EspErr ESP_ERR_MBEDTLS_CERT_PARTLY_OK = new EspErr(0x8010);

  /** The random number generator could not be seeded. */
  public static final EspErr ESP_ERR_MBEDTLS_CTR_DRBG_SEED_FAILED = new EspErr(0x8011);

  /** The host name could not be set. */
  public static final EspErr ESP_ERR_MBEDTLS_SSL_SET_HOSTNAME_FAILED = new EspErr(0x8012);

  /** The defaults could not be set. */
  public static final EspErr ESP_ERR_MBEDTLS_SSL_CONFIG_DEFAULTS_FAILED = new EspErr(0x8013);

  /** The ALPN protocols could not be set. */
  public static final EspErr ESP_ERR_MBEDTLS_SSL_CONF_ALPN_PROTOCOLS_FAILED = new EspErr(0x8014);

  /** A certificate could not be read. */
  public static final EspErr ESP_ERR_MBEDTLS_X509_CRT_PARSE_FAILED = new EspErr(0x8015);

  /** The own certificate could not be set. */
  public static final EspErr ESP_ERR_MBEDTLS_SSL_CONF_OWN_CERT_FAILED = new EspErr(0x8016);

  /** TLS could not be set up: also when there is nothing to verify the server with. */
  public static final EspErr ESP_ERR_MBEDTLS_SSL_SETUP_FAILED = new EspErr(0x8017);

  /** A TLS record could not be written. */
  public static final EspErr ESP_ERR_MBEDTLS_SSL_WRITE_FAILED = new EspErr(0x8018);

  /** A private key could not be read. */
  public static final EspErr ESP_ERR_MBEDTLS_PK_PARSE_KEY_FAILED = new EspErr(0x8019);

  /** The TLS handshake failed. */
  public static final EspErr ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED = new EspErr(0x801A);

  /** The pre-shared key could not be set. */
  public static final EspErr ESP_ERR_MBEDTLS_SSL_CONF_PSK_FAILED = new EspErr(0x801B);

  /** The session ticket could not be set up. */
  public static final EspErr ESP_ERR_MBEDTLS_SSL_TICKET_SETUP_FAILED = new EspErr(0x801C);

  /** Reading failed; after v4.4. */
  public static final EspErr ESP_ERR_MBEDTLS_SSL_READ_FAILED = new EspErr(0x801D);

  /** A client did not finish its handshake in time; after v4.4. */
  public static final EspErr ESP_ERR_ESP_TLS_SERVER_HANDSHAKE_TIMEOUT = new EspErr(0x8009);

  private EspTlsErrors() {}
}
