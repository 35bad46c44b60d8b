package dev.espalier.hal.wifi;

/**
 * What an access point is like ({@code wifi_ap_config_t}).
 *
 * @param ssid its name
 * @param password what stations need, empty for an open one
 * @param channel 1 to 13, 0 for 1
 * @param authmode how it lets stations in
 * @param ssidHidden whether it keeps its name to itself
 * @param maxConnection how many stations it takes, 1 to 15
 * @param beaconInterval how often it tells of itself, in units of 1024 us
 */
public record WifiApConfig(
    String ssid,
    String password,
    int channel,
    WifiAuthMode authmode,
    boolean ssidHidden,
    int maxConnection,
    int beaconInterval)
    implements WifiConfig {
  private static final int CONNECTIONS = 4;
  private static final int INTERVAL = 100;

  /**
   * An access point on channel 1 for four stations; with a password by WPA2.
   *
   * @param ssid its name
   * @param password its password, empty for an open one
   * @return the configuration
   */
  public static WifiApConfig of(String ssid, String password) {
    WifiAuthMode authmode =
        password.isEmpty() ? WifiAuthMode.WIFI_AUTH_OPEN : WifiAuthMode.WIFI_AUTH_WPA2_PSK;
    return new WifiApConfig(ssid, password, 1, authmode, false, CONNECTIONS, INTERVAL);
  }

  /**
   * The same for another number of stations.
   *
   * @param stations 1 to 15
   * @return a changed copy
   */
  public WifiApConfig withMaxConnection(int stations) {
    return new WifiApConfig(
        ssid, password, channel, authmode, ssidHidden, stations, beaconInterval);
  }
}
