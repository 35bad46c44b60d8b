package dev.espalier.hal.wifi;

import dev.espalier.hal.system.EspErr;

/** The error codes of {@code esp_wifi.h}. */
public final class WifiErr {
  /** {@link EspWifi#init} was not called. */
  public static final EspErr ESP_ERR_WIFI_NOT_INIT = new EspErr(0x3001);

  /** {@link EspWifi#start} was not called. */
  public static final EspErr ESP_ERR_WIFI_NOT_STARTED = new EspErr(0x3002);

  /** {@link EspWifi#stop} was not called. */
  public static final EspErr ESP_ERR_WIFI_NOT_STOPPED = new EspErr(0x3003);

  /** There is no such interface. */
  public static final EspErr ESP_ERR_WIFI_IF = new EspErr(0x3004);

  /** Not in this mode. */
  public static final EspErr ESP_ERR_WIFI_MODE = new EspErr(0x3005);

  /** Not in this state. */
  public static final EspErr ESP_ERR_WIFI_STATE = new EspErr(0x3006);

  /** The station connects already, or is connected. */
  public static final EspErr ESP_ERR_WIFI_CONN = new EspErr(0x3007);

  /** The MAC address is not valid. */
  public static final EspErr ESP_ERR_WIFI_MAC = new EspErr(0x3009);

  /** The SSID is not valid. */
  public static final EspErr ESP_ERR_WIFI_SSID = new EspErr(0x300a);

  /** The password is not valid. */
  public static final EspErr ESP_ERR_WIFI_PASSWORD = new EspErr(0x300b);

  /** It took too long. */
  public static final EspErr ESP_ERR_WIFI_TIMEOUT = new EspErr(0x300c);

  /** The station is not connected. */
  public static final EspErr ESP_ERR_WIFI_NOT_CONNECT = new EspErr(0x300f);

  private WifiErr() {}
}
