package dev.espalier.hal.tls;

import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.profile.Profile;

/**
 * What {@code esp_tls_mbedtls.c} logs and keeps of a failure of mbedTLS: other words and one error
 * more in current ESP-IDF than in v4.4, and no flags.
 */
final class MbedtlsReports {
  private static final String TAG = MbedtlsSetup.TAG;

  private final EspTlsLastError errors;

  MbedtlsReports(EspTlsLastError errors) {
    this.errors = errors;
  }

  static boolean isCurrent() {
    return Profile.ofBoard() == Profile.COMPONENT_1_8;
  }

  /** Keeps one of mbedTLS's negative numbers, as a positive one. */
  void capture(int code) {
    errors.capture(EspTlsErrorType.ESP_TLS_ERR_TYPE_MBEDTLS, -code);
  }

  /** {@code esp_mbedtls_handshake}. */
  void handshakeFailed(EspTlsCfg cfg, int code, int flags) {
    EspLog.e(TAG, "mbedtls_ssl_handshake returned -0x%04X", -code);
    capture(code);
    errors.capture(EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED);
    // Current ESP-IDF asks for the peer's certificate first, which mbedTLS has not before the end.
    if (!isCurrent() && (cfg.caCert() != null || cfg.useGlobalCaStore())) {
      verifyResult(flags);
    }
  }

  /** {@code esp_mbedtls_verify_certificate}. */
  private void verifyResult(int flags) {
    if (flags != 0) {
      EspLog.i(TAG, "Failed to verify peer certificate!");
      errors.capture(EspTlsErrorType.ESP_TLS_ERR_TYPE_MBEDTLS_CERT_FLAGS, flags);
    } else {
      EspLog.i(TAG, "Certificate verified.");
    }
  }

  /** {@code esp_mbedtls_read}: the count or number that it returns. */
  int read(int code) {
    if (code == MbedTls.SSL_PEER_CLOSE_NOTIFY) {
      return 0;
    }
    if (code >= 0 || waits(code)) {
      return code;
    }
    capture(code);
    if (isCurrent()) {
      errors.capture(EspTlsErrors.ESP_ERR_MBEDTLS_SSL_READ_FAILED);
    }
    EspLog.e(TAG, isCurrent() ? "read error :-0x%04X" : "read error :-0x%04X:", -code);
    return code;
  }

  /** {@code esp_mbedtls_write}. */
  void writeFailed(int code) {
    capture(code);
    errors.capture(EspTlsErrors.ESP_ERR_MBEDTLS_SSL_WRITE_FAILED);
    EspLog.e(TAG, isCurrent() ? "write error :-0x%04X" : "write error :-0x%04X:", -code);
  }

  static boolean waits(int code) {
    return code == MbedTls.SSL_WANT_READ || code == MbedTls.SSL_WANT_WRITE;
  }
}
