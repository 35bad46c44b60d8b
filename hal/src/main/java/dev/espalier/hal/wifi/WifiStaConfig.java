package dev.espalier.hal.wifi;

/**
 * What a station connects to ({@code wifi_sta_config_t}).
 *
 * @param ssid the access point's name
 * @param password its password, empty for an open one
 * @param thresholdRssi the weakest signal to accept, dBm; 0 accepts any
 * @param thresholdAuthmode the weakest authentication to accept
 */
public record WifiStaConfig(
    String ssid, String password, int thresholdRssi, WifiAuthMode thresholdAuthmode)
    implements WifiConfig {
  /** Nothing to connect to. */
  public static final WifiStaConfig NONE = of("", "");

  /**
   * A station that takes any signal and any authentication.
   *
   * @param ssid the access point's name
   * @param password its password
   * @return the configuration
   */
  public static WifiStaConfig of(String ssid, String password) {
    return new WifiStaConfig(ssid, password, 0, WifiAuthMode.WIFI_AUTH_OPEN);
  }
}
