package dev.espalier.hal.wifi;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspResult;
import java.util.List;

/** The stations of the access point ({@code esp_wifi.h}). */
public final class WifiAp {
  private WifiAp() {}

  private static EspErr refusal() {
    Chip.current().kernel().call();
    if (!EspWifi.isInitialised()) {
      return WifiErr.ESP_ERR_WIFI_NOT_INIT;
    }
    return EspWifi.mode().hasAccessPoint() ? EspErr.ESP_OK : WifiErr.ESP_ERR_WIFI_MODE;
  }

  /**
   * The stations of the access point.
   *
   * @return who, in the order of joining; {@code ESP_ERR_WIFI_NOT_INIT}, {@code ESP_ERR_WIFI_MODE}
   */
  @EspApi(
      value = "esp_wifi_ap_get_sta_list",
      fidelity = Fidelity.PARTIAL,
      note = "each is heard with -45 dBm; one that was reset stays until it comes again")
  public static EspResult<List<WifiStaInfo>> getStaList() {
    EspErr err = refusal();
    return err.isOk() ? EspResult.of(EspWifi.softAp().stations()) : EspResult.error(err);
  }

  /**
   * The number of a station.
   *
   * @param mac its MAC address
   * @return the number, from 1 on; {@code ESP_ERR_NOT_FOUND}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code
   *     ESP_ERR_WIFI_MODE}
   */
  @EspApi("esp_wifi_ap_get_sta_aid")
  public static EspResult<Integer> getStaAid(byte[] mac) {
    EspErr err = refusal();
    if (!err.isOk()) {
      return EspResult.error(err);
    }
    int aid = EspWifi.softAp().aid(mac);
    return aid == 0 ? EspResult.error(EspErr.ESP_ERR_NOT_FOUND) : EspResult.of(aid);
  }

  /**
   * Throws stations out.
   *
   * @param aid a station's number, 0 for all
   * @return {@code ESP_OK}; {@code ESP_ERR_WIFI_NOT_INIT}; {@code ESP_ERR_WIFI_NOT_STARTED}; {@code
   *     ESP_ERR_WIFI_MODE}
   */
  @EspApi("esp_wifi_deauth_sta")
  public static EspErr deauthSta(int aid) {
    EspErr err = refusal();
    if (!err.isOk()) {
      return err;
    }
    EspErr running = EspWifi.running();
    if (running.isOk()) {
      EspWifi.softAp().expel(aid);
    }
    return running;
  }
}
