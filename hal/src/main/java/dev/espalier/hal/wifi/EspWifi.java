package dev.espalier.hal.wifi;

import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NOT_INITIALIZED;
import static dev.espalier.hal.wifi.WifiErr.ESP_ERR_WIFI_MODE;
import static dev.espalier.hal.wifi.WifiErr.ESP_ERR_WIFI_NOT_CONNECT;
import static dev.espalier.hal.wifi.WifiErr.ESP_ERR_WIFI_NOT_INIT;
import static dev.espalier.hal.wifi.WifiErr.ESP_ERR_WIFI_NOT_STARTED;
import static dev.espalier.hal.wifi.WifiErr.ESP_ERR_WIFI_NOT_STOPPED;
import static dev.espalier.hal.wifi.WifiErr.ESP_ERR_WIFI_PASSWORD;
import static dev.espalier.hal.wifi.WifiErr.ESP_ERR_WIFI_SSID;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspMac;
import dev.espalier.hal.system.EspResult;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapUse;
import java.util.Objects;

/** The Wi-Fi driver, as far as a station needs it ({@code esp_wifi.h}). */
public final class EspWifi {
  private static final String NOT_BY_RADIO = "access points on simulated radios only";
  private static final String TAG = "wifi_init";

  /** What the driver takes with v4.4's default buffers, measured on chips, rounded. */
  private static final int HEAP_BYTES = 46_000;

  private static final int PASSWORD_MIN = 8;
  private static final int PASSWORD_MAX = 64;
  private static final int SSID_MAX = 32;
  private static final int CHANNEL_MAX = 14;

  /** {@code ESP_WIFI_MAX_CONN_NUM}. */
  private static final int STATIONS_MAX = 15;

  private static final int RSSI_THRESHOLD_MIN = -100;
  private static final int RSSI_THRESHOLD_MAX = 10;

  private static final BoardLocal<EspWifi> CURRENT = BoardLocal.of(EspWifi::new);

  private final Station station = new Station();
  private final SoftAp softAp = new SoftAp(station.task);
  private WifiMode mode = WifiMode.WIFI_MODE_STA;
  private WifiStorage storage = WifiStorage.WIFI_STORAGE_FLASH;
  private boolean initialised;
  private boolean started;

  private EspWifi() {}

  static Station station() {
    return CURRENT.get().station;
  }

  static SoftAp softAp() {
    return CURRENT.get().softAp;
  }

  static boolean isInitialised() {
    return CURRENT.get().initialised;
  }

  /** {@code ESP_OK} while the driver runs. */
  static EspErr running() {
    EspWifi wifi = CURRENT.get();
    if (!wifi.initialised) {
      return ESP_ERR_WIFI_NOT_INIT;
    }
    return wifi.started ? EspErr.ESP_OK : ESP_ERR_WIFI_NOT_STARTED;
  }

  static WifiMode mode() {
    return CURRENT.get().mode;
  }

  /** Begins a call. */
  private static EspWifi enter() {
    Chip.current().kernel().call();
    return CURRENT.get();
  }

  /**
   * Starts the driver, with {@code WIFI_INIT_CONFIG_DEFAULT}.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_NVS_NOT_INITIALIZED} before {@link NvsFlash#init};
   *     {@code ESP_ERR_NO_MEM}
   */
  @EspApi(
      value = "esp_wifi_init",
      fidelity = Fidelity.PARTIAL,
      note = "always with WIFI_INIT_CONFIG_DEFAULT")
  @EspApi("WIFI_INIT_CONFIG_DEFAULT")
  public static EspErr init() {
    EspWifi wifi = enter();
    if (wifi.initialised) {
      return EspErr.ESP_OK;
    }
    if (!NvsFlash.getStats(null).isOk()) {
      WifiLog.e("nvs is not initialised: call nvs_flash_init() before esp_wifi_init()");
      return ESP_ERR_NVS_NOT_INITIALIZED;
    }
    if (!Heap.current().take(HeapUse.WIFI, HEAP_BYTES)) {
      return EspErr.ESP_ERR_NO_MEM;
    }
    wifi.initialised = true;
    wifi.load();
    logBuffers(SdkConfig.current());
    return EspErr.ESP_OK;
  }

  private void load() {
    WifiStore.Kept kept = WifiStore.load();
    mode = Objects.requireNonNullElse(kept.mode(), WifiMode.WIFI_MODE_STA);
    station.config = Objects.requireNonNullElse(kept.station(), WifiStaConfig.NONE);
    WifiApConfig ap = kept.ap();
    if (ap != null) {
      softAp.load(ap);
    }
    storage = WifiStorage.WIFI_STORAGE_FLASH;
  }

  /** Forgets what was kept. */
  static void restored() {
    EspWifi wifi = CURRENT.get();
    wifi.station.config = WifiStaConfig.NONE;
    wifi.softAp.config(null);
    WifiStore.clear();
  }

  private boolean keeps() {
    return storage == WifiStorage.WIFI_STORAGE_FLASH;
  }

  private static void logBuffers(SdkConfig config) {
    WifiLog.i("wifi driver task: 3ffc1e4c, prio:23, stack:6656, core=0");
    WifiLog.i("config NVS flash: enabled");
    EspLog.i(TAG, "rx ba win: %d", 6);
    EspLog.i(TAG, "tcpip mbox: %d", 32);
    EspLog.i(TAG, "udp mbox: %d", config.get(Kconfig.LWIP_UDP_RECVMBOX_SIZE));
    EspLog.i(TAG, "tcp mbox: %d", 6);
    EspLog.i(TAG, "tcp tx win: %d", config.get(Kconfig.LWIP_TCP_SND_BUF_DEFAULT));
    EspLog.i(TAG, "tcp rx win: %d", config.get(Kconfig.LWIP_TCP_WND_DEFAULT));
    EspLog.i(TAG, "tcp mss: %d", config.get(Kconfig.LWIP_TCP_MSS));
    EspLog.i(TAG, "WiFi IRAM OP enabled");
    EspLog.i(TAG, "WiFi RX IRAM OP enabled");
  }

  /**
   * Ends the driver.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_WIFI_NOT_STOPPED}
   */
  @EspApi("esp_wifi_deinit")
  public static EspErr deinit() {
    EspWifi wifi = enter();
    if (!wifi.initialised) {
      return ESP_ERR_WIFI_NOT_INIT;
    }
    if (wifi.started) {
      EspLog.e(TAG, "Wi-Fi not stop");
      return ESP_ERR_WIFI_NOT_STOPPED;
    }
    wifi.initialised = false;
    Heap.current().give(HeapUse.WIFI, HEAP_BYTES);
    return EspErr.ESP_OK;
  }

  /**
   * Sets what the chip's Wi-Fi is; while it runs, the halves start and stop at once.
   *
   * @param mode the mode
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_NOT_SUPPORTED} for an
   *     access point on a real board's radio while it runs: then the mode stays
   */
  @EspApi(value = "esp_wifi_set_mode", fidelity = Fidelity.PARTIAL, note = NOT_BY_RADIO)
  public static EspErr setMode(WifiMode mode) {
    EspWifi wifi = enter();
    if (!wifi.initialised) {
      return ESP_ERR_WIFI_NOT_INIT;
    }
    WifiMode before = wifi.mode;
    boolean opens = wifi.started && mode.hasAccessPoint() && !before.hasAccessPoint();
    EspErr opened = opens ? wifi.softAp.open() : EspErr.ESP_OK;
    if (!opened.isOk() || before == mode) {
      return opened;
    }
    wifi.mode = mode;
    if (wifi.keeps()) {
      WifiStore.save(mode);
    }
    if (wifi.started) {
      wifi.change(before);
    }
    return EspErr.ESP_OK;
  }

  private void change(WifiMode before) {
    if (before.hasStation() && !mode.hasStation()) {
      stopStation();
    }
    if (before.hasAccessPoint() && !mode.hasAccessPoint()) {
      softAp.stop();
    }
    if (!before.hasStation() && mode.hasStation()) {
      station.post(WifiEvent.WIFI_EVENT_STA_START, null);
    }
    if (!before.hasAccessPoint() && mode.hasAccessPoint()) {
      softAp.announce();
    }
  }

  /**
   * Gets what the chip's Wi-Fi is.
   *
   * @return the mode; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_get_mode")
  public static EspResult<WifiMode> getMode() {
    EspWifi wifi = enter();
    return wifi.initialised ? EspResult.of(wifi.mode) : EspResult.error(ESP_ERR_WIFI_NOT_INIT);
  }

  /**
   * Sets what the station connects to, or what the access point is like.
   *
   * @param wifiIf which half
   * @param config its configuration
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_WIFI_MODE} when the mode
   *     has no such half; {@code ESP_ERR_INVALID_ARG} for the other's configuration and for values
   *     out of range; {@code ESP_ERR_WIFI_PASSWORD}
   */
  @EspApi(
      value = "esp_wifi_set_config",
      fidelity = Fidelity.PARTIAL,
      note = "names, passwords, channel, number of stations; no fast scan, PMF or roaming")
  public static EspErr setConfig(WifiInterface wifiIf, WifiConfig config) {
    EspWifi wifi = enter();
    if (!wifi.initialised) {
      return ESP_ERR_WIFI_NOT_INIT;
    }
    boolean isStation = wifiIf == WifiInterface.WIFI_IF_STA;
    if (isStation ? !wifi.mode.hasStation() : !wifi.mode.hasAccessPoint()) {
      return ESP_ERR_WIFI_MODE;
    }
    return switch (config) {
      case WifiStaConfig sta when isStation -> wifi.setStation(sta);
      case WifiApConfig ap when !isStation -> wifi.setAccessPoint(ap);
      default -> EspErr.ESP_ERR_INVALID_ARG;
    };
  }

  private EspErr setStation(WifiStaConfig config) {
    int length = config.password().length();
    if (length > PASSWORD_MAX || (length > 0 && length < PASSWORD_MIN)) {
      return ESP_ERR_WIFI_PASSWORD;
    }
    station.config = config;
    if (keeps()) {
      WifiStore.save(config);
    }
    return EspErr.ESP_OK;
  }

  private EspErr setAccessPoint(WifiApConfig config) {
    int length = config.password().length();
    boolean open = config.authmode() == WifiAuthMode.WIFI_AUTH_OPEN;
    if (config.ssid().isEmpty()
        || config.ssid().length() > SSID_MAX
        || config.channel() < 0
        || config.channel() > CHANNEL_MAX
        || config.maxConnection() > STATIONS_MAX
        || config.authmode() == WifiAuthMode.WIFI_AUTH_WEP) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    if (!open && (length < PASSWORD_MIN || length > PASSWORD_MAX)) {
      return ESP_ERR_WIFI_PASSWORD;
    }
    softAp.config(config);
    if (keeps()) {
      WifiStore.save(config);
    }
    return EspErr.ESP_OK;
  }

  /**
   * Gets what the station connects to, or what the access point is like.
   *
   * @param wifiIf which half
   * @return its configuration; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_get_config")
  public static EspResult<WifiConfig> getConfig(WifiInterface wifiIf) {
    EspWifi wifi = enter();
    if (!wifi.initialised) {
      return EspResult.error(ESP_ERR_WIFI_NOT_INIT);
    }
    return EspResult.of(
        wifiIf == WifiInterface.WIFI_IF_STA ? wifi.station.config : wifi.softAp.config());
  }

  /**
   * Starts what the mode says; the events {@code WIFI_EVENT_STA_START} and {@code
   * WIFI_EVENT_AP_START} follow.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_NOT_SUPPORTED} for an
   *     access point on a real board's radio: then nothing starts
   */
  @EspApi(value = "esp_wifi_start", fidelity = Fidelity.PARTIAL, note = NOT_BY_RADIO)
  public static EspErr start() {
    EspWifi wifi = enter();
    if (!wifi.initialised) {
      return ESP_ERR_WIFI_NOT_INIT;
    }
    if (wifi.started || wifi.mode == WifiMode.WIFI_MODE_NULL) {
      return EspErr.ESP_OK;
    }
    EspErr opened = wifi.mode.hasAccessPoint() ? wifi.softAp.open() : EspErr.ESP_OK;
    if (!opened.isOk()) {
      return opened;
    }
    wifi.started = true;
    WifiLog.mode(wifi.mode);
    if (wifi.mode.hasStation()) {
      wifi.station.post(WifiEvent.WIFI_EVENT_STA_START, null);
    }
    if (wifi.mode.hasAccessPoint()) {
      wifi.softAp.announce();
    }
    return EspErr.ESP_OK;
  }

  private void stopStation() {
    station.disconnect();
    station.post(WifiEvent.WIFI_EVENT_STA_STOP, null);
  }

  /**
   * Stops Wi-Fi; the station disconnects first, the access point throws its stations out.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_stop")
  @CanIgnoreReturnValue
  public static EspErr stop() {
    EspWifi wifi = enter();
    if (!wifi.initialised) {
      return ESP_ERR_WIFI_NOT_INIT;
    }
    if (wifi.started) {
      wifi.started = false;
      if (wifi.mode.hasStation()) {
        wifi.stopStation();
      }
      wifi.softAp.stop();
    }
    return EspErr.ESP_OK;
  }

  /**
   * Begins to connect the station; {@code WIFI_EVENT_STA_CONNECTED} or {@code
   * WIFI_EVENT_STA_DISCONNECTED} follows.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}, {@code ESP_ERR_WIFI_NOT_STARTED}, {@code
   *     ESP_ERR_WIFI_SSID}, {@code ESP_ERR_WIFI_CONN} while it connects or is connected
   */
  @EspApi(
      value = "esp_wifi_connect",
      fidelity = Fidelity.PARTIAL,
      note = "does not move a connected station to another access point")
  @CanIgnoreReturnValue
  public static EspErr connect() {
    EspWifi wifi = enter();
    EspErr refused = wifi.refusal();
    if (!refused.isOk()) {
      return refused;
    }
    int length = wifi.station.config.ssid().length();
    return length == 0 || length > SSID_MAX ? ESP_ERR_WIFI_SSID : wifi.station.connect();
  }

  /**
   * Disconnects the station; {@code WIFI_EVENT_STA_DISCONNECTED} follows if it was connected.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}, {@code ESP_ERR_WIFI_NOT_STARTED}
   */
  @EspApi("esp_wifi_disconnect")
  public static EspErr disconnect() {
    EspWifi wifi = enter();
    EspErr refused = wifi.refusal();
    if (refused.isOk()) {
      wifi.station.disconnect();
    }
    return refused;
  }

  private EspErr refusal() {
    if (!initialised) {
      return ESP_ERR_WIFI_NOT_INIT;
    }
    if (!started) {
      return ESP_ERR_WIFI_NOT_STARTED;
    }
    return mode.hasStation() ? EspErr.ESP_OK : ESP_ERR_WIFI_MODE;
  }

  /**
   * What the station is connected to.
   *
   * @return the access point; {@code ESP_ERR_WIFI_NOT_CONNECT}
   */
  @EspApi("esp_wifi_sta_get_ap_info")
  public static EspResult<WifiApRecord> staGetApInfo() {
    EspWifi wifi = enter();
    return wifi.station.state() == Station.State.RUN
        ? EspResult.of(wifi.station.accessPoint())
        : EspResult.error(ESP_ERR_WIFI_NOT_CONNECT);
  }

  /**
   * How strong the signal of the access point is.
   *
   * @return dBm; {@code ESP_FAIL} while the station is not connected
   */
  @EspApi("esp_wifi_sta_get_rssi")
  public static EspResult<Integer> staGetRssi() {
    EspWifi wifi = enter();
    return wifi.station.state() == Station.State.RUN
        ? EspResult.of(wifi.station.rssi())
        : EspResult.error(EspErr.ESP_FAIL);
  }

  /**
   * Asks for one event {@code WIFI_EVENT_STA_BSS_RSSI_LOW}, when the signal of the access point
   * becomes weaker than this. For a further one it has to be called again.
   *
   * @param rssi dBm, -100 to 10
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_INVALID_ARG}
   */
  @EspApi("esp_wifi_set_rssi_threshold")
  public static EspErr setRssiThreshold(int rssi) {
    EspWifi wifi = enter();
    if (!wifi.initialised) {
      return ESP_ERR_WIFI_NOT_INIT;
    }
    if (rssi < RSSI_THRESHOLD_MIN || rssi > RSSI_THRESHOLD_MAX) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    wifi.station.rssiThreshold(rssi);
    return EspErr.ESP_OK;
  }

  /**
   * Gets the MAC address of the station or of the access point.
   *
   * @param wifiIf which half
   * @param mac receives six bytes
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_get_mac")
  public static EspErr getMac(WifiInterface wifiIf, byte[] mac) {
    EspWifi wifi = enter();
    if (!wifi.initialised) {
      return ESP_ERR_WIFI_NOT_INIT;
    }
    return EspMac.readMac(
        mac,
        wifiIf == WifiInterface.WIFI_IF_STA
            ? EspMac.Type.ESP_MAC_WIFI_STA
            : EspMac.Type.ESP_MAC_WIFI_SOFTAP);
  }

  /**
   * Sets where mode and configuration are kept from now on; in flash memory at first, from where
   * {@link #init} takes them.
   *
   * @param storage where
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}
   */
  @EspApi("esp_wifi_set_storage")
  public static EspErr setStorage(WifiStorage storage) {
    EspWifi wifi = enter();
    if (!wifi.initialised) {
      return ESP_ERR_WIFI_NOT_INIT;
    }
    wifi.storage = storage;
    return EspErr.ESP_OK;
  }
}
