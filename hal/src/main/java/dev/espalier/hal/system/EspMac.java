package dev.espalier.hal.system;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;

/** MAC addresses ({@code esp_mac.h}): all of a board's are derived from its base address. */
public final class EspMac {
  private static final String TAG = "system_api";
  private static final int LENGTH = 6;
  private static final BoardLocal<byte[]> BASE = BoardLocal.of(() -> new byte[LENGTH]);

  /** Whose address ({@code esp_mac_type_t}). */
  public enum Type {
    /** The Wi-Fi station: the base address. */
    ESP_MAC_WIFI_STA(0),
    /** The Wi-Fi access point: the base address + 1. */
    ESP_MAC_WIFI_SOFTAP(1),
    /** Bluetooth: the base address + 2. */
    ESP_MAC_BT(2),
    /** Ethernet: the base address + 3. */
    ESP_MAC_ETH(3);

    private final int offset;

    Type(int offset) {
      this.offset = offset;
    }
  }

  private EspMac() {}

  /**
   * Sets the base address; until the next reset.
   *
   * @param mac six bytes
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_ARG} for a group address
   */
  @EspApi("esp_base_mac_addr_set")
  public static EspErr baseMacAddrSet(byte[] mac) {
    Chip.current().kernel().call();
    if ((mac[0] & 1) != 0) {
      EspLog.e(TAG, "Base MAC must be a unicast MAC");
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    System.arraycopy(mac, 0, BASE.get(), 0, LENGTH);
    return EspErr.ESP_OK;
  }

  /**
   * Gets the base address that was set.
   *
   * @param mac receives six bytes
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_MAC} when none was set
   */
  @EspApi("esp_base_mac_addr_get")
  public static EspErr baseMacAddrGet(byte[] mac) {
    Chip.current().kernel().call();
    byte[] base = BASE.get();
    if (isZero(base)) {
      EspLog.i(TAG, "Base MAC address is not set");
      return EspErr.ESP_ERR_INVALID_MAC;
    }
    System.arraycopy(base, 0, mac, 0, LENGTH);
    return EspErr.ESP_OK;
  }

  /**
   * Gets the customer's address in eFuse, which is not burnt.
   *
   * @param mac stays as it is
   * @return {@code ESP_ERR_INVALID_VERSION}
   */
  @EspApi("esp_efuse_mac_get_custom")
  public static EspErr efuseMacGetCustom(byte[] mac) {
    Chip.current().kernel().call();
    EspLog.e(TAG, "Base MAC address from BLK3 of EFUSE version error, version = %d", 0);
    return EspErr.ESP_ERR_INVALID_VERSION;
  }

  /**
   * Gets the address that the factory burnt into eFuse.
   *
   * @param mac receives six bytes
   * @return {@code ESP_OK}
   */
  @EspApi("esp_efuse_mac_get_default")
  public static EspErr efuseMacGetDefault(byte[] mac) {
    Chip chip = Chip.current();
    chip.kernel().call();
    System.arraycopy(chip.mac(), 0, mac, 0, LENGTH);
    return EspErr.ESP_OK;
  }

  /**
   * Gets the address of an interface; takes the factory's as base when none was set.
   *
   * @param mac receives six bytes
   * @param type which interface
   * @return {@code ESP_OK}
   */
  @EspApi("esp_read_mac")
  public static EspErr readMac(byte[] mac, Type type) {
    byte[] base = new byte[LENGTH];
    if (!baseMacAddrGet(base).isOk()) {
      EspLog.i(TAG, "read default base MAC address from EFUSE");
      efuseMacGetDefault(base).orAbort();
      baseMacAddrSet(base).orAbort();
    }
    System.arraycopy(base, 0, mac, 0, LENGTH);
    mac[LENGTH - 1] += (byte) type.offset;
    return EspErr.ESP_OK;
  }

  /**
   * Makes a locally administered address of a universal one.
   *
   * @param localMac receives six bytes
   * @param universalMac six bytes
   * @return {@code ESP_OK}
   */
  @EspApi("esp_derive_local_mac")
  public static EspErr deriveLocalMac(byte[] localMac, byte[] universalMac) {
    System.arraycopy(universalMac, 0, localMac, 0, LENGTH);
    localMac[0] |= 2;
    if (localMac[0] == universalMac[0]) {
      // It was a local one already.
      localMac[0] ^= 4;
    }
    return EspErr.ESP_OK;
  }

  /**
   * Prints an address as {@code MACSTR} does.
   *
   * @param mac six bytes
   * @return such as {@code 24:0a:c4:00:01:02}
   */
  public static String toString(byte[] mac) {
    var out = new StringBuilder(17);
    for (int i = 0; i < LENGTH; i++) {
      out.append(i == 0 ? "" : ":");
      out.append(Character.forDigit(mac[i] >> 4 & 15, 16));
      out.append(Character.forDigit(mac[i] & 15, 16));
    }
    return out.toString();
  }

  private static boolean isZero(byte[] mac) {
    for (byte b : mac) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
