package dev.espalier.hal.wifi;

/** Why a station was disconnected ({@code wifi_err_reason_t}): an open set of numbers. */
public final class WifiReason {
  /** No closer reason. */
  public static final int WIFI_REASON_UNSPECIFIED = 1;

  /** The authentication is no longer valid. */
  public static final int WIFI_REASON_AUTH_EXPIRE = 2;

  /** The access point leaves. */
  public static final int WIFI_REASON_AUTH_LEAVE = 3;

  /** The station was silent for too long. */
  public static final int WIFI_REASON_ASSOC_EXPIRE = 4;

  /** The access point has too many stations. */
  public static final int WIFI_REASON_ASSOC_TOOMANY = 5;

  /** The station leaves. */
  public static final int WIFI_REASON_ASSOC_LEAVE = 8;

  /** The handshake of keys took too long: most often a wrong password. */
  public static final int WIFI_REASON_4WAY_HANDSHAKE_TIMEOUT = 15;

  /** The access point's beacons stay away. */
  public static final int WIFI_REASON_BEACON_TIMEOUT = 200;

  /** No access point has this SSID. */
  public static final int WIFI_REASON_NO_AP_FOUND = 201;

  /** The authentication failed. */
  public static final int WIFI_REASON_AUTH_FAIL = 202;

  /** The association failed. */
  public static final int WIFI_REASON_ASSOC_FAIL = 203;

  /** The handshake took too long. */
  public static final int WIFI_REASON_HANDSHAKE_TIMEOUT = 204;

  /** The connection failed. */
  public static final int WIFI_REASON_CONNECTION_FAIL = 205;

  private WifiReason() {}
}
