package dev.espalier.emulator.radio;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Radio;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A board that is an access point, from its start to its stop. */
final class SoftAccessPoint {
  /** {@code WIFI_REASON_AUTH_LEAVE}: what stations hear when it stops. */
  private static final int LEAVES = 3;

  private final Uplink uplink;
  private final Radio.Beacon beacon;
  private final Radio.StationListener listener;
  private final List<SimulatedRadio> stations = new ArrayList<>();

  SoftAccessPoint(Uplink uplink, Radio.Beacon beacon, Radio.StationListener listener) {
    this.uplink = uplink;
    this.beacon = beacon;
    this.listener = listener;
  }

  String board() {
    return uplink.name();
  }

  Uplink uplink() {
    return uplink;
  }

  Radio.Beacon beacon() {
    return beacon;
  }

  /** What a station hears of it; not its password. */
  Radio.Beacon heard(int rssi) {
    return new Radio.Beacon(
        beacon.bssid(),
        beacon.ssid(),
        "",
        beacon.channel(),
        beacon.authMode(),
        beacon.hidden(),
        beacon.stationsMax(),
        rssi);
  }

  boolean accepts(String password) {
    return beacon.password().isEmpty() || beacon.password().equals(password);
  }

  /** Runs something on the access point's board; another board's call may be under way now. */
  private void there(Runnable action) {
    uplink.alarm(action).set(uplink.now());
  }

  /** Takes a station in; false when there is no place. */
  boolean join(SimulatedRadio station) {
    byte[] mac = station.mac();
    for (SimulatedRadio former : List.copyOf(stations)) {
      if (Arrays.equals(former.mac(), mac)) {
        leave(former); // it was reset without saying that it leaves
      }
    }
    if (stations.size() >= beacon.stationsMax()) {
      return false;
    }
    stations.add(station);
    there(() -> listener.joined(mac));
    return true;
  }

  void leave(SimulatedRadio station) {
    if (stations.remove(station)) {
      byte[] mac = station.mac();
      there(() -> listener.left(mac));
    }
  }

  void lease(SimulatedRadio station, Consumer<Radio.Lease> answer) {
    byte[] mac = station.mac();
    there(() -> listener.lease(mac, answer));
  }

  void expel(byte[] mac) {
    for (SimulatedRadio station : List.copyOf(stations)) {
      if (Arrays.equals(station.mac(), mac)) {
        station.dropSoon(LEAVES);
        leave(station); // also one that is without power by now
      }
    }
  }

  void closed() {
    if (uplink.isLive()) {
      List.copyOf(stations).forEach(station -> station.dropSoon(LEAVES));
    }
    stations.clear(); // stations of a dead board miss its beacons
  }
}
