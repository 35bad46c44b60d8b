package dev.espalier.hal.netif;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspResult;
import java.net.Inet6Address;
import java.util.List;

/** The IPv6 addresses of an interface ({@code esp_netif.h}). */
public final class NetifIp6 {
  private NetifIp6() {}

  /**
   * Makes a link-local IPv6 address; the event {@code IP_EVENT_GOT_IP6} follows a second later.
   *
   * @param netif the interface
   * @return {@code ESP_OK}; {@code ESP_FAIL} while the interface is down or without IPv6
   */
  @EspApi("esp_netif_create_ip6_linklocal")
  public static EspErr createLinklocal(EspNetif netif) {
    Chip.current().kernel().call();
    if (!netif.isUp() || !Chip.current().config().get(Kconfig.LWIP_IPV6)) {
      return EspErr.ESP_FAIL;
    }
    netif.ipv6.create(netif.mac());
    return EspErr.ESP_OK;
  }

  /**
   * Gets the link-local IPv6 address.
   *
   * @param netif the interface
   * @return the address; {@code ESP_FAIL} before it can be used
   */
  @EspApi("esp_netif_get_ip6_linklocal")
  public static EspResult<Inet6Address> getLinklocal(EspNetif netif) {
    Chip.current().kernel().call();
    Inet6Address address = netif.ipv6.address();
    return netif.isUp() && address != null && netif.ipv6.isPreferred()
        ? EspResult.of(address)
        : EspResult.error(EspErr.ESP_FAIL);
  }

  /**
   * Gets all IPv6 addresses.
   *
   * @param netif the interface
   * @return the addresses, those that are still being checked included
   */
  @EspApi(
      value = "esp_netif_get_all_ip6",
      fidelity = Fidelity.PARTIAL,
      note = "link-local only: no router announces a prefix")
  public static List<Inet6Address> getAll(EspNetif netif) {
    Chip.current().kernel().call();
    Inet6Address address = netif.ipv6.address();
    return netif.isUp() && address != null ? List.of(address) : List.of();
  }

  /**
   * Gets the global IPv6 address.
   *
   * @param netif the interface
   * @return {@code ESP_FAIL}: there is none
   */
  @EspApi(
      value = "esp_netif_get_ip6_global",
      fidelity = Fidelity.STUB,
      note = "no router announces a prefix")
  public static EspResult<Inet6Address> getGlobal(EspNetif netif) {
    Chip.current().kernel().call();
    return EspResult.error(EspErr.ESP_FAIL);
  }
}
