package dev.espalier.hal.tls;

import org.jspecify.annotations.Nullable;

/** Where a private key comes from ({@code esp_key_config_t}). */
public sealed interface EspKeyConfig {
  /**
   * A key in memory ({@code ESP_KEY_SOURCE_BUFFER}).
   *
   * @param data PEM with a NUL at its end, or DER
   * @param password the key's password, null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // the caller's bytes, as in C; never compared
  record Buffer(byte[] data, byte @Nullable [] password) implements EspKeyConfig {}

  /**
   * A key that PSA keeps ({@code ESP_KEY_SOURCE_PSA}). There is none here: connecting fails.
   *
   * @param keyId its number
   */
  record Psa(int keyId) implements EspKeyConfig {}
}
