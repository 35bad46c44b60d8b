package dev.espalier.hal.wifi;

/** What one half of Wi-Fi is to do ({@code wifi_config_t}). */
public sealed interface WifiConfig permits WifiStaConfig, WifiApConfig {}
