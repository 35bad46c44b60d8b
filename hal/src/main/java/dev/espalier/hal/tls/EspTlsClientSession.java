package dev.espalier.hal.tls;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.port.Chip;
import org.jspecify.annotations.Nullable;

/**
 * A session to resume later ({@code esp_tls_client_session_t}). The functions exist only with
 * {@code CONFIG_ESP_TLS_CLIENT_SESSION_TICKETS}, which is off by default; here there are no
 * tickets.
 */
public final class EspTlsClientSession {
  private EspTlsClientSession() {}

  /**
   * The session of a connection.
   *
   * @param tls the connection
   * @return null: there is none to resume
   */
  @EspApi(
      value = "esp_tls_get_client_session",
      fidelity = Fidelity.STUB,
      note = "gives NULL, as when no session could be had")
  @SuppressWarnings("unused") // C's signature
  public static @Nullable EspTlsClientSession get(EspTls tls) {
    Chip.current().kernel().call();
    return null;
  }

  /**
   * Gives a session up.
   *
   * @param session the session, or null
   */
  @EspApi(
      value = "esp_tls_free_client_session",
      fidelity = Fidelity.STUB,
      note = "there is nothing to free")
  @SuppressWarnings("unused") // C's signature
  public static void free(@Nullable EspTlsClientSession session) {
    Chip.current().kernel().call();
  }
}
