package dev.espalier.hal.sntp;

/** Who begins ({@code esp_sntp_operatingmode_t}). */
public enum SntpOperatingMode {
  /** The client asks its server. */
  ESP_SNTP_OPMODE_POLL,
  /** A server tells everybody. */
  ESP_SNTP_OPMODE_LISTENONLY
}
