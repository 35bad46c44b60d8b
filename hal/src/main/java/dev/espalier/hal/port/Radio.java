package dev.espalier.hal.port;

import java.net.InetAddress;

/**
 * The other side of the Wi-Fi station: joins an access point and gets an address. Calls are made
 * and callbacks arrive under the reactor's baton.
 */
public interface Radio {
  /** What most rooms give, dBm. */
  int RSSI_USUAL = -45;

  /**
   * Begins to join an access point.
   *
   * @param ssid its name
   * @param password its passphrase, empty for an open one
   * @param listener told of this association, until {@link #leave} or the loss of it
   */
  void join(String ssid, String password, Listener listener);

  /** Leaves the access point; the listener hears {@link Listener#left}. */
  void leave();

  /**
   * How strong the signal of the access point is that was joined last.
   *
   * @return dBm, {@link #RSSI_USUAL} where it cannot be told
   */
  default int rssi() {
    return RSSI_USUAL;
  }

  /** Hears of an association. */
  interface Listener {
    /**
     * The association stands.
     *
     * @param bssid the access point's MAC address, six bytes
     * @param channel 1 to 14
     * @param authMode {@code wifi_auth_mode_t}
     */
    void joined(byte[] bssid, int channel, int authMode);

    /**
     * The signal of the access point has become stronger or weaker.
     *
     * @param dbm its strength, as {@link Radio#rssi} says from now on
     */
    void signal(int dbm);

    /**
     * An address was leased. It may come again with another one, for the same association.
     *
     * @param ip the station's address
     * @param netmask its mask
     * @param gateway its router
     */
    void address(InetAddress ip, InetAddress netmask, InetAddress gateway);

    /**
     * The association ended or never came to be.
     *
     * @param reason {@code wifi_err_reason_t}
     */
    void left(int reason);
  }
}
