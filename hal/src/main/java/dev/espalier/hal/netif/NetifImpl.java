package dev.espalier.hal.netif;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.EspResult;

/** What an interface is within the TCP/IP stack ({@code esp_netif.h}). */
public final class NetifImpl {
  private NetifImpl() {}

  /**
   * The name of the interface within the TCP/IP stack: two letters and a number.
   *
   * @param netif the interface
   * @return such as {@code st1} or {@code ap2}; {@code ESP_ERR_ESP_NETIF_INVALID_PARAMS} before the
   *     driver starts
   */
  @EspApi("esp_netif_get_netif_impl_name")
  public static EspResult<String> getName(EspNetif netif) {
    Chip.current().kernel().call();
    if (!netif.isStarted()) {
      return EspResult.error(NetifErr.ESP_ERR_ESP_NETIF_INVALID_PARAMS);
    }
    boolean server = netif.config.has(NetifConfig.ESP_NETIF_DHCP_SERVER);
    return EspResult.of((server ? "ap" : "st") + netif.index());
  }

  /**
   * The number of the interface within the TCP/IP stack.
   *
   * @param netif the interface
   * @return 1 or more; -1 before the driver starts
   */
  @EspApi("esp_netif_get_netif_impl_index")
  public static int getIndex(EspNetif netif) {
    Chip.current().kernel().call();
    return netif.isStarted() ? netif.index() + 1 : -1;
  }

  /**
   * The number of the event that tells of a new or a lost address.
   *
   * @param netif the interface
   * @param lost true for a lost address
   * @return the event's id of {@code IP_EVENT}
   */
  @EspApi("esp_netif_get_event_id")
  public static int getEventId(EspNetif netif, boolean lost) {
    Chip.current().kernel().call();
    return lost ? netif.config.lostIpEvent() : netif.config.getIpEvent();
  }
}
