package dev.espalier.hal.wifi;

import dev.espalier.hal.nvs.Nvs;
import dev.espalier.hal.nvs.NvsOpenMode;
import dev.espalier.hal.system.EspResult;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The driver's configuration in flash memory: mode, and what both halves are to do. */
final class WifiStore {
  private static final String NAMESPACE = "nvs.net80211";
  private static final String MODE = "opmode";
  private static final String STATION_SSID = "sta.ssid";
  private static final String STATION_PASSWORD = "sta.pswd";
  private static final String STATION_RSSI = "sta.minrssi";
  private static final String STATION_AUTHMODE = "sta.minauth";
  private static final String AP_SSID = "ap.ssid";
  private static final String AP_PASSWORD = "ap.passwd";
  private static final String AP_CHANNEL = "ap.chan";
  private static final String AP_AUTHMODE = "ap.authmode";
  private static final String AP_HIDDEN = "ap.hidden";
  private static final String AP_CONNECTIONS = "ap.max.conn";
  private static final String AP_INTERVAL = "bcn.interval";

  private WifiStore() {}

  private static void change(Consumer<Nvs> change) {
    EspResult<Nvs> opened = Nvs.open(NAMESPACE, NvsOpenMode.NVS_READWRITE);
    if (opened.isOk()) {
      Nvs nvs = opened.orAbort();
      change.accept(nvs);
      nvs.commit().orPrint();
      nvs.close();
    }
  }

  static void save(WifiMode mode) {
    change(nvs -> nvs.setU8(MODE, mode.value()).orPrint());
  }

  static void save(WifiStaConfig station) {
    change(nvs -> {
      nvs.setStr(STATION_SSID, station.ssid()).orPrint();
      nvs.setStr(STATION_PASSWORD, station.password()).orPrint();
      nvs.setI8(STATION_RSSI, station.thresholdRssi()).orPrint();
      nvs.setU8(STATION_AUTHMODE, station.thresholdAuthmode().value()).orPrint();
    });
  }

  static void save(WifiApConfig ap) {
    change(nvs -> {
      nvs.setStr(AP_SSID, ap.ssid()).orPrint();
      nvs.setStr(AP_PASSWORD, ap.password()).orPrint();
      nvs.setU8(AP_CHANNEL, ap.channel()).orPrint();
      nvs.setU8(AP_AUTHMODE, ap.authmode().value()).orPrint();
      nvs.setU8(AP_HIDDEN, ap.ssidHidden() ? 1 : 0).orPrint();
      nvs.setU8(AP_CONNECTIONS, ap.maxConnection()).orPrint();
      nvs.setU16(AP_INTERVAL, ap.beaconInterval()).orPrint();
    });
  }

  static void clear() {
    change(nvs -> nvs.eraseAll().orPrint());
  }

  /**
   * What was kept.
   *
   * @param mode null when none was
   * @param station null when none was
   * @param ap null when none was
   */
  record Kept(@Nullable WifiMode mode, @Nullable WifiStaConfig station, @Nullable WifiApConfig ap) {
    static final Kept NOTHING = new Kept(null, null, null);
  }

  static Kept load() {
    EspResult<Nvs> opened = Nvs.open(NAMESPACE, NvsOpenMode.NVS_READONLY);
    if (!opened.isOk()) {
      return Kept.NOTHING;
    }
    Nvs nvs = opened.orAbort();
    EspResult<Integer> mode = nvs.getU8(MODE);
    EspResult<String> ssid = nvs.getStr(STATION_SSID);
    EspResult<String> apSsid = nvs.getStr(AP_SSID);
    Kept kept =
        new Kept(
            mode.isOk() ? WifiMode.of(mode.orAbort()) : null,
            ssid.isOk() ? station(nvs, ssid.orAbort()) : null,
            apSsid.isOk() ? accessPoint(nvs, apSsid.orAbort()) : null);
    nvs.close();
    return kept;
  }

  /** The power may have been lost after the name was written. */
  private static WifiStaConfig station(Nvs nvs, String ssid) {
    WifiStaConfig usual = WifiStaConfig.of(ssid, nvs.getStr(STATION_PASSWORD).orElse(""));
    return new WifiStaConfig(
        ssid,
        usual.password(),
        nvs.getI8(STATION_RSSI).orElse(usual.thresholdRssi()),
        WifiAuthMode.of(nvs.getU8(STATION_AUTHMODE).orElse(usual.thresholdAuthmode().value())));
  }

  /** As with the station, what is missing is as usual. */
  private static WifiApConfig accessPoint(Nvs nvs, String ssid) {
    WifiApConfig usual = WifiApConfig.of(ssid, nvs.getStr(AP_PASSWORD).orElse(""));
    return new WifiApConfig(
        ssid,
        usual.password(),
        nvs.getU8(AP_CHANNEL).orElse(usual.channel()),
        WifiAuthMode.of(nvs.getU8(AP_AUTHMODE).orElse(usual.authmode().value())),
        nvs.getU8(AP_HIDDEN).orElse(0) != 0,
        nvs.getU8(AP_CONNECTIONS).orElse(usual.maxConnection()),
        nvs.getU16(AP_INTERVAL).orElse(usual.beaconInterval()));
  }
}
