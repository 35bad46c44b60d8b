package dev.espalier.hal.wifi;

import static dev.espalier.hal.netif.IpEvent.IP_EVENT;
import static dev.espalier.hal.netif.IpEvent.IP_EVENT_GOT_IP6;
import static dev.espalier.hal.netif.IpEvent.IP_EVENT_STA_GOT_IP;
import static dev.espalier.hal.wifi.WifiErr.ESP_ERR_WIFI_NOT_INIT;
import static dev.espalier.hal.wifi.WifiErr.ESP_ERR_WIFI_NOT_STARTED;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT_STA_CONNECTED;
import static dev.espalier.hal.wifi.WifiEvent.WIFI_EVENT_STA_DISCONNECTED;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.netif.IpEvent;
import dev.espalier.hal.netif.NetifConfig;
import dev.espalier.hal.netif.NetifIp6;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspSystem;
import java.net.Inet6Address;
import org.jspecify.annotations.Nullable;

/**
 * {@code protocol_examples_common}: joins the access point of {@code CONFIG_EXAMPLE_WIFI_SSID} and
 * waits for addresses, in one call. Needs {@code nvs_flash_init}, {@code esp_netif_init} and the
 * default event loop first, as in every example of ESP-IDF.
 */
public final class ExampleConnect {
  private static final String TAG = "example_connect";
  private static final int ROUTE_PRIO = 128;

  private static final BoardLocal<ExampleConnect> CURRENT = BoardLocal.of(ExampleConnect::new);

  private final EventHandler<IpEvent> onGotIp = (arg, base, id, data) -> gotIp(data);
  private final EventHandler<IpEvent> onGotIp6 = (arg, base, id, data) -> gotIp6(data);
  private final EventHandler<WifiEvent> onDisconnect = (arg, base, id, data) -> reconnect();
  private final EventHandler<WifiEvent> onConnect = (arg, base, id, data) -> createIp6();
  private final Runnable stop = this::stop;
  private @Nullable Semaphore addresses;
  private @Nullable EspNetif netif;
  private boolean ipv6;

  private ExampleConnect() {}

  /**
   * Joins the access point and waits for an IPv4 address and, with {@code
   * CONFIG_EXAMPLE_CONNECT_IPV6}, a link-local one. Goes on trying when it is not let in.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_STATE} when it has been called before
   */
  public static EspErr exampleConnect() {
    ExampleConnect own = CURRENT.get();
    if (own.addresses != null) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    Semaphore waiting = own.start();
    EspSystem.registerShutdownHandler(own.stop).orAbort();
    EspLog.i(TAG, "Waiting for IP(s)");
    for (int i = 0; i < (own.ipv6 ? 2 : 1); i++) {
      var _ = waiting.take(Timeout.FOREVER);
    }
    EspNetif each = EspNetif.next(null);
    while (each != null) {
      if (isOurs(each)) {
        own.logAddresses(each);
      }
      each = EspNetif.next(each);
    }
    return EspErr.ESP_OK;
  }

  /**
   * Undoes {@link #exampleConnect}.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_STATE} when there is nothing to undo
   */
  public static EspErr exampleDisconnect() {
    ExampleConnect own = CURRENT.get();
    Semaphore waiting = own.addresses;
    if (waiting == null) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    waiting.delete();
    own.addresses = null;
    own.stop();
    EspSystem.unregisterShutdownHandler(own.stop).orAbort();
    return EspErr.ESP_OK;
  }

  /**
   * The interface that {@link #exampleConnect} has made ({@code EXAMPLE_INTERFACE}).
   *
   * @return the interface, null before
   */
  public static @Nullable EspNetif getExampleNetif() {
    return CURRENT.get().netif;
  }

  private Semaphore start() {
    SdkConfig config = SdkConfig.current();
    ipv6 = config.get(Kconfig.EXAMPLE_CONNECT_IPV6) && config.get(Kconfig.LWIP_IPV6);
    startWifi(config);
    Semaphore waiting = Semaphore.createCounting(ipv6 ? 2 : 1, 0);
    addresses = waiting;
    return waiting;
  }

  private void startWifi(SdkConfig config) {
    EspWifi.init().orAbort();
    NetifConfig station = NetifConfig.wifiSta();
    netif =
        WifiDefault.createWifi(
            WifiInterface.WIFI_IF_STA,
            station.withIfDesc(TAG + ": " + station.ifDesc()).withRoutePrio(ROUTE_PRIO));
    WifiDefault.setDefaultWifiStaHandlers().orPrint();
    EspEvent.handlerRegister(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, onDisconnect, null).orAbort();
    EspEvent.handlerRegister(IP_EVENT, IP_EVENT_STA_GOT_IP, onGotIp, null).orAbort();
    if (ipv6) {
      EspEvent.handlerRegister(WIFI_EVENT, WIFI_EVENT_STA_CONNECTED, onConnect, null).orAbort();
      EspEvent.handlerRegister(IP_EVENT, IP_EVENT_GOT_IP6, onGotIp6, null).orAbort();
    }
    EspWifi.setStorage(WifiStorage.WIFI_STORAGE_RAM).orAbort();
    String ssid = config.get(Kconfig.EXAMPLE_WIFI_SSID);
    EspLog.i(TAG, "Connecting to %s...", ssid);
    EspWifi.setMode(WifiMode.WIFI_MODE_STA).orAbort();
    EspWifi.setConfig(
            WifiInterface.WIFI_IF_STA,
            WifiStaConfig.of(ssid, config.get(Kconfig.EXAMPLE_WIFI_PASSWORD)))
        .orAbort();
    EspWifi.start().orAbort();
    EspWifi.connect();
  }

  private void stop() {
    EspNetif ours = netif;
    EspEvent.handlerUnregister(WIFI_EVENT, WIFI_EVENT_STA_DISCONNECTED, onDisconnect).orAbort();
    EspEvent.handlerUnregister(IP_EVENT, IP_EVENT_STA_GOT_IP, onGotIp).orAbort();
    if (ipv6) {
      EspEvent.handlerUnregister(IP_EVENT, IP_EVENT_GOT_IP6, onGotIp6).orAbort();
      EspEvent.handlerUnregister(WIFI_EVENT, WIFI_EVENT_STA_CONNECTED, onConnect).orAbort();
    }
    EspErr err = EspWifi.stop();
    if (err.equals(ESP_ERR_WIFI_NOT_INIT) || ours == null) {
      return;
    }
    err.orAbort();
    EspWifi.deinit().orAbort();
    WifiDefault.clearDefaultWifiDriverAndHandlers(ours).orAbort();
    ours.destroy();
    netif = null;
  }

  private void gotIp(@Nullable IpEvent data) {
    if (!(data instanceof IpEvent.GotIp got)) {
      return;
    }
    if (!isOurs(got.espNetif())) {
      EspLog.w(TAG, "Got IPv4 from another interface \"%s\": ignored", got.espNetif().getDesc());
      return;
    }
    EspLog.i(
        TAG,
        "Got IPv4 event: Interface \"%s\" address: %s",
        got.espNetif().getDesc(),
        got.ipInfo().ip().getHostAddress());
    give();
  }

  private void gotIp6(@Nullable IpEvent data) {
    if (!(data instanceof IpEvent.GotIp6 got)) {
      return;
    }
    if (!isOurs(got.espNetif())) {
      EspLog.w(TAG, "Got IPv6 from another netif: ignored");
      return;
    }
    EspLog.i(
        TAG,
        "Got IPv6 event: Interface \"%s\" address: %s, type: %s",
        got.espNetif().getDesc(),
        text(got.ip()),
        type(got.ip()));
    if (got.ip().isLinkLocalAddress()) {
      give();
    }
  }

  private void give() {
    Semaphore waiting = addresses;
    if (waiting != null) {
      var _ = waiting.give();
    }
  }

  private static void reconnect() {
    EspLog.i(TAG, "Wi-Fi disconnected, trying to reconnect...");
    EspErr err = EspWifi.connect();
    if (!err.equals(ESP_ERR_WIFI_NOT_STARTED)) {
      err.orAbort();
    }
  }

  private void createIp6() {
    EspNetif ours = netif;
    if (ours != null) {
      NetifIp6.createLinklocal(ours).orPrint();
    }
  }

  private void logAddresses(EspNetif ours) {
    EspLog.i(TAG, "Connected to %s", ours.getDesc());
    EspLog.i(TAG, "- IPv4 address: %s", ours.getIpInfo().ip().getHostAddress());
    if (ipv6) {
      for (Inet6Address address : NetifIp6.getAll(ours)) {
        EspLog.i(TAG, "- IPv6 address: %s, type: %s", text(address), type(address));
      }
    }
  }

  private static boolean isOurs(EspNetif each) {
    return each.getDesc().startsWith(TAG);
  }

  /** As {@code IPV6STR} prints: all eight groups of four digits. */
  private static String text(Inet6Address address) {
    var out = new StringBuilder(39);
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      out.append(i > 0 && i % 2 == 0 ? ":" : "");
      out.append(Character.forDigit(bytes[i] >> 4 & 15, 16));
      out.append(Character.forDigit(bytes[i] & 15, 16));
    }
    return out.toString();
  }

  private static String type(Inet6Address address) {
    return address.isLinkLocalAddress() ? "ESP_IP6_ADDR_IS_LINK_LOCAL" : "ESP_IP6_ADDR_IS_GLOBAL";
  }
}
