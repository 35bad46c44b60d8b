package dev.espalier.emulator.radio;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Radio;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the stations of a simulation can hear. Give {@code air::radio} to {@code
 * BoardConfig.withRadio}; boards that share an air share its access points.
 */
public final class Air {
  /** A signal, in dBm, in which a station no longer hears its access point. */
  public static final int OUT_OF_REACH = -95;

  private static final int RSSI_MIN = -127;

  private final List<AccessPoint> accessPoints;
  private final List<SimulatedRadio> radios = new ArrayList<>(1);
  private final Map<String, Integer> signals = new HashMap<>();
  private final Map<String, SoftAccessPoint> softPoints = new LinkedHashMap<>();
  private final Map<String, InetAddress> gateways = new HashMap<>();
  private final Map<String, InetAddress> leases = new HashMap<>();
  private AddressListener addressListener = (board, addresses) -> {};
  private final Map<String, Integer> changes = new HashMap<>();
  private RadioFault fault = RadioFault.NONE;
  private LinkListener links = (board, up) -> {};

  private Air(List<AccessPoint> accessPoints) {
    this.accessPoints = accessPoints;
  }

  /**
   * Air with some access points.
   *
   * @param accessPoints those in reach, the strongest first
   * @return the air
   */
  public static Air of(AccessPoint... accessPoints) {
    return new Air(List.of(accessPoints));
  }

  /**
   * Air with one access point that lets everybody in.
   *
   * @return the air
   */
  public static Air open() {
    return of(AccessPoint.open());
  }

  /**
   * Makes the radio of a board, at each of its boots.
   *
   * @param uplink the board
   * @return the radio
   */
  public Radio radio(Uplink uplink) {
    var radio = new SimulatedRadio(this, uplink);
    radios.removeIf(old -> old.isOf(uplink.name()));
    close(uplink.name());
    radios.add(radio);
    return radio;
  }

  /**
   * Sets what goes wrong from now on.
   *
   * @param newFault asked at each attempt to join
   */
  public void fault(RadioFault newFault) {
    fault = newFault;
  }

  /**
   * Throws every station out, now. On the simulation's thread only.
   *
   * @param reason what the stations are told ({@code wifi_err_reason_t}), such as 200 for beacons
   *     that stay away
   */
  public void drop(int reason) {
    for (SimulatedRadio radio : List.copyOf(radios)) {
      radio.drop(reason);
    }
  }

  /**
   * Throws one board's station out, now. On the simulation's thread only.
   *
   * @param board the board's name
   * @param reason what the station is told ({@code wifi_err_reason_t})
   */
  public void drop(String board, int reason) {
    for (SimulatedRadio radio : List.copyOf(radios)) {
      if (radio.isOf(board)) {
        radio.drop(reason);
      }
    }
  }

  /**
   * Changes how strong access points are where a board stands, now and until it is changed again; a
   * board without change hears {@link Radio#RSSI_USUAL}. On the simulation's thread only.
   *
   * @param board the board's name
   * @param dbm the strength, -127 to 0
   */
  public void signal(String board, int dbm) {
    if (dbm < RSSI_MIN || dbm > 0) {
      throw new IllegalArgumentException("a signal is " + RSSI_MIN + "..0 dBm: " + dbm);
    }
    signals.put(board, dbm);
    for (SimulatedRadio radio : List.copyOf(radios)) {
      if (radio.isOf(board)) {
        radio.signal(dbm);
      }
    }
  }

  /**
   * How strong access points are where a board stands.
   *
   * @param board the board's name
   * @return dBm
   */
  public int signal(String board) {
    return signals.getOrDefault(board, Radio.RSSI_USUAL);
  }

  /**
   * Makes the DHCP server give one board's station another address than before, as when a lease ran
   * out and the address went to somebody else: now if the station has one, else when it next gets
   * one. On the simulation's thread only.
   *
   * @param board the board's name
   */
  public void changeAddress(String board) {
    changes.merge(board, 1, Integer::sum);
    for (SimulatedRadio radio : List.copyOf(radios)) {
      if (radio.isOf(board)) {
        radio.changeAddress();
      }
    }
  }

  /** How often the address of a board has changed. */
  int changes(String board) {
    return changes.getOrDefault(board, 0);
  }

  /** Hears which addresses boards have that are access points, or stations of such. */
  @FunctionalInterface
  public interface AddressListener {
    /**
     * A board has other addresses now.
     *
     * @param board its name
     * @param addresses all of them; none when it has what it had before
     */
    void changed(String board, List<InetAddress> addresses);
  }

  /**
   * Sets who is told of addresses that boards give each other: {@code network::readdress} lets
   * their sockets meet.
   *
   * @param listener called on the simulation's thread
   */
  public void onAddress(AddressListener listener) {
    addressListener = listener;
  }

  /** The address of a board as access point, null when it is none any more. */
  void gateway(String board, @Nullable InetAddress address) {
    addressed(gateways, board, address);
  }

  /** The address of a board as station of another board, null when it is none any more. */
  void lease(String board, @Nullable InetAddress address) {
    addressed(leases, board, address);
  }

  private void addressed(Map<String, InetAddress> of, String board, @Nullable InetAddress address) {
    InetAddress before = address == null ? of.remove(board) : of.put(board, address);
    if (!Objects.equals(before, address)) {
      List<InetAddress> all =
          Stream.of(gateways.get(board), leases.get(board)).filter(Objects::nonNull).toList();
      addressListener.changed(board, all);
    }
  }

  void open(SoftAccessPoint point) {
    softPoints.put(point.board(), point);
  }

  void close(String board) {
    SoftAccessPoint closed = softPoints.remove(board);
    if (closed != null) {
      closed.closed();
      gateway(board, null);
    }
  }

  boolean isOpen(SoftAccessPoint point) {
    return point.equals(softPoints.get(point.board())) && point.uplink().isLive();
  }

  /** A board that is an access point of this name. */
  @Nullable SoftAccessPoint findSoft(String ssid, String asking) {
    for (SoftAccessPoint point : softPoints.values()) {
      if (isOpen(point) && point.beacon().ssid().equals(ssid) && !point.board().equals(asking)) {
        return point;
      }
    }
    return null;
  }

  /** What a board hears: strongest first. */
  List<Radio.Beacon> heard(String board) {
    List<Radio.Beacon> heard = new ArrayList<>();
    for (int i = 0; i < accessPoints.size(); i++) {
      heard.add(accessPoints.get(i).beacon(SimulatedRadio.bssid(), signal(board) - i));
    }
    for (SoftAccessPoint point : softPoints.values()) {
      if (isOpen(point) && !point.board().equals(board)) {
        heard.add(point.heard(signal(board)));
      }
    }
    heard.removeIf(beacon -> beacon.rssi() <= OUT_OF_REACH);
    heard.sort(Comparator.comparingInt(Radio.Beacon::rssi).reversed());
    return heard;
  }

  /** Hears when a station has got an address, and when it has lost its access point. */
  @FunctionalInterface
  public interface LinkListener {
    /**
     * A station's link has changed.
     *
     * @param board the board's name
     * @param up whether packets pass
     */
    void changed(String board, boolean up);
  }

  /**
   * Sets who is told of links: a network that is to lose what is sent without one.
   *
   * @param listener called on the simulation's thread
   */
  public void onLink(LinkListener listener) {
    links = listener;
  }

  void link(String board, boolean up) {
    links.changed(board, up);
  }

  RadioFault fault() {
    return fault;
  }

  boolean has(String ssid) {
    return accessPoints.stream().anyMatch(point -> point.ssid().equals(ssid));
  }

  @Nullable AccessPoint find(String ssid) {
    for (AccessPoint point : accessPoints) {
      if (point.answersTo(ssid)) {
        return point;
      }
    }
    return null;
  }
}
