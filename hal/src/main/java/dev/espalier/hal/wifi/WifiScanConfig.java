package dev.espalier.hal.wifi;

/**
 * What a scan looks for ({@code wifi_scan_config_t}).
 *
 * @param ssid only access points of this name, empty for any
 * @param bssid only the one with this MAC address, as {@code MACSTR} prints it, empty for any
 * @param channel only on this channel, 0 for all
 * @param showHidden whether those count that keep their name to themselves
 */
public record WifiScanConfig(String ssid, String bssid, int channel, boolean showHidden) {
  /** Everything that tells its name. */
  public static final WifiScanConfig ALL = new WifiScanConfig("", "", 0, false);
}
