package dev.espalier.hal.port;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;

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

  /**
   * Begins to be an access point.
   *
   * @param beacon what stations hear of it
   * @param listener told of stations, until {@link #stopAccessPoint}
   * @return false when this radio cannot
   */
  default boolean startAccessPoint(Beacon beacon, StationListener listener) {
    return false;
  }

  /** Ends being an access point; its stations hear that it leaves. */
  default void stopAccessPoint() {}

  /**
   * Throws a station out; the listener hears {@link StationListener#left}.
   *
   * @param mac its MAC address
   */
  default void expel(byte[] mac) {}

  /**
   * Listens for access points.
   *
   * @param nanos how long
   * @param done told what was heard, in an interrupt; not after another scan has begun
   */
  default void scan(long nanos, Consumer<List<Beacon>> done) {
    done.accept(List.of());
  }

  /** Ends a scan; nobody is told. */
  default void stopScan() {}

  /**
   * What an access point tells everybody.
   *
   * @param bssid its MAC address, six bytes
   * @param ssid its name
   * @param password the passphrase that stations need, empty for none; of what was heard, empty
   * @param channel 1 to 14
   * @param authMode {@code wifi_auth_mode_t}
   * @param hidden whether it keeps its name to itself
   * @param stationsMax how many stations it takes
   * @param rssi how strong it is heard, dBm
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  record Beacon(
      byte[] bssid,
      String ssid,
      String password,
      int channel,
      int authMode,
      boolean hidden,
      int stationsMax,
      int rssi) {}

  /**
   * An address for a station.
   *
   * @param ip the station's address
   * @param netmask its mask
   * @param gateway its router
   */
  record Lease(InetAddress ip, InetAddress netmask, InetAddress gateway) {}

  /** Hears of the stations of an access point; in interrupts. */
  interface StationListener {
    /**
     * A station is associated.
     *
     * @param mac its MAC address
     */
    void joined(byte[] mac);

    /**
     * A station has left, or was thrown out.
     *
     * @param mac its MAC address
     */
    void left(byte[] mac);

    /**
     * A station asks for an address.
     *
     * @param mac its MAC address
     * @param answer told the address, at once or later; not when there is no server
     */
    void lease(byte[] mac, Consumer<Lease> answer);
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
