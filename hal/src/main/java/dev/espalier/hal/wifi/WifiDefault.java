package dev.espalier.hal.wifi;

import static dev.espalier.hal.netif.IpEvent.IP_EVENT;
import static dev.espalier.hal.netif.IpEvent.IP_EVENT_STA_GOT_IP;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT_AP_START;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT_AP_STOP;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT_STA_CONNECTED;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT_STA_DISCONNECTED;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT_STA_START;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT_STA_STOP;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.netif.IpEvent;
import dev.espalier.hal.netif.NetifConfig;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspMac;
import dev.espalier.hal.system.EspSystem;
import java.util.function.Consumer;

/** Makes interfaces for Wi-Fi and ties them to its events ({@code esp_wifi_default.h}). */
public final class WifiDefault {
  private static final BoardLocal<WifiDefault> CURRENT = BoardLocal.of(WifiDefault::new);

  private final EventHandler<WifiEvent> start = onStation(WifiDefault::start);
  private final EventHandler<WifiEvent> stop = onStation(EspNetif::actionStop);
  private final EventHandler<WifiEvent> connected = onStation(EspNetif::actionConnected);
  private final EventHandler<WifiEvent> disconnected = onStation(EspNetif::actionDisconnected);
  private final EventHandler<IpEvent> gotIp =
      (arg, base, id, data) -> {
        EspNetif netif = EspWifi.station().netif;
        if (netif != null && data instanceof IpEvent.GotIp got) {
          netif.actionGotIp(got);
        }
      };
  private final EventHandler<WifiEvent> apStart = onAccessPoint(WifiDefault::startAccessPoint);
  private final EventHandler<WifiEvent> apStop = onAccessPoint(EspNetif::actionStop);
  private final Runnable stopWifi = WifiDefault::stopWifi;
  private boolean handlersSet;

  private WifiDefault() {}

  private static EventHandler<WifiEvent> onStation(Consumer<EspNetif> action) {
    return (arg, base, id, data) -> {
      EspNetif netif = EspWifi.station().netif;
      if (netif != null) {
        action.accept(netif);
      }
    };
  }

  private static EventHandler<WifiEvent> onAccessPoint(Consumer<EspNetif> action) {
    return (arg, base, id, data) -> {
      EspNetif netif = EspWifi.softAp().netif;
      if (netif != null) {
        action.accept(netif);
      }
    };
  }

  private static void startAccessPoint(EspNetif netif) {
    netif.setMac(SoftAp.mac()).orPrint();
    netif.actionStart();
  }

  private static void start(EspNetif netif) {
    byte[] mac = new byte[6];
    EspMac.readMac(mac, EspMac.Type.ESP_MAC_WIFI_STA).orPrint();
    netif.setMac(mac).orPrint();
    netif.actionStart();
  }

  /**
   * Makes the interface of the station and sets the default handlers.
   *
   * @return the interface, with key {@code WIFI_STA_DEF}
   */
  @EspApi("esp_netif_create_default_wifi_sta")
  @CanIgnoreReturnValue
  public static EspNetif createDefaultWifiSta() {
    EspNetif netif = createWifi(WifiInterface.WIFI_IF_STA, NetifConfig.wifiSta());
    setDefaultWifiStaHandlers().orPrint();
    return netif;
  }

  /**
   * Makes the interface of the access point, with a DHCP server, and sets the default handlers.
   *
   * @return the interface, with key {@code WIFI_AP_DEF} and address 192.168.4.1
   */
  @EspApi("esp_netif_create_default_wifi_ap")
  @CanIgnoreReturnValue
  public static EspNetif createDefaultWifiAp() {
    EspNetif netif = createWifi(WifiInterface.WIFI_IF_AP, NetifConfig.wifiAp());
    setDefaultWifiApHandlers().orPrint();
    return netif;
  }

  /**
   * Makes an interface for Wi-Fi, without default handlers.
   *
   * @param wifiIf which half of Wi-Fi
   * @param config what the interface is like
   * @return the interface
   */
  @EspApi("esp_netif_create_wifi")
  public static EspNetif createWifi(WifiInterface wifiIf, NetifConfig config) {
    EspNetif netif = EspNetif.create(config);
    if (netif == null) {
      throw EspAbort.assertFailed("esp_netif_create_wifi", "wifi_default.c:440", "netif");
    }
    if (wifiIf == WifiInterface.WIFI_IF_STA) {
      attachWifiStation(netif).orPrint();
    } else {
      attachWifiAp(netif).orPrint();
    }
    return netif;
  }

  /**
   * Ties an interface to the access point.
   *
   * @param netif the interface
   * @return {@code ESP_OK}
   */
  @EspApi("esp_netif_attach_wifi_ap")
  public static EspErr attachWifiAp(EspNetif netif) {
    EspWifi.softAp().netif = netif;
    return EspErr.ESP_OK;
  }

  /**
   * Ties an interface to the station.
   *
   * @param netif the interface
   * @return {@code ESP_OK}
   */
  @EspApi("esp_netif_attach_wifi_station")
  public static EspErr attachWifiStation(EspNetif netif) {
    EspWifi.station().netif = netif;
    return EspErr.ESP_OK;
  }

  /**
   * Registers the handlers that bring interfaces up and down; a second time does nothing.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_STATE} without default event loop
   */
  @EspApi("esp_wifi_set_default_wifi_sta_handlers")
  public static EspErr setDefaultWifiStaHandlers() {
    WifiDefault own = CURRENT.get();
    return own.handlersSet ? EspErr.ESP_OK : own.register();
  }

  /**
   * Registers the handlers that bring interfaces up and down; the same ones as for the station.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_STATE} without default event loop
   */
  @EspApi("esp_wifi_set_default_wifi_ap_handlers")
  public static EspErr setDefaultWifiApHandlers() {
    return setDefaultWifiStaHandlers();
  }

  private EspErr register() {
    EspErr err = EspEvent.handlerRegister(WIFI_EVENT, WIFI_EVENT_STA_START, start, null);
    if (err.isOk()) {
      err = EspEvent.handlerRegister(WIFI_EVENT, WIFI_EVENT_STA_STOP, stop, null);
    }
    if (err.isOk()) {
      err = EspEvent.handlerRegister(WIFI_EVENT, WIFI_EVENT_STA_CONNECTED, connected, null);
    }
    if (err.isOk()) {
      err = EspEvent.handlerRegister(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, disconnected, null);
    }
    if (err.isOk()) {
      err = EspEvent.handlerRegister(WIFI_EVENT, WIFI_EVENT_AP_START, apStart, null);
    }
    if (err.isOk()) {
      err = EspEvent.handlerRegister(WIFI_EVENT, WIFI_EVENT_AP_STOP, apStop, null);
    }
    if (err.isOk()) {
      err = EspEvent.handlerRegister(IP_EVENT, IP_EVENT_STA_GOT_IP, gotIp, null);
    }
    if (!err.isOk()) {
      unregister();
      return err;
    }
    var _ = EspSystem.registerShutdownHandler(stopWifi);
    handlersSet = true;
    return EspErr.ESP_OK;
  }

  private void unregister() {
    // As in C, what is not registered is no matter here.
    var _ = EspEvent.handlerUnregister(WIFI_EVENT, WIFI_EVENT_STA_START, start);
    var _ = EspEvent.handlerUnregister(WIFI_EVENT, WIFI_EVENT_STA_STOP, stop);
    var _ = EspEvent.handlerUnregister(WIFI_EVENT, WIFI_EVENT_STA_CONNECTED, connected);
    var _ = EspEvent.handlerUnregister(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, disconnected);
    var _ = EspEvent.handlerUnregister(WIFI_EVENT, WIFI_EVENT_AP_START, apStart);
    var _ = EspEvent.handlerUnregister(WIFI_EVENT, WIFI_EVENT_AP_STOP, apStop);
    var _ = EspEvent.handlerUnregister(IP_EVENT, IP_EVENT_STA_GOT_IP, gotIp);
    var _ = EspSystem.unregisterShutdownHandler(stopWifi);
    handlersSet = false;
  }

  private static void stopWifi() {
    EspWifi.stop();
  }

  /**
   * Unties an interface from Wi-Fi, and takes the default handlers back when it was the last.
   *
   * @param netif the interface
   * @return {@code ESP_OK}
   */
  @EspApi("esp_wifi_clear_default_wifi_driver_and_handlers")
  public static EspErr clearDefaultWifiDriverAndHandlers(EspNetif netif) {
    if (netif.equals(EspWifi.station().netif)) {
      EspWifi.station().netif = null;
    }
    if (netif.equals(EspWifi.softAp().netif)) {
      EspWifi.softAp().netif = null;
    }
    if (EspWifi.station().netif == null && EspWifi.softAp().netif == null) {
      CURRENT.get().unregister();
    }
    return EspErr.ESP_OK;
  }

  /**
   * Unties an interface from Wi-Fi and removes it.
   *
   * @param netif the interface
   */
  @EspApi("esp_netif_destroy_default_wifi")
  public static void destroyDefaultWifi(EspNetif netif) {
    clearDefaultWifiDriverAndHandlers(netif).orPrint();
    netif.destroy();
  }
}
