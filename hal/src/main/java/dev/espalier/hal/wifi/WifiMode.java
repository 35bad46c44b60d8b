package dev.espalier.hal.wifi;

import java.util.List;

/** What the chip's Wi-Fi is ({@code wifi_mode_t}). */
public enum WifiMode {
  /** Nothing. */
  WIFI_MODE_NULL,
  /** A station. */
  WIFI_MODE_STA,
  /** An access point. */
  WIFI_MODE_AP,
  /** Both. */
  WIFI_MODE_APSTA;

  boolean hasStation() {
    return this == WIFI_MODE_STA || this == WIFI_MODE_APSTA;
  }

  boolean hasAccessPoint() {
    return this == WIFI_MODE_AP || this == WIFI_MODE_APSTA;
  }

  int value() {
    return List.of(values()).indexOf(this);
  }

  static WifiMode of(int value) {
    return values()[Math.clamp(value, 0, values().length - 1)];
  }
}
