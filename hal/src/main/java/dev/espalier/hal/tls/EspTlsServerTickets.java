package dev.espalier.hal.tls;

import dev.espalier.hal.port.TlsProvider.TicketKeys;
import org.jspecify.annotations.Nullable;

/**
 * A server's session tickets ({@code esp_tls_server_session_ticket_ctx_t}); none until {@link
 * EspTlsServer#cfgSessionTicketsInit}.
 */
public final class EspTlsServerTickets {
  private @Nullable TicketKeys keys;

  /** Makes a place for tickets. */
  public EspTlsServerTickets() {}

  @Nullable TicketKeys keys() {
    return keys;
  }

  void keys(@Nullable TicketKeys made) {
    keys = made;
  }
}
