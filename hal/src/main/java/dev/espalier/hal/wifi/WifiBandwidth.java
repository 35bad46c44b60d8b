package dev.espalier.hal.wifi;

/** How wide a channel is ({@code wifi_bandwidth_t}). */
public enum WifiBandwidth {
  /** 20 MHz. */
  WIFI_BW_HT20,
  /** 40 MHz. */
  WIFI_BW_HT40
}
