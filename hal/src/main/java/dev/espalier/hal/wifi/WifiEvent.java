package dev.espalier.hal.wifi;

import dev.espalier.hal.event.EventBase;

/** The data of an event of {@link #WIFI_EVENT}; most have none. */
public sealed interface WifiEvent {
  /** The base of all events of the Wi-Fi driver. */
  EventBase<WifiEvent> WIFI_EVENT = EventBase.define("WIFI_EVENT");

  /** The driver is ready. */
  int WIFI_EVENT_WIFI_READY = 0;

  /** A scan has ended; data: {@link ScanDone}. */
  int WIFI_EVENT_SCAN_DONE = 1;

  /** The station has started; no data. */
  int WIFI_EVENT_STA_START = 2;

  /** The station has stopped; no data. */
  int WIFI_EVENT_STA_STOP = 3;

  /** The station is connected; data: {@link StaConnected}. */
  int WIFI_EVENT_STA_CONNECTED = 4;

  /** The station is no longer connected, or could not; data: {@link StaDisconnected}. */
  int WIFI_EVENT_STA_DISCONNECTED = 5;

  /** The access point's authentication has changed. */
  int WIFI_EVENT_STA_AUTHMODE_CHANGE = 6;

  /** The access point has started; no data. */
  int WIFI_EVENT_AP_START = 12;

  /** The access point has stopped; no data. */
  int WIFI_EVENT_AP_STOP = 13;

  /** A station has joined the access point; data: {@link ApStaConnected}. */
  int WIFI_EVENT_AP_STACONNECTED = 14;

  /** A station has left the access point; data: {@link ApStaDisconnected}. */
  int WIFI_EVENT_AP_STADISCONNECTED = 15;

  /** A station asks who is there; posted only when {@code WIFI_EVENT_MASK_…} allows it. */
  int WIFI_EVENT_AP_PROBEREQRECVED = 16;

  /** The signal is weaker than {@link EspWifi#setRssiThreshold} says; data: {@link BssRssiLow}. */
  int WIFI_EVENT_STA_BSS_RSSI_LOW = 18;

  /**
   * The station is connected ({@code wifi_event_sta_connected_t}).
   *
   * @param ssid the access point's name
   * @param bssid its MAC address, as {@code MACSTR} prints it
   * @param channel its channel
   * @param authmode how it lets stations in
   */
  record StaConnected(String ssid, String bssid, int channel, WifiAuthMode authmode)
      implements WifiEvent {}

  /**
   * The station is not connected ({@code wifi_event_sta_disconnected_t}).
   *
   * @param ssid the access point's name
   * @param bssid its MAC address, as {@code MACSTR} prints it, zeros when it was not found
   * @param reason why, see {@link WifiReason}
   * @param rssi the strength of its signal, dBm
   */
  record StaDisconnected(String ssid, String bssid, int reason, int rssi) implements WifiEvent {}

  /**
   * The signal has become weak ({@code wifi_event_bss_rssi_low_t}).
   *
   * @param rssi its strength, dBm
   */
  record BssRssiLow(int rssi) implements WifiEvent {}

  /**
   * A scan has ended ({@code wifi_event_sta_scan_done_t}).
   *
   * @param status 0 for success
   * @param number how many access points were found
   * @param scanId counts scans
   */
  record ScanDone(int status, int number, int scanId) implements WifiEvent {}

  /**
   * A station has joined the access point ({@code wifi_event_ap_staconnected_t}).
   *
   * @param mac its MAC address, as {@code MACSTR} prints it
   * @param aid its number, from 1 on
   */
  record ApStaConnected(String mac, int aid) implements WifiEvent {}

  /**
   * A station has left the access point ({@code wifi_event_ap_stadisconnected_t}).
   *
   * @param mac its MAC address, as {@code MACSTR} prints it
   * @param aid the number it had
   */
  record ApStaDisconnected(String mac, int aid) implements WifiEvent {}
}
