package dev.espalier.emulator.radio;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.Radio;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The radio of one board between two resets. */
final class SimulatedRadio implements Radio {
  private static final int REASON_ASSOC_LEAVE = 8;
  private static final int REASON_4WAY_HANDSHAKE_TIMEOUT = 15;
  private static final int REASON_NO_AP_FOUND = 201;
  private static final int AUTH_OPEN = 0;
  private static final int AUTH_WPA2_PSK = 3;

  /** What a chip takes to listen on all channels, and to give up a handshake of keys. */
  private static final long SCAN_NANOS = 2_400_000_000L;

  private static final long HANDSHAKE_NANOS = 3_000_000_000L;

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
  private AccessPoint point = AccessPoint.open();
  private @Nullable Listener listener;
  private int authMode;
  private int reason;
  private int attempts;
  private boolean addressed;

  SimulatedRadio(Air air, Uplink uplink) {
    this.air = air;
    this.uplink = uplink;
    this.joined = uplink.alarm(this::joined);
    this.leased = uplink.alarm(this::leased);
    this.refused = uplink.alarm(() -> end(reason));
  }

  boolean isOf(String board) {
    return uplink.name().equals(board);
  }

  @Override
  public void join(String ssid, String password, Listener newListener) {
    listener = newListener;
    attempts++;
    authMode = password.isEmpty() ? AUTH_OPEN : AUTH_WPA2_PSK;
    AccessPoint found = air.find(ssid);
    reason = air.fault().refuse(uplink.name(), attempts, uplink::random);
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
    Listener leaving = listener;
    listener = null;
    addressed = false;
    if (leaving != null) {
      air.link(uplink.name(), false);
      leaving.left(why);
    }
  }

  private void joined() {
    Listener current = listener;
    if (current != null) {
      leased.set(uplink.now() + point.leaseNanos());
      current.joined(BSSID.clone(), point.channel(), authMode);
    }
  }

  private void leased() {
    Listener current = listener;
    if (current != null) {
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
