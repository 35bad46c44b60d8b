package dev.espalier.hal.wifi;

/** How the station saves power ({@code wifi_ps_type_t}). */
public enum WifiPsType {
  /** Not at all. */
  WIFI_PS_NONE,
  /** Wakes up for each DTIM. */
  WIFI_PS_MIN_MODEM,
  /** Wakes up at its listen interval. */
  WIFI_PS_MAX_MODEM
}
