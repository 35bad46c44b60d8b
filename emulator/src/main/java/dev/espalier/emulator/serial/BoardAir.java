package dev.espalier.emulator.serial;

import java.net.InetAddress;
import java.util.List;

/** The Wi-Fi of a {@link SimulatedBoard}. */
final class BoardAir {
  static final int ASSOC_LEAVE = 8;
  private static final int NO_AP_FOUND = 201;

  /** An access point that is not there. */
  private static final String WRONG = "wrong";

  private static final String STORED = "bench";

  private BoardMessage.NetInfo info = joined(STORED, at("192.168.1.50"));
  private boolean silent;

  BoardMessage.NetInfo info() {
    return info;
  }

  void silent(boolean value) {
    silent = value;
  }

  /** Joins; says whether something comes of it. */
  boolean join(String ssid) {
    if (silent) {
      return false;
    }
    String wanted = ssid.isEmpty() ? STORED : ssid;
    info = wanted.equals(WRONG) ? left(NO_AP_FOUND) : joined(wanted, at("192.168.1.51"));
    return true;
  }

  /** Has or has not its stored access point. */
  BoardMessage.NetInfo turn(boolean up, int reason) {
    info = up ? joined(STORED, at("192.168.1.50")) : left(reason);
    return info;
  }

  /** Gets another address from the same access point. */
  BoardMessage.NetInfo move(InetAddress ip) {
    info = joined(info.link().ssid(), ip);
    return info;
  }

  private static InetAddress at(String text) {
    return InetAddress.ofLiteral(text);
  }

  private static BoardMessage.NetInfo joined(String ssid, InetAddress ip) {
    return new BoardMessage.NetInfo(
        new BoardMessage.Link(
            BoardMessage.Link.HAS_ADDRESS,
            0,
            BoardMessage.Link.HAS_STORED,
            -57,
            new BoardMessage.Point(11, 3, new byte[] {2, 0, 0, 0, 0, 7}),
            ssid),
        new BoardMessage.Addresses(
            ip,
            at("255.255.255.0"),
            at("192.168.1.1"),
            at("192.168.1.1"),
            at("0.0.0.0"),
            List.of()));
  }

  private static BoardMessage.NetInfo left(int reason) {
    InetAddress none = at("0.0.0.0");
    return new BoardMessage.NetInfo(
        new BoardMessage.Link(
            BoardMessage.Link.IDLE,
            reason,
            BoardMessage.Link.HAS_STORED,
            0,
            new BoardMessage.Point(0, 0, new byte[6]),
            ""),
        new BoardMessage.Addresses(none, none, none, none, none, List.of()));
  }
}
