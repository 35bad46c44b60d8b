package dev.espalier.emulator.radio;

import dev.espalier.hal.port.Radio;

/**
 * One access point with its DHCP server.
 *
 * @param ssid its name; empty to answer to any name
 * @param password its password; empty to take any
 * @param channel 1 to 13
 * @param joinNanos from the call to the association
 * @param leaseNanos from the association to the address
 * @param net the first three numbers of its network, such as {@code 192.168.4}; its own address
 *     ends in 1
 */
public record AccessPoint(
    String ssid, String password, int channel, long joinNanos, long leaseNanos, String net) {
  private static final int CHANNEL_MAX = 13;

  /** Checks the values. */
  public AccessPoint {
    if (channel < 1 || channel > CHANNEL_MAX) {
      throw new IllegalArgumentException("a channel is 1..13: " + channel);
    }
    if (joinNanos < 0 || leaseNanos < 0) {
      throw new IllegalArgumentException(
          "times must be 0 or more: " + joinNanos + ", " + leaseNanos);
    }
    if (!net.matches("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")) {
      throw new IllegalArgumentException("a network is written like 192.168.4: " + net);
    }
  }

  /**
   * An access point that lets everybody in under any name. Association and address take 0.3 and 0.5
   * s: the order of what a chip needs, short enough to watch.
   *
   * @return the access point
   */
  public static AccessPoint open() {
    return new AccessPoint("", "", 6, 300_000_000, 500_000_000, "192.168.4");
  }

  /**
   * An access point with a name and a password.
   *
   * @param ssid its name
   * @param password its password
   * @return the access point
   */
  public static AccessPoint of(String ssid, String password) {
    AccessPoint open = open();
    return new AccessPoint(ssid, password, open.channel, open.joinNanos, open.leaseNanos, open.net);
  }

  private static final int AUTH_WPA2_PSK = 3;
  private static final int MANY = 100;

  /** What stations hear of it; one that answers to any name has one of its own, too. */
  Radio.Beacon beacon(byte[] bssid, int rssi) {
    String name = ssid.isEmpty() ? "Espalier" : ssid;
    int auth = password.isEmpty() ? 0 : AUTH_WPA2_PSK;
    return new Radio.Beacon(bssid, name, "", channel, auth, false, MANY, rssi);
  }

  boolean answersTo(String name) {
    return ssid.isEmpty() || ssid.equals(name);
  }

  boolean accepts(String given) {
    return password.isEmpty() || password.equals(given);
  }
}
