package dev.espalier.emulator.serial;

import dev.espalier.emulator.Uplink;
import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.Radio;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The real board's station, as the firmware's. */
final class SerialRadio implements Radio, SessionEvents {
  private static final int REASON_ASSOC_LEAVE = 8;
  private static final int REASON_BEACON_TIMEOUT = 200;
  private static final int REASON_NO_AP_FOUND = 201;

  /** What a board needs to boot, to find its rate and to join; then a join has failed. */
  private static final long JOIN_NANOS_MAX = 12_000_000_000L;

  private enum State {
    IDLE,
    JOINING,
    JOINED,
    ADDRESSED
  }

  private final SerialNetwork network;
  private final Tunnel tunnel;
  private final Uplink uplink;
  private final Alarm patience;
  private State state = State.IDLE;
  private @Nullable Listener listener;
  private String ssid = "";
  private String password = "";
  private boolean asked;
  private int signal;
  private @Nullable InetAddress ip;

  SerialRadio(SerialNetwork network, Tunnel tunnel, Uplink uplink) {
    this.network = network;
    this.tunnel = tunnel;
    this.uplink = uplink;
    this.patience = uplink.alarm(() -> end(REASON_NO_AP_FOUND));
  }

  @Override
  public void join(String newSsid, String newPassword, Listener newListener) {
    listener = newListener;
    ssid = newSsid;
    password = newPassword;
    state = State.JOINING;
    asked = false;
    patience.set(uplink.now() + JOIN_NANOS_MAX);
    uplink.interrupt(this::look);
  }

  @Override
  public void leave() {
    if (state != State.IDLE && asked) {
      tunnel.session().send(new BoardMessage.WifiLeave(0), tunnel.now());
      tunnel.settle();
    }
    uplink.interrupt(() -> end(REASON_ASSOC_LEAVE));
  }

  @Override
  public int rssi() {
    BoardMessage.NetInfo info = tunnel.netInfo();
    return info == null || info.link().rssi() == 0 ? RSSI_USUAL : info.link().rssi();
  }

  private void end(int reason) {
    patience.cancel();
    Listener leaving = listener;
    listener = null;
    ip = null;
    state = State.IDLE;
    if (leaving != null) {
      leaving.left(reason);
    }
  }

  /** Compares what firmware wants with what the board says. */
  private void look() {
    BoardMessage.NetInfo info = tunnel.netInfo();
    if (state == State.IDLE || info == null) {
      return;
    }
    BoardMessage.Link link = info.link();
    boolean joined = link.state() >= BoardMessage.Link.ASSOCIATED;
    boolean same = ssid.equals(link.ssid()) || !network.joinsAsFirmwareSays();
    if (state == State.JOINING) {
      if (joined && same) {
        joined(link);
      } else if (!asked && !(same && link.state() == BoardMessage.Link.CONNECTING)) {
        ask();
        return;
      } else if (asked && link.state() == BoardMessage.Link.IDLE && link.reason() != 0) {
        end(link.reason());
        return;
      }
    } else if (!joined || !same) {
      end(link.reason() == 0 ? REASON_BEACON_TIMEOUT : link.reason());
      return;
    }
    if (state != State.JOINING) {
      signal(link.rssi());
    }
    if (state != State.JOINING && link.state() == BoardMessage.Link.HAS_ADDRESS) {
      addressed(info.addresses());
    }
  }

  private void signal(int dbm) {
    Listener current = listener;
    if (current != null && dbm != 0 && dbm != signal) {
      signal = dbm;
      current.signal(dbm);
    }
  }

  private void ask() {
    if (!tunnel.session().isUp()) {
      return; // up() looks again
    }
    asked = true;
    boolean own = !network.joinsAsFirmwareSays();
    tunnel
        .session()
        .send(
            own
                ? new BoardMessage.WifiJoin(0, "", "")
                : new BoardMessage.WifiJoin(0, ssid, password),
            tunnel.now());
    tunnel.settle();
  }

  private void joined(BoardMessage.Link link) {
    patience.cancel();
    state = State.JOINED;
    signal = link.rssi();
    Listener current = listener;
    if (current != null) {
      current.joined(link.point().bssid().clone(), link.point().channel(), link.point().auth());
    }
  }

  private void addressed(BoardMessage.Addresses addresses) {
    Listener current = listener;
    if (current != null && !addresses.ip().equals(ip)) {
      ip = addresses.ip();
      state = State.ADDRESSED;
      current.address(addresses.ip(), addresses.netmask(), addresses.gateway());
    }
  }

  @Override
  public void up(LinkMessage.Hello board) {
    uplink.interrupt(this::look);
  }

  @Override
  public void down(String why) {
    uplink.interrupt(() -> {
      asked = false;
      if (state == State.JOINED || state == State.ADDRESSED) {
        end(REASON_BEACON_TIMEOUT);
      }
    });
  }

  @Override
  public void netInfo(BoardMessage.NetInfo info) {
    uplink.interrupt(this::look);
  }

  @Override
  public void wifiStatus(int error) {
    uplink.interrupt(() -> {
      if (error != 0 && state == State.JOINING) {
        end(REASON_NO_AP_FOUND);
      }
    });
  }
}
