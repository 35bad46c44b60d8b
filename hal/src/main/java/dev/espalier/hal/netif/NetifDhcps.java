package dev.espalier.hal.netif;

import static dev.espalier.hal.netif.NetifErr.ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED;
import static dev.espalier.hal.netif.NetifErr.ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED;
import static dev.espalier.hal.netif.NetifErr.ESP_ERR_ESP_NETIF_INVALID_PARAMS;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspResult;
import org.jspecify.annotations.Nullable;

/** The DHCP server of an interface ({@code esp_netif_dhcps_…}). */
public final class NetifDhcps {
  private NetifDhcps() {}

  private static DhcpServer enter(EspNetif netif) {
    Chip.current().kernel().call();
    return netif.server;
  }

  /**
   * Starts the server; it begins to work when the interface is up.
   *
   * @param netif the interface
   * @return {@code ESP_OK}; {@code ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED}
   */
  @EspApi("esp_netif_dhcps_start")
  public static EspErr start(EspNetif netif) {
    return enter(netif).start();
  }

  /**
   * Stops the server, as before its options or the address are changed.
   *
   * @param netif the interface
   * @return {@code ESP_OK}; {@code ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED}; {@code
   *     ESP_ERR_ESP_NETIF_IF_NOT_READY}
   */
  @EspApi("esp_netif_dhcps_stop")
  public static EspErr stop(EspNetif netif) {
    return enter(netif).stop();
  }

  /**
   * What the server does.
   *
   * @param netif the interface
   * @return its status; {@code ESP_ERR_INVALID_ARG} for an interface with a DHCP client
   */
  @EspApi("esp_netif_dhcps_get_status")
  public static EspResult<DhcpStatus> getStatus(EspNetif netif) {
    DhcpServer server = enter(netif);
    return netif.config.has(NetifConfig.ESP_NETIF_DHCP_CLIENT)
        ? EspResult.error(EspErr.ESP_ERR_INVALID_ARG)
        : EspResult.of(server.status);
  }

  private static EspErr settable(DhcpServer server) {
    return server.status == DhcpStatus.ESP_NETIF_DHCP_STARTED
        ? ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED
        : EspErr.ESP_OK;
  }

  /**
   * Sets how long stations keep an address ({@code ESP_NETIF_IP_ADDRESS_LEASE_TIME}).
   *
   * @param netif the interface; its server must not run
   * @param minutes the time, 0 for the usual two hours
   * @return {@code ESP_OK}; {@code ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED}
   */
  @EspApi(
      value = "esp_netif_dhcps_option",
      fidelity = Fidelity.PARTIAL,
      note =
          "lease time, range, router and DNS, a method each; of these the range alone has an"
              + " effect")
  public static EspErr optionLeaseTime(EspNetif netif, int minutes) {
    DhcpServer server = enter(netif);
    EspErr err = settable(server);
    if (err.isOk()) {
      server.leaseMinutes = minutes == 0 ? DhcpServer.LEASE_MINUTES : minutes;
    }
    return err;
  }

  /**
   * Gets how long stations keep an address ({@code ESP_NETIF_IP_ADDRESS_LEASE_TIME}).
   *
   * @param netif the interface
   * @return minutes; {@code ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED} while the server is stopped
   */
  public static EspResult<Integer> optionLeaseTime(EspNetif netif) {
    DhcpServer server = enter(netif);
    return gettable(server, server.leaseMinutes);
  }

  /**
   * Sets the addresses that stations get ({@code ESP_NETIF_REQUESTED_IP_ADDRESS}).
   *
   * @param netif the interface; its server must not run
   * @param range the addresses, null for the usual hundred behind its own
   * @return {@code ESP_OK}; {@code ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED}; {@code
   *     ESP_ERR_ESP_NETIF_INVALID_PARAMS} for a range that is not within the network, has the
   *     interface's own address, or is too long
   */
  public static EspErr optionRequestedIpAddress(EspNetif netif, @Nullable DhcpsLease range) {
    DhcpServer server = enter(netif);
    EspErr err = settable(server);
    if (!err.isOk()) {
      return err;
    }
    if (range != null && !isAllowed(netif.ipv4.info(), range)) {
      return ESP_ERR_ESP_NETIF_INVALID_PARAMS;
    }
    server.range = range;
    return EspErr.ESP_OK;
  }

  private static boolean isAllowed(IpInfo own, DhcpsLease range) {
    long server = DhcpServer.number(own.ip()) & 0xFFFF_FFFFL;
    long mask = DhcpServer.number(own.netmask()) & 0xFFFF_FFFFL;
    long first = server & mask;
    long last = first | (~mask & 0xFFFF_FFFFL);
    long start = DhcpServer.number(range.startIp()) & 0xFFFF_FFFFL;
    long end = DhcpServer.number(range.endIp()) & 0xFFFF_FFFFL;
    return server != first
        && server != last
        && (server < start || server > end)
        && start > first
        && start < last
        && end > first
        && end < last
        && end - start + 1 <= DhcpServer.LEASES_MAX
        && start < end;
  }

  /**
   * Sets whether stations are told a router ({@code ESP_NETIF_ROUTER_SOLICITATION_ADDRESS}).
   *
   * @param netif the interface; its server must not run
   * @param offer whether they are
   * @return {@code ESP_OK}; {@code ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED}
   */
  public static EspErr optionRouter(EspNetif netif, boolean offer) {
    DhcpServer server = enter(netif);
    EspErr err = settable(server);
    server.offersRouter = err.isOk() ? offer : server.offersRouter;
    return err;
  }

  /**
   * Gets whether stations are told a router ({@code ESP_NETIF_ROUTER_SOLICITATION_ADDRESS}).
   *
   * @param netif the interface
   * @return whether they are; {@code ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED} while the server is
   *     stopped
   */
  public static EspResult<Boolean> optionRouter(EspNetif netif) {
    DhcpServer server = enter(netif);
    return gettable(server, server.offersRouter);
  }

  private static <T> EspResult<T> gettable(DhcpServer server, T value) {
    return server.status == DhcpStatus.ESP_NETIF_DHCP_STOPPED
        ? EspResult.error(ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED)
        : EspResult.of(value);
  }

  /**
   * Sets whether stations are told a DNS server ({@code ESP_NETIF_DOMAIN_NAME_SERVER}).
   *
   * @param netif the interface; its server must not run
   * @param offer whether they are
   * @return {@code ESP_OK}; {@code ESP_ERR_ESP_NETIF_DHCP_ALREADY_STARTED}
   */
  public static EspErr optionDns(EspNetif netif, boolean offer) {
    DhcpServer server = enter(netif);
    EspErr err = settable(server);
    server.offersDns = err.isOk() ? offer : server.offersDns;
    return err;
  }

  /**
   * Gets whether stations are told a DNS server ({@code ESP_NETIF_DOMAIN_NAME_SERVER}).
   *
   * @param netif the interface
   * @return whether they are; {@code ESP_ERR_ESP_NETIF_DHCP_ALREADY_STOPPED} while the server is
   *     stopped
   */
  public static EspResult<Boolean> optionDns(EspNetif netif) {
    DhcpServer server = enter(netif);
    return gettable(server, server.offersDns);
  }
}
