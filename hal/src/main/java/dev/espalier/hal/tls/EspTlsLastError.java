package dev.espalier.hal.tls;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.system.EspErr;

/** The last errors of a connection ({@code esp_tls_error_handle_t}). */
public final class EspTlsLastError {
  private int lastError;
  private int tlsErrorCode;
  private int tlsFlags;
  private int socketErrno;

  /** No errors yet. */
  public EspTlsLastError() {}

  /**
   * What {@link #getAndClearLastError} gives.
   *
   * @param err the last error, {@code ESP_OK} for none
   * @param tlsErrorCode mbedTLS's code, 0 for none
   * @param tlsFlags mbedTLS's verification flags, 0 for none
   */
  public record Last(EspErr err, int tlsErrorCode, int tlsFlags) {}

  /**
   * Takes the last error; the socket's errno stays.
   *
   * @return what was there
   */
  @EspApi("esp_tls_get_and_clear_last_error")
  public Last getAndClearLastError() {
    Last last = new Last(new EspErr(lastError), tlsErrorCode, tlsFlags);
    lastError = 0;
    tlsErrorCode = 0;
    tlsFlags = 0;
    return last;
  }

  /**
   * Takes the last code of one kind.
   *
   * @param type which kind, not {@code ESP_TLS_ERR_TYPE_UNKNOWN}
   * @return the code, 0 for none; also 0 for the unknown kind, which C refuses
   */
  @EspApi("esp_tls_get_and_clear_error_type")
  public int getAndClearErrorType(EspTlsErrorType type) {
    int code = get(type);
    capture(type, 0);
    return code;
  }

  /**
   * The last error.
   *
   * @return the code in {@code last_error}
   */
  public EspErr lastError() {
    return new EspErr(lastError);
  }

  /**
   * The last code of one kind, which stays.
   *
   * @param type which kind
   * @return the code, 0 for none
   */
  public int get(EspTlsErrorType type) {
    return switch (type) {
      case ESP_TLS_ERR_TYPE_UNKNOWN -> 0;
      case ESP_TLS_ERR_TYPE_SYSTEM -> socketErrno;
      case ESP_TLS_ERR_TYPE_ESP -> lastError;
      case ESP_TLS_ERR_TYPE_MBEDTLS, ESP_TLS_ERR_TYPE_WOLFSSL -> tlsErrorCode;
      case ESP_TLS_ERR_TYPE_MBEDTLS_CERT_FLAGS, ESP_TLS_ERR_TYPE_WOLFSSL_CERT_FLAGS -> tlsFlags;
    };
  }

  /**
   * Notes an error ({@code ESP_INT_EVENT_TRACKER_CAPTURE}).
   *
   * @param type whose code it is
   * @param code the code
   */
  public void capture(EspTlsErrorType type, int code) {
    switch (type) {
      case ESP_TLS_ERR_TYPE_UNKNOWN -> {}
      case ESP_TLS_ERR_TYPE_SYSTEM -> socketErrno = code;
      case ESP_TLS_ERR_TYPE_ESP -> lastError = code;
      case ESP_TLS_ERR_TYPE_MBEDTLS, ESP_TLS_ERR_TYPE_WOLFSSL -> tlsErrorCode = code;
      case ESP_TLS_ERR_TYPE_MBEDTLS_CERT_FLAGS, ESP_TLS_ERR_TYPE_WOLFSSL_CERT_FLAGS ->
          tlsFlags = code;
    }
  }

  /**
   * Notes an {@code esp_err_t}.
   *
   * @param err the code
   */
  public void capture(EspErr err) {
    lastError = err.value();
  }

  /**
   * Takes over everything that another connection noted, and its errno away from it ({@code
   * esp_transport_set_errors}).
   *
   * @param other where from
   */
  public void takeOver(EspTlsLastError other) {
    lastError = other.lastError;
    tlsErrorCode = other.tlsErrorCode;
    tlsFlags = other.tlsFlags;
    socketErrno = other.getAndClearErrorType(EspTlsErrorType.ESP_TLS_ERR_TYPE_SYSTEM);
  }
}
