package dev.espalier.emulator.radio;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Radio;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the stations of a simulation can hear. Give {@code air::radio} to {@code
 * BoardConfig.withRadio}; boards that share an air share its access points.
 */
public final class Air {
  private final List<AccessPoint> accessPoints;
  private final List<SimulatedRadio> radios = new ArrayList<>();
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

  @Nullable AccessPoint find(String ssid) {
    for (AccessPoint point : accessPoints) {
      if (point.answersTo(ssid)) {
        return point;
      }
    }
    return null;
  }
}
