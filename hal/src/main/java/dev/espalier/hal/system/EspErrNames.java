package dev.espalier.hal.system;

import java.util.Map;

/** The table behind {@code esp_err_to_name}. */
final class EspErrNames {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0, "ESP_OK"),
          Map.entry(-1, "ESP_FAIL"),
          Map.entry(0x101, "ESP_ERR_NO_MEM"),
          Map.entry(0x102, "ESP_ERR_INVALID_ARG"),
          Map.entry(0x103, "ESP_ERR_INVALID_STATE"),
          Map.entry(0x104, "ESP_ERR_INVALID_SIZE"),
          Map.entry(0x105, "ESP_ERR_NOT_FOUND"),
          Map.entry(0x106, "ESP_ERR_NOT_SUPPORTED"),
          Map.entry(0x107, "ESP_ERR_TIMEOUT"),
          Map.entry(0x108, "ESP_ERR_INVALID_RESPONSE"),
          Map.entry(0x109, "ESP_ERR_INVALID_CRC"),
          Map.entry(0x10A, "ESP_ERR_INVALID_VERSION"),
          Map.entry(0x10B, "ESP_ERR_INVALID_MAC"));

  private EspErrNames() {}

  static String nameOf(int value) {
    return NAMES.getOrDefault(value, "UNKNOWN ERROR");
  }
}
