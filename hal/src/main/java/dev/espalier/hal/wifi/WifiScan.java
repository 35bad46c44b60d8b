package dev.espalier.hal.wifi;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Radio;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspMac;
import dev.espalier.hal.system.EspResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks for access points ({@code esp_wifi_scan_…}). */
public final class WifiScan {
  /** What a chip takes with the usual times: on all channels, and on one. */
  private static final long ALL_NANOS = 2_400_000_000L;

  private static final long CHANNEL_NANOS = 120_000_000;
  private static final BoardLocal<WifiScan> OF_BOARD = BoardLocal.of(WifiScan::new);

  private List<WifiApRecord> found = List.of();
  private int scans;
  private boolean active;
  private @Nullable Waiter waiting;

  /** A call that waits for its scan. */
  private static final class Waiter {
    final Semaphore done = Semaphore.createBinary();
    boolean stopped;
  }

  private WifiScan() {}

  private static WifiScan enter() {
    Chip.current().kernel().call();
    return OF_BOARD.get();
  }

  /**
   * Begins a scan; a former one ends. The event {@code WIFI_EVENT_SCAN_DONE} follows, unless this
   * waits.
   *
   * @param config what to look for
   * @param block whether to wait for the end
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_WIFI_NOT_STARTED}; {@code
   *     ESP_ERR_WIFI_MODE} without station; {@code ESP_ERR_WIFI_STATE} while the station connects;
   *     {@code ESP_FAIL} when a scan that waited was stopped
   */
  @EspApi(
      value = "esp_wifi_scan_start",
      fidelity = Fidelity.PARTIAL,
      note = "takes 2.4 s, or 120 ms for one channel, whatever the scan times")
  public static EspErr start(WifiScanConfig config, boolean block) {
    WifiScan scan = enter();
    EspErr err = EspWifi.running();
    if (!err.isOk()) {
      return err;
    }
    if (!EspWifi.mode().hasStation()) {
      return WifiErr.ESP_ERR_WIFI_MODE;
    }
    if (EspWifi.station().state() == Station.State.CONNECTING) {
      WifiLog.w("sta is connecting, cannot scan");
      return WifiErr.ESP_ERR_WIFI_STATE;
    }
    if (scan.waiting != null) {
      scan.end();
    }
    int number = ++scan.scans;
    Waiter waiter = block ? new Waiter() : null;
    scan.active = true;
    scan.waiting = waiter;
    Chip.current()
        .radio()
        .scan(
            config.channel() == 0 ? ALL_NANOS : CHANNEL_NANOS,
            heard -> EspWifi.station().task.post(() -> scan.done(config, number, heard)));
    if (waiter == null) {
      return EspErr.ESP_OK;
    }
    var _ = waiter.done.take(Timeout.FOREVER);
    waiter.done.delete();
    return waiter.stopped ? EspErr.ESP_FAIL : EspErr.ESP_OK;
  }

  /** Ends a scan before its time. */
  private void end() {
    Waiter waits = waiting;
    waiting = null;
    active = false;
    scans++;
    found = List.of();
    if (waits != null) {
      waits.stopped = true;
    }
    EspWifi.station().task.post(() -> tell(waits, 1));
  }

  private void done(WifiScanConfig config, int number, List<Radio.Beacon> heard) {
    if (number == scans && active) {
      found =
          heard.stream().filter(beacon -> isWanted(config, beacon)).map(WifiScan::record).toList();
      Waiter waits = waiting;
      waiting = null;
      active = false;
      tell(waits, 0);
    }
  }

  private void tell(@Nullable Waiter waits, int status) {
    if (waits != null) {
      var _ = waits.done.give();
    } else {
      EspEvent.post(
              WifiEvent.WIFI_EVENT,
              WifiEvent.WIFI_EVENT_SCAN_DONE,
              new WifiEvent.ScanDone(status, found.size(), scans & 0xFF),
              Timeout.FOREVER)
          .orPrint();
    }
  }

  private static boolean isWanted(WifiScanConfig config, Radio.Beacon beacon) {
    return (config.showHidden() || !beacon.hidden())
        && (config.ssid().isEmpty() || config.ssid().equals(beacon.ssid()))
        && (config.channel() == 0 || config.channel() == beacon.channel())
        && (config.bssid().isEmpty() || config.bssid().equals(EspMac.toString(beacon.bssid())));
  }

  private static WifiApRecord record(Radio.Beacon beacon) {
    return new WifiApRecord(
        EspMac.toString(beacon.bssid()),
        beacon.hidden() ? "" : beacon.ssid(),
        beacon.channel(),
        beacon.rssi(),
        WifiAuthMode.of(beacon.authMode()));
  }

  /**
   * Ends the scan; the event {@code WIFI_EVENT_SCAN_DONE} follows.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_WIFI_NOT_STARTED}
   */
  @EspApi("esp_wifi_scan_stop")
  public static EspErr stop() {
    WifiScan scan = enter();
    EspErr err = EspWifi.running();
    if (err.isOk() && scan.active) {
      Chip.current().radio().stopScan();
      scan.end();
    }
    return err;
  }

  /**
   * How many access points the last scan has found.
   *
   * @return the count; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_WIFI_NOT_STARTED}
   */
  @EspApi("esp_wifi_scan_get_ap_num")
  public static EspResult<Integer> getApNum() {
    WifiScan scan = enter();
    EspErr err = EspWifi.running();
    return err.isOk() ? EspResult.of(scan.found.size()) : EspResult.error(err);
  }

  /**
   * What the last scan has found, strongest first; forgets it.
   *
   * @param number at most so many
   * @return the access points; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_WIFI_NOT_STARTED};
   *     {@code ESP_ERR_INVALID_ARG} for none
   */
  @EspApi("esp_wifi_scan_get_ap_records")
  public static EspResult<List<WifiApRecord>> getApRecords(int number) {
    WifiScan scan = enter();
    EspErr err = EspWifi.running();
    if (!err.isOk()) {
      return EspResult.error(err);
    }
    if (number <= 0) {
      return EspResult.error(EspErr.ESP_ERR_INVALID_ARG);
    }
    List<WifiApRecord> records =
        List.copyOf(scan.found.subList(0, Math.min(number, scan.found.size())));
    scan.found = List.of();
    return EspResult.of(records);
  }

  /**
   * Forgets what the last scan has found.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_WIFI_NOT_STARTED}
   */
  @EspApi("esp_wifi_clear_ap_list")
  public static EspErr clearApList() {
    WifiScan scan = enter();
    EspErr err = EspWifi.running();
    if (err.isOk()) {
      scan.found = List.of();
    }
    return err;
  }
}
