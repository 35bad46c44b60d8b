package dev.espalier.hal.transport;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.system.EspErr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Transports by scheme ({@code esp_transport_list_handle_t}). */
public final class TransportList {
  private final List<EspTransport> transports = new ArrayList<>(4);

  private TransportList() {}

  /**
   * Makes an empty list.
   *
   * @return the list
   */
  @EspApi("esp_transport_list_init")
  public static TransportList init() {
    return new TransportList();
  }

  /**
   * Adds a transport under a scheme.
   *
   * @param transport which; NULL is refused
   * @param scheme its name
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_ARG} without a transport
   */
  @EspApi("esp_transport_list_add")
  public EspErr add(@Nullable EspTransport transport, String scheme) {
    if (transport == null) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    transport.scheme(scheme);
    transports.add(transport);
    return EspErr.ESP_OK;
  }

  /**
   * Finds a transport.
   *
   * @param scheme its name in any case; NULL asks for the first one
   * @return the transport, or null when there is none
   */
  @EspApi("esp_transport_list_get_transport")
  public @Nullable EspTransport getTransport(@Nullable String scheme) {
    for (EspTransport transport : transports) {
      String name = transport.scheme();
      if (scheme == null || (name != null && name.equalsIgnoreCase(scheme))) {
        return transport;
      }
    }
    return null;
  }

  /**
   * Destroys the transports of the list.
   *
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_list_clean")
  public EspErr clean() {
    for (EspTransport transport : transports) {
      transport.destroy().orAbort();
    }
    transports.clear();
    return EspErr.ESP_OK;
  }

  /**
   * Destroys the transports and the list.
   *
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_list_destroy")
  public EspErr destroy() {
    return clean();
  }
}
