package dev.espalier.hal.wifi;

import java.util.List;

/** How an access point lets stations in ({@code wifi_auth_mode_t}). */
public enum WifiAuthMode {
  /** Everybody. */
  WIFI_AUTH_OPEN("OPEN"),
  /** By WEP. */
  WIFI_AUTH_WEP("WEP"),
  /** By WPA. */
  WIFI_AUTH_WPA_PSK("WPA-PSK"),
  /** By WPA2. */
  WIFI_AUTH_WPA2_PSK("WPA2-PSK"),
  /** By WPA or WPA2. */
  WIFI_AUTH_WPA_WPA2_PSK("WPA/WPA2-PSK"),
  /** By WPA2 with a server. */
  WIFI_AUTH_WPA2_ENTERPRISE("WPA2-ENT"),
  /** By WPA3. */
  WIFI_AUTH_WPA3_PSK("WPA3-SAE"),
  /** By WPA2 or WPA3. */
  WIFI_AUTH_WPA2_WPA3_PSK("WPA2/WPA3"),
  /** By WAPI. */
  WIFI_AUTH_WAPI_PSK("WAPI-PSK");

  private static final WifiAuthMode[] ALL = values();

  final String text;

  WifiAuthMode(String text) {
    this.text = text;
  }

  int value() {
    return List.of(ALL).indexOf(this);
  }

  static WifiAuthMode of(int value) {
    return ALL[Math.clamp(value, 0, ALL.length - 1)];
  }
}
