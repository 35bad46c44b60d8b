package dev.espalier.emulator.radio;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.Radio;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The radio of one board between two resets. */
final class SimulatedRadio implements Radio {
  private static final int REASON_ASSOC_LEAVE = 8;
  private static final int REASON_ASSOC_TOOMANY = 5;
  private static final int REASON_4WAY_HANDSHAKE_TIMEOUT = 15;
  private static final int REASON_BEACON_TIMEOUT = 200;
  private static final int REASON_NO_AP_FOUND = 201;
  private static final int AUTH_OPEN = 0;
  private static final int AUTH_WPA2_PSK = 3;

  /** What a chip takes to listen on all channels, and to give up a handshake of keys. */
  private static final long SCAN_NANOS = 2_400_000_000L;

  private static final long HANDSHAKE_NANOS = 3_000_000_000L;

  /** How often a station looks whether a board that is its access point is still there. */
  private static final long BEACONS_NANOS = 3_000_000_000L;

  private static final long DHCP_RETRY_NANOS = 4_000_000_000L;

  private static final byte[] BSSID = {0x02, 0x45, 0x53, 0x50, 0x00, 0x01};
  private static final int STATIONS_MAX = 250;

  /**
   * How far the next address is that a board gets: no other board's, unless there are very many.
   */
  private static final int ADDRESS_STEP = 101;

  private final Air air;
  private final Uplink uplink;
  private final Alarm joined;
  private final Alarm leased;
  private final Alarm refused;
  private final Alarm beacons;
  private final Alarm scanned;
  private AccessPoint point = AccessPoint.open();
  private @Nullable Listener listener;
  private int authMode;
  private int reason;
  private int attempts;

  /** The board that is the access point, null when it is none. */
  private @Nullable SoftAccessPoint soft;

  private @Nullable SoftAccessPoint ownPoint;
  private @Nullable Consumer<List<Beacon>> scan;
  private boolean addressed;

  SimulatedRadio(Air air, Uplink uplink) {
    this.air = air;
    this.uplink = uplink;
    this.joined = uplink.alarm(this::joined);
    this.leased = uplink.alarm(this::leased);
    this.refused = uplink.alarm(() -> end(reason));
    this.beacons = uplink.alarm(this::listenForBeacons);
    this.scanned = uplink.alarm(this::scanned);
  }

  boolean isOf(String board) {
    return uplink.name().equals(board);
  }

  @Override
  public void join(String ssid, String password, Listener newListener) {
    listener = newListener;
    attempts++;
    authMode = password.isEmpty() ? AUTH_OPEN : AUTH_WPA2_PSK;
    soft = air.has(ssid) ? null : air.findSoft(ssid, uplink.name());
    reason = air.fault().refuse(uplink.name(), attempts, uplink::random);
    SoftAccessPoint board = soft;
    if (board != null) {
      joinBoard(board, password);
      return;
    }
    AccessPoint found = air.find(ssid);
    if (found == null) {
      refuse(REASON_NO_AP_FOUND, SCAN_NANOS);
    } else if (!found.accepts(password)) {
      refuse(REASON_4WAY_HANDSHAKE_TIMEOUT, found.joinNanos() + HANDSHAKE_NANOS);
    } else if (reason != 0) {
      refuse(reason, found.joinNanos());
    } else {
      point = found;
      joined.set(uplink.now() + found.joinNanos());
    }
  }

  private void joinBoard(SoftAccessPoint board, String password) {
    authMode = board.beacon().authMode();
    if (!board.accepts(password)) {
      refuse(REASON_4WAY_HANDSHAKE_TIMEOUT, point.joinNanos() + HANDSHAKE_NANOS);
    } else if (reason != 0) {
      refuse(reason, point.joinNanos());
    } else {
      joined.set(uplink.now() + point.joinNanos());
    }
  }

  private void refuse(int why, long nanos) {
    reason = why;
    refused.set(uplink.now() + nanos);
  }

  @Override
  public void leave() {
    uplink.interrupt(() -> end(REASON_ASSOC_LEAVE));
  }

  @Override
  public int rssi() {
    return air.signal(uplink.name());
  }

  void signal(int dbm) {
    uplink.interrupt(() -> {
      Listener current = listener;
      if (current != null) {
        current.signal(dbm);
      }
    });
  }

  void changeAddress() {
    if (addressed) {
      uplink.interrupt(this::leased);
    }
  }

  void drop(int why) {
    uplink.interrupt(() -> end(why));
  }

  private void end(int why) {
    joined.cancel();
    leased.cancel();
    refused.cancel();
    beacons.cancel();
    Listener leaving = listener;
    listener = null;
    addressed = false;
    SoftAccessPoint left = soft;
    soft = null;
    if (left != null) {
      left.leave(this);
      air.lease(uplink.name(), null);
    }
    if (leaving != null) {
      air.link(uplink.name(), ownPoint != null);
      leaving.left(why);
    }
  }

  private void joined() {
    Listener current = listener;
    SoftAccessPoint board = soft;
    if (current != null && board != null) {
      joined(current, board);
    } else if (current != null) {
      leased.set(uplink.now() + point.leaseNanos());
      current.joined(BSSID.clone(), point.channel(), authMode);
    }
  }

  private void joined(Listener current, SoftAccessPoint board) {
    if (!air.isOpen(board)) {
      end(REASON_NO_AP_FOUND);
    } else if (!board.join(this)) {
      end(REASON_ASSOC_TOOMANY);
    } else {
      beacons.set(uplink.now() + BEACONS_NANOS);
      leased.set(uplink.now() + point.leaseNanos());
      current.joined(board.beacon().bssid().clone(), board.beacon().channel(), authMode);
    }
  }

  private void listenForBeacons() {
    SoftAccessPoint board = soft;
    if (board != null && !air.isOpen(board)) {
      end(REASON_BEACON_TIMEOUT);
    } else if (board != null) {
      beacons.set(uplink.now() + BEACONS_NANOS);
    }
  }

  private void askBoard(SoftAccessPoint board) {
    leased.set(uplink.now() + DHCP_RETRY_NANOS);
    board.lease(this, lease -> uplink.alarm(() -> leasedByBoard(board, lease)).set(uplink.now()));
  }

  private void leasedByBoard(SoftAccessPoint board, Lease lease) {
    Listener current = listener;
    if (current != null && board.equals(soft)) {
      leased.cancel();
      addressed = true;
      air.link(uplink.name(), true);
      air.link(board.board(), true);
      air.gateway(board.board(), lease.gateway());
      air.lease(uplink.name(), lease.ip());
      current.address(lease.ip(), lease.netmask(), lease.gateway());
    }
  }

  @Override
  public boolean startAccessPoint(Beacon beacon, StationListener stations) {
    var own = new SoftAccessPoint(uplink, beacon, stations);
    ownPoint = own;
    air.open(own);
    return true;
  }

  @Override
  public void stopAccessPoint() {
    if (ownPoint != null) {
      ownPoint = null;
      air.close(uplink.name());
    }
  }

  @Override
  public void expel(byte[] mac) {
    SoftAccessPoint own = ownPoint;
    if (own != null) {
      own.expel(mac);
    }
  }

  @Override
  public void scan(long nanos, Consumer<List<Beacon>> done) {
    scan = done;
    scanned.set(uplink.now() + nanos);
  }

  @Override
  public void stopScan() {
    scan = null;
    scanned.cancel();
  }

  private void scanned() {
    Consumer<List<Beacon>> done = scan;
    scan = null;
    if (done != null) {
      done.accept(air.heard(uplink.name()));
    }
  }

  static byte[] bssid() {
    return BSSID.clone();
  }

  byte[] mac() {
    return uplink.mac();
  }

  /** Throws the station out from another board's call. */
  void dropSoon(int why) {
    uplink.alarm(() -> end(why)).set(uplink.now());
  }

  private void leased() {
    Listener current = listener;
    SoftAccessPoint board = soft;
    if (current != null && board != null) {
      askBoard(board);
    } else if (current != null) {
      air.link(uplink.name(), true);
      addressed = true;
      byte[] mac = uplink.mac();
      // Boards are numbered in the upper half of the last byte: each gets its own address.
      int number = ((mac[4] & 0xff) << 4 | (mac[5] & 0xff) >> 4) % STATIONS_MAX;
      int moved = air.changes(uplink.name()) * ADDRESS_STEP;
      int station = 2 + (number + moved) % STATIONS_MAX;
      current.address(address(station), mask(), address(1));
    }
  }

  private InetAddress address(int host) {
    return literal(point.net() + "." + host);
  }

  private static InetAddress mask() {
    return literal("255.255.255.0");
  }

  private static InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("no address: " + text, e);
    }
  }
}
