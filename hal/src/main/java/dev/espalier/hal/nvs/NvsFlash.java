package dev.espalier.hal.nvs;

import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_FLASH_OP_FAIL;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_NOT_INITIALIZED;
import static dev.espalier.hal.nvs.NvsErr.ESP_ERR_NVS_PART_NOT_FOUND;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspResult;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Partitions of key-value pairs: to be made ready before {@link Nvs#open} ({@code nvs_flash.h}).
 */
public final class NvsFlash {
  /** The partition of the default partition table ({@code NVS_DEFAULT_PART_NAME}). */
  public static final String DEFAULT_PARTITION = "nvs";

  /** The size of the partition in ESP-IDF's default partition table. */
  private static final int DEFAULT_BYTES = 0x6000;

  private static final int NAME_MAX_LENGTH = 16;
  private static final String TAG = "nvs";
  private static final String ONE_PARTITION = "the partition table has no other than \"nvs\"";

  private static final BoardLocal<Map<String, NvsStorage>> READY = BoardLocal.of(HashMap::new);

  private NvsFlash() {}

  /**
   * Makes the default partition ready; does nothing when it is.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_NVS_NO_FREE_PAGES} or {@code
   *     ESP_ERR_NVS_NEW_VERSION_FOUND} when it should be erased first; {@code
   *     ESP_ERR_FLASH_OP_FAIL} when its file cannot be read, which the log explains
   */
  @EspApi("nvs_flash_init")
  public static EspErr init() {
    return initPartition(DEFAULT_PARTITION);
  }

  /**
   * Makes a partition ready; does nothing when it is.
   *
   * @param partition its label
   * @return as {@link #init}; {@code ESP_ERR_NOT_FOUND} when there is no such partition
   */
  @EspApi(value = "nvs_flash_init_partition", fidelity = Fidelity.PARTIAL, note = ONE_PARTITION)
  public static EspErr initPartition(String partition) {
    Chip chip = Chip.current();
    chip.kernel().call();
    if (partition.length() > NAME_MAX_LENGTH) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    if (READY.get().containsKey(partition)) {
      return EspErr.ESP_OK;
    }
    if (!partition.equals(DEFAULT_PARTITION)) {
      return EspErr.ESP_ERR_NOT_FOUND;
    }
    byte[] image;
    try {
      image = chip.flash().read(partition);
    } catch (IOException e) {
      EspLog.e(TAG, "partition \"%s\" not read: %s", partition, e.getMessage());
      return ESP_ERR_FLASH_OP_FAIL;
    }
    if (image == null) {
      image = new byte[DEFAULT_BYTES];
      Arrays.fill(image, (byte) 0xff);
    }
    if (image.length == 0 || image.length % NvsPage.SIZE != 0) {
      EspLog.e(
          TAG, "partition \"%s\" has %d bytes: not whole pages of 4096", partition, image.length);
      return ESP_ERR_FLASH_OP_FAIL;
    }
    var storage = new NvsStorage(chip.flash(), partition, image);
    EspErr err = storage.save(storage.load());
    if (err.isOk()) {
      READY.get().put(partition, storage);
    }
    return err;
  }

  /**
   * Closes the default partition and all its handles.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_NVS_NOT_INITIALIZED} when it is not ready
   */
  @EspApi("nvs_flash_deinit")
  public static EspErr deinit() {
    return deinitPartition(DEFAULT_PARTITION);
  }

  /**
   * Closes a partition and all its handles.
   *
   * @param partition its label
   * @return {@code ESP_OK}; {@code ESP_ERR_NVS_NOT_INITIALIZED} when it is not ready
   */
  @EspApi("nvs_flash_deinit_partition")
  public static EspErr deinitPartition(String partition) {
    Chip.current().kernel().call();
    return READY.get().remove(partition) == null ? ESP_ERR_NVS_NOT_INITIALIZED : EspErr.ESP_OK;
  }

  /**
   * Closes and erases the default partition.
   *
   * @return {@code ESP_OK}; {@code ESP_ERR_FLASH_OP_FAIL} when its file cannot be written
   */
  @EspApi("nvs_flash_erase")
  public static EspErr erase() {
    return erasePartition(DEFAULT_PARTITION);
  }

  /**
   * Closes and erases a partition.
   *
   * @param partition its label
   * @return as {@link #erase}; {@code ESP_ERR_NOT_FOUND} when there is no such partition
   */
  @EspApi(value = "nvs_flash_erase_partition", fidelity = Fidelity.PARTIAL, note = ONE_PARTITION)
  public static EspErr erasePartition(String partition) {
    Chip chip = Chip.current();
    chip.kernel().call();
    READY.get().remove(partition);
    if (!partition.equals(DEFAULT_PARTITION)) {
      return EspErr.ESP_ERR_NOT_FOUND;
    }
    try {
      chip.flash().erase(partition);
      return EspErr.ESP_OK;
    } catch (IOException e) {
      EspLog.e(TAG, "partition \"%s\" not erased: %s", partition, e.getMessage());
      return ESP_ERR_FLASH_OP_FAIL;
    }
  }

  /**
   * How full a partition is.
   *
   * @param partition its label, null for the default
   * @return the figures; {@code ESP_ERR_NVS_NOT_INITIALIZED} when it is not ready
   */
  @EspApi("nvs_get_stats")
  public static EspResult<NvsStats> getStats(@Nullable String partition) {
    Chip.current().kernel().call();
    NvsStorage storage = storage(partition == null ? DEFAULT_PARTITION : partition);
    return storage == null
        ? EspResult.error(ESP_ERR_NVS_NOT_INITIALIZED)
        : EspResult.of(storage.stats());
  }

  static @Nullable NvsStorage storage(String partition) {
    return READY.get().get(partition);
  }

  /** The code for a partition that is not ready: another one when none is. */
  static EspErr notReady() {
    return READY.get().isEmpty() ? ESP_ERR_NVS_NOT_INITIALIZED : ESP_ERR_NVS_PART_NOT_FOUND;
  }
}
