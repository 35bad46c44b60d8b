package dev.espalier.hal.system;

import dev.espalier.hal.EspApi;

/**
 * What kind of chip the board has ({@code esp_chip_info_t}).
 *
 * @param model 1 for the ESP32
 * @param features bits, {@link #CHIP_FEATURE_WIFI_BGN} and the like
 * @param fullRevision major version × 100 + minor version
 * @param cores number of CPU cores
 * @param revision major version
 */
public record EspChipInfo(int model, int features, int fullRevision, int cores, int revision) {
  /** {@code CHIP_ESP32}. */
  public static final int CHIP_ESP32 = 1;

  /** Has flash memory in the package. */
  public static final int CHIP_FEATURE_EMB_FLASH = 1;

  /** Has 2.4 GHz Wi-Fi. */
  public static final int CHIP_FEATURE_WIFI_BGN = 1 << 1;

  /** Has Bluetooth LE. */
  public static final int CHIP_FEATURE_BLE = 1 << 4;

  /** Has Bluetooth Classic. */
  public static final int CHIP_FEATURE_BT = 1 << 5;

  /**
   * The running board's chip.
   *
   * @return what the genuine function reads from an ESP32-D0WD-V3: an ESP32 of revision 3.0 with
   *     two cores, whether or not {@code CONFIG_FREERTOS_UNICORE} leaves one of them off
   */
  @EspApi("esp_chip_info")
  public static EspChipInfo get() {
    return new EspChipInfo(
        CHIP_ESP32, CHIP_FEATURE_WIFI_BGN | CHIP_FEATURE_BT | CHIP_FEATURE_BLE, 300, 2, 3);
  }
}
