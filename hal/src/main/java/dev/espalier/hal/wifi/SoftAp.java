package dev.espalier.hal.wifi;

import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.netif.IpInfo;
import dev.espalier.hal.netif.Tcpip;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Radio;
import dev.espalier.hal.port.ServiceTask;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspMac;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The access point of the running board; the Wi-Fi task posts its events in order. */
final class SoftAp implements Radio.StationListener {
  private final ServiceTask task;

  /** Their numbers and addresses, by their addresses as text. */
  private final Map<String, Integer> aids = new LinkedHashMap<>();

  private final Map<String, byte[]> macs = new LinkedHashMap<>();
  @Nullable EspNetif netif;
  private @Nullable WifiApConfig config;
  private boolean started;

  SoftAp(ServiceTask task) {
    this.task = task;
  }

  /** What was set, or what the driver begins with: an open one, named by its MAC address. */
  WifiApConfig config() {
    WifiApConfig set = config;
    if (set != null) {
      return set;
    }
    byte[] mac = mac();
    String name = "ESP_%02X%02X%02X".formatted(mac[3], mac[4], mac[5]);
    return WifiApConfig.of(name, "");
  }

  /** What was kept in flash memory. */
  void load(WifiApConfig value) {
    config = value;
  }

  void config(@Nullable WifiApConfig value) {
    config = value;
    if (started) {
      stop();
      if (open().isOk()) {
        announce();
      }
    }
  }

  boolean isStarted() {
    return started;
  }

  static byte[] mac() {
    byte[] mac = new byte[6];
    EspMac.readMac(mac, EspMac.Type.ESP_MAC_WIFI_SOFTAP).orPrint();
    return mac;
  }

  /** The first half of a start, which the radio of a real board cannot do. */
  EspErr open() {
    WifiApConfig now = config();
    var beacon =
        new Radio.Beacon(
            mac(),
            now.ssid(),
            now.authmode() == WifiAuthMode.WIFI_AUTH_OPEN ? "" : now.password(),
            Math.max(1, now.channel()),
            now.authmode().value(),
            now.ssidHidden(),
            now.maxConnection(),
            0);
    started = Chip.current().radio().startAccessPoint(beacon, this);
    if (!started) {
      WifiLog.w("this radio cannot be an access point: only simulated ones are");
    }
    return started ? EspErr.ESP_OK : EspErr.ESP_ERR_NOT_SUPPORTED;
  }

  /** The other half: the event. */
  void announce() {
    post(WifiEvent.WIFI_EVENT_AP_START, null);
  }

  void stop() {
    if (started) {
      started = false;
      Chip.current().radio().stopAccessPoint();
      List.copyOf(macs.values()).forEach(this::left);
      post(WifiEvent.WIFI_EVENT_AP_STOP, null);
    }
  }

  private void post(int id, @Nullable WifiEvent data) {
    task.post(() -> EspEvent.post(WifiEvent.WIFI_EVENT, id, data, Timeout.FOREVER).orPrint());
  }

  List<WifiStaInfo> stations() {
    return aids.keySet().stream().map(mac -> new WifiStaInfo(mac, Radio.RSSI_USUAL)).toList();
  }

  /** The number of a station, 0 for none. */
  int aid(byte[] mac) {
    return aids.getOrDefault(EspMac.toString(mac), 0);
  }

  /** Throws a station out, 0 for all. */
  void expel(int aid) {
    macs.forEach((text, mac) -> {
      if (aid == 0 || aid == aid(mac)) {
        Chip.current().radio().expel(mac);
      }
    });
  }

  @Override
  public void joined(byte[] mac) {
    int aid = 1;
    while (aids.containsValue(aid)) {
      aid++;
    }
    int number = aid;
    String text = EspMac.toString(mac);
    aids.put(text, number);
    macs.put(text, mac.clone());
    task.post(() -> {
      WifiLog.i("station: %s join, AID=%d, bgn, 20", text, number);
      EspEvent.post(
              WifiEvent.WIFI_EVENT,
              WifiEvent.WIFI_EVENT_AP_STACONNECTED,
              new WifiEvent.ApStaConnected(text, number),
              Timeout.FOREVER)
          .orPrint();
    });
  }

  @Override
  public void left(byte[] mac) {
    String text = EspMac.toString(mac);
    macs.remove(text);
    Integer number = aids.remove(text);
    if (number == null) {
      return;
    }
    task.post(() -> {
      WifiLog.i("station: %s leave, AID = %d, bss_flags is 134259", text, number);
      EspEvent.post(
              WifiEvent.WIFI_EVENT,
              WifiEvent.WIFI_EVENT_AP_STADISCONNECTED,
              new WifiEvent.ApStaDisconnected(text, number),
              Timeout.FOREVER)
          .orPrint();
    });
  }

  @Override
  public void lease(byte[] mac, Consumer<Radio.Lease> answer) {
    EspNetif to = netif;
    if (to != null) {
      Tcpip.callback(() -> {
        IpInfo info = to.lease(mac);
        if (info != null) {
          answer.accept(new Radio.Lease(info.ip(), info.netmask(), info.gw()));
        }
      });
    }
  }
}
