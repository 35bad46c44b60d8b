package dev.espalier.hal.wifi;

/** Which half of the chip's Wi-Fi ({@code wifi_interface_t}). */
public enum WifiInterface {
  /** The station. */
  WIFI_IF_STA,
  /** The access point. */
  WIFI_IF_AP
}
