package dev.espalier.hal.wifi;

import static dev.espalier.hal.wifi.WifiErr.ESP_ERR_WIFI_CONN;

import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.netif.IpInfo;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Radio;
import dev.espalier.hal.port.ServiceTask;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspMac;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The station of the running board: its way from {@code init} to {@code run} and back. What the
 * radio reports is taken on by the Wi-Fi task, which posts the events in order.
 */
final class Station implements Radio.Listener {
  private static final int NO_THRESHOLD = Integer.MIN_VALUE;
  private static final int PRIORITY = 23;
  private static final int STACK = 6656;

  /** What the station is doing; the driver's log uses the same words. */
  enum State {
    /** Nothing. */
    INIT,
    /** It looks for the access point. */
    CONNECTING,
    /** It is connected. */
    RUN
  }

  WifiStaConfig config = WifiStaConfig.NONE;
  @Nullable EspNetif netif;
  final ServiceTask task = new ServiceTask("wifi", PRIORITY, STACK);
  private State state = State.INIT;
  private byte[] bssid = new byte[6];
  private int channel;
  private int rssi = Radio.RSSI_USUAL;

  /** Below which strength of the signal an event is due. */
  private int rssiThreshold = NO_THRESHOLD;

  private WifiAuthMode authMode = WifiAuthMode.WIFI_AUTH_OPEN;

  State state() {
    return state;
  }

  void post(int id, @Nullable WifiEvent data) {
    task.post(() -> EspEvent.post(WifiEvent.WIFI_EVENT, id, data, Timeout.FOREVER).orPrint());
  }

  EspErr connect() {
    if (state != State.INIT) {
      WifiLog.e("sta is connecting, return error");
      return ESP_ERR_WIFI_CONN;
    }
    state = State.CONNECTING;
    Chip.current().radio().join(config.ssid(), config.password(), this);
    return EspErr.ESP_OK;
  }

  void disconnect() {
    if (state != State.INIT) {
      Chip chip = Chip.current();
      chip.radio().leave();
      // The radio answered in an interrupt: the Wi-Fi task goes first now.
      chip.kernel().reschedule();
    }
  }

  WifiApRecord accessPoint() {
    return new WifiApRecord(EspMac.toString(bssid), config.ssid(), channel, rssi, authMode);
  }

  int rssi() {
    return rssi;
  }

  /** Asks for one event below a strength of the signal. */
  void rssiThreshold(int dbm) {
    rssiThreshold = dbm;
    task.post(this::compareSignal);
  }

  @Override
  public void signal(int dbm) {
    task.post(() -> {
      rssi = dbm;
      compareSignal();
    });
  }

  private void compareSignal() {
    if (state == State.RUN && rssi < rssiThreshold) {
      rssiThreshold = NO_THRESHOLD;
      EspEvent.post(
              WifiEvent.WIFI_EVENT,
              WifiEvent.WIFI_EVENT_STA_BSS_RSSI_LOW,
              new WifiEvent.BssRssiLow(rssi),
              Timeout.FOREVER)
          .orPrint();
    }
  }

  @Override
  public void joined(byte[] newBssid, int newChannel, int newAuthMode) {
    task.post(() -> {
      state = State.RUN;
      bssid = newBssid.clone();
      channel = newChannel;
      authMode = WifiAuthMode.of(newAuthMode);
      rssi = Chip.current().radio().rssi();
      reportConnected();
      compareSignal();
    });
  }

  private void reportConnected() {
    String mac = EspMac.toString(bssid);
    WifiLog.i("state: init -> auth (b0)");
    WifiLog.i("state: auth -> assoc (0)");
    WifiLog.i("state: assoc -> run (10)");
    WifiLog.i(
        "connected with %s, aid = 1, channel %d, BW20, bssid = %s", config.ssid(), channel, mac);
    WifiLog.i("security: %s, phy: bgn, rssi: %d", authMode.text, rssi);
    WifiLog.i("pm start, type: 1");
    var data = new WifiEvent.StaConnected(config.ssid(), mac, channel, authMode);
    EspEvent.post(WifiEvent.WIFI_EVENT, WifiEvent.WIFI_EVENT_STA_CONNECTED, data, Timeout.FOREVER)
        .orPrint();
  }

  @Override
  public void address(InetAddress ip, InetAddress netmask, InetAddress gateway) {
    EspNetif to = netif;
    if (to != null
        && ip instanceof Inet4Address ip4
        && netmask instanceof Inet4Address mask4
        && gateway instanceof Inet4Address gateway4) {
      // Through the Wi-Fi task, so that the lease comes behind the connection it belongs to.
      task.post(() -> to.offered(new IpInfo(ip4, mask4, gateway4)));
    }
  }

  @Override
  public void left(int reason) {
    task.post(() -> {
      if (state == State.RUN) {
        WifiLog.i("state: run -> init (%x)", reason);
        WifiLog.i("pm stop, total sleep time: 0 us / 0 us");
      }
      String mac = EspMac.toString(bssid);
      state = State.INIT;
      Arrays.fill(bssid, (byte) 0);
      var data = new WifiEvent.StaDisconnected(config.ssid(), mac, reason, rssi);
      EspEvent.post(
              WifiEvent.WIFI_EVENT, WifiEvent.WIFI_EVENT_STA_DISCONNECTED, data, Timeout.FOREVER)
          .orPrint();
    });
  }
}
