package dev.espalier.emulator.serial;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Names and Wi-Fi, numbered. */
@SuppressWarnings("ArrayRecordComponent") // a body is compared by its bytes, never by equals
sealed interface BoardMessage extends Message {
  int SSID_MAX = 32;
  int PASSWORD_MAX = 64;
  int NAME_MAX = 255;
  int ADDRESSES_MAX = 8;
  int IPV6_MAX = 3;

  /** The id in a STATUS about Wi-Fi. */
  int NO_SOCKET = 0xff;

  /** Looks a name up. */
  record Resolve(int request, String name) implements BoardMessage {
    @Override
    public FrameType type() {
      return FrameType.RESOLVE;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(request).bytes(name.getBytes(UTF_8));
    }
  }

  /** What a name stands for. */
  record Resolved(int request, int error, List<InetAddress> addresses) implements BoardMessage {
    @Override
    public FrameType type() {
      return FrameType.RESOLVED;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(request).u8(error).u8(addresses.size());
      addresses.forEach(to::host);
    }

    static Resolved read(BodyReader from) throws ViolationException {
      int request = from.u8();
      int error = from.u8();
      int count = from.u8(0, ADDRESSES_MAX);
      List<InetAddress> found = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        found.add(from.host());
      }
      return new Resolved(request, error, List.copyOf(found));
    }
  }

  /** An access point. */
  record Point(int channel, int auth, byte[] bssid) {
    public Point {
      bssid = bssid.clone();
    }
  }

  /** The association with an access point. */
  record Link(int state, int reason, int flags, int rssi, Point point, String ssid) {
    static final int IDLE = 0;
    static final int CONNECTING = 1;
    static final int ASSOCIATED = 2;
    static final int HAS_ADDRESS = 3;
    static final int HAS_STORED = 1;
  }

  /** The board's addresses. */
  record Addresses(
      InetAddress ip,
      InetAddress netmask,
      InetAddress gateway,
      InetAddress dns1,
      InetAddress dns2,
      List<InetAddress> ipv6) {}

  /** The state of the board's network. */
  record NetInfo(Link link, Addresses addresses) implements BoardMessage {
    @Override
    public FrameType type() {
      return FrameType.NETINFO;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(link.state).u8(link.reason).u8(link.flags).u8(link.rssi);
      to.u8(link.point.channel).u8(link.point.auth).bytes(link.point.bssid);
      to.bytes(addresses.ip.getAddress()).bytes(addresses.netmask.getAddress());
      to.bytes(addresses.gateway.getAddress());
      to.bytes(addresses.dns1.getAddress()).bytes(addresses.dns2.getAddress());
      to.counted(link.ssid.getBytes(UTF_8)).u8(addresses.ipv6.size());
      addresses.ipv6.forEach(address -> to.bytes(address.getAddress()));
    }

    static NetInfo read(BodyReader from) throws ViolationException {
      int state = from.u8(Link.IDLE, Link.HAS_ADDRESS);
      int reason = from.u8();
      int flags = from.u8();
      int rssi = from.i8();
      Point point = new Point(from.u8(), from.u8(), from.bytes(6));
      InetAddress[] v4 = new InetAddress[5];
      for (int i = 0; i < v4.length; i++) {
        v4[i] = from.raw(4);
      }
      String ssid = new String(from.counted(SSID_MAX), UTF_8);
      List<InetAddress> v6 = new ArrayList<>();
      for (int left = from.u8(0, IPV6_MAX); left > 0; left--) {
        v6.add(from.ipv6());
      }
      return new NetInfo(
          new Link(state, reason, flags, rssi, point, ssid),
          new Addresses(v4[0], v4[1], v4[2], v4[3], v4[4], List.copyOf(v6)));
    }
  }

  /** Joins an access point. */
  record WifiJoin(int flags, String ssid, String password) implements BoardMessage {
    static final int STORE = 1;

    @Override
    public FrameType type() {
      return FrameType.WIFI_JOIN;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(flags).counted(ssid.getBytes(UTF_8)).counted(password.getBytes(UTF_8));
    }

    /** Without the password, so that no trace can show it. */
    @Override
    public String toString() {
      return "WifiJoin[flags=" + flags + ", ssid=" + ssid + "]";
    }
  }

  /** Leaves the access point. */
  record WifiLeave(int flags) implements BoardMessage {
    static final int ERASE = 1;

    @Override
    public FrameType type() {
      return FrameType.WIFI_LEAVE;
    }

    @Override
    public void write(BodyWriter to) {
      to.u8(flags);
    }
  }

  /** Reads the body of a frame about names or Wi-Fi. */
  static BoardMessage read(FrameType type, BodyReader from) throws ViolationException {
    return switch (type) {
      case RESOLVE -> new Resolve(from.u8(), new String(from.rest(1), UTF_8));
      case RESOLVED -> Resolved.read(from);
      case NETINFO -> NetInfo.read(from);
      case WIFI_JOIN ->
          new WifiJoin(
              from.u8(0, WifiJoin.STORE),
              new String(from.counted(SSID_MAX), UTF_8),
              new String(from.counted(PASSWORD_MAX), UTF_8));
      case WIFI_LEAVE -> new WifiLeave(from.u8(0, WifiLeave.ERASE));
      default -> throw new IllegalArgumentException(type.toString());
    };
  }
}
