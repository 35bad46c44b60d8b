package dev.espalier.hal.tls;

/** Whose error code one is ({@code esp_tls_error_type_t}). */
public enum EspTlsErrorType {
  /** Nobody's. */
  ESP_TLS_ERR_TYPE_UNKNOWN(0),
  /** The socket's errno. */
  ESP_TLS_ERR_TYPE_SYSTEM(1),
  /** mbedTLS's code. */
  ESP_TLS_ERR_TYPE_MBEDTLS(2),
  /** mbedTLS's verification flags. */
  ESP_TLS_ERR_TYPE_MBEDTLS_CERT_FLAGS(3),
  /** An {@code esp_err_t}. */
  ESP_TLS_ERR_TYPE_ESP(4),
  /** The same place as mbedTLS's code. */
  ESP_TLS_ERR_TYPE_WOLFSSL(5),
  /** The same place as mbedTLS's flags. */
  ESP_TLS_ERR_TYPE_WOLFSSL_CERT_FLAGS(6);

  private final int value;

  EspTlsErrorType(int value) {
    this.value = value;
  }

  /**
   * The number in C.
   *
   * @return 0 to 6
   */
  public int value() {
    return value;
  }
}
