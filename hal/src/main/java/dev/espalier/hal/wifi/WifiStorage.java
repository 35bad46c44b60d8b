package dev.espalier.hal.wifi;

/** Where the configuration is kept ({@code wifi_storage_t}). */
public enum WifiStorage {
  /** In flash memory and in RAM. */
  WIFI_STORAGE_FLASH,
  /** In RAM only. */
  WIFI_STORAGE_RAM
}
