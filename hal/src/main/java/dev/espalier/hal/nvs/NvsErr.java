package dev.espalier.hal.nvs;

import dev.espalier.hal.system.EspErr;

/** The error codes of {@code nvs.h}. */
public final class NvsErr {
  /** {@link NvsFlash#init} was not called. */
  public static final EspErr ESP_ERR_NVS_NOT_INITIALIZED = new EspErr(0x1101);

  /** There is no such key, or no such namespace and it may not be created. */
  public static final EspErr ESP_ERR_NVS_NOT_FOUND = new EspErr(0x1102);

  /** The key holds another type. */
  public static final EspErr ESP_ERR_NVS_TYPE_MISMATCH = new EspErr(0x1103);

  /** The handle was opened for reading only. */
  public static final EspErr ESP_ERR_NVS_READ_ONLY = new EspErr(0x1104);

  /** The partition is full. */
  public static final EspErr ESP_ERR_NVS_NOT_ENOUGH_SPACE = new EspErr(0x1105);

  /** The name of a namespace is not allowed; v4.4 never returns this. */
  public static final EspErr ESP_ERR_NVS_INVALID_NAME = new EspErr(0x1106);

  /** The handle was closed. */
  public static final EspErr ESP_ERR_NVS_INVALID_HANDLE = new EspErr(0x1107);

  /** A key or a namespace has more than 15 characters. */
  public static final EspErr ESP_ERR_NVS_KEY_TOO_LONG = new EspErr(0x1109);

  /** The page that is written to has no room; never leaves this package. */
  static final EspErr ESP_ERR_NVS_PAGE_FULL = new EspErr(0x110a);

  /** No page can be had; the partition is in a state that it should not be in. */
  public static final EspErr ESP_ERR_NVS_INVALID_STATE = new EspErr(0x110b);

  /** The buffer is too small for the text or blob. */
  public static final EspErr ESP_ERR_NVS_INVALID_LENGTH = new EspErr(0x110c);

  /** The partition has no free page: it was cut short. */
  public static final EspErr ESP_ERR_NVS_NO_FREE_PAGES = new EspErr(0x110d);

  /** The value is longer than can be stored. */
  public static final EspErr ESP_ERR_NVS_VALUE_TOO_LONG = new EspErr(0x110e);

  /** There is no partition of that name. */
  public static final EspErr ESP_ERR_NVS_PART_NOT_FOUND = new EspErr(0x110f);

  /** The partition was written by a newer version. */
  public static final EspErr ESP_ERR_NVS_NEW_VERSION_FOUND = new EspErr(0x1110);

  /** Flash memory could not be read or written. */
  public static final EspErr ESP_ERR_FLASH_OP_FAIL = new EspErr(0x6001);

  private NvsErr() {}
}
