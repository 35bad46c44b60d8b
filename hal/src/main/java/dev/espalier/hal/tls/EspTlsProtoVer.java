package dev.espalier.hal.tls;

/** A version of TLS ({@code esp_tls_proto_ver_t}). */
public enum EspTlsProtoVer {
  /** Whatever is enabled. */
  ESP_TLS_VER_ANY,
  /** TLS 1.2 alone. */
  ESP_TLS_VER_TLS_1_2,
  /** TLS 1.3 alone; {@code CONFIG_MBEDTLS_SSL_PROTO_TLS1_3}. */
  ESP_TLS_VER_TLS_1_3
}
