package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsProvider.TicketKeys;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.tls.ExtensionType;
import org.bouncycastle.tls.SessionParameters;
import org.jspecify.annotations.Nullable;

/**
 * The sessions behind a server's tickets. Differs: mbedTLS encrypts the session into the ticket;
 * here the ticket is a name and the session stays with its server.
 */
final class TicketStore implements TicketKeys {
  /** The extension that asks for a ticket and shows one (RFC 5077). */
  static final Integer EXTENSION = ExtensionType.session_ticket;

  /** Enough for every device of a simulation; the oldest goes first. */
  private static final int SESSIONS_MAX = 1000;

  private final int lifetimeSeconds;
  private final Map<ByteBuffer, Kept> sessions = new LinkedHashMap<>();

  private record Kept(SessionParameters session, long sinceSeconds) {}

  TicketStore(int lifetimeSeconds) {
    this.lifetimeSeconds = lifetimeSeconds;
  }

  int lifetimeSeconds() {
    return lifetimeSeconds;
  }

  void put(byte[] ticket, SessionParameters session, long nowSeconds) {
    sessions.put(ByteBuffer.wrap(ticket.clone()), new Kept(session, nowSeconds));
    if (sessions.size() > SESSIONS_MAX) {
      sessions.remove(sessions.keySet().iterator().next());
    }
  }

  /** The session of a ticket; null for a strange one, or one that is too old. */
  @Nullable SessionParameters find(byte[] ticket, long nowSeconds) {
    Kept kept = sessions.get(ByteBuffer.wrap(ticket));
    return kept == null || nowSeconds - kept.sinceSeconds > lifetimeSeconds
        ? null
        : kept.session.copy();
  }
}
