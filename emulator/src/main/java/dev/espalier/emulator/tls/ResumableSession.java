package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsProvider.SavedSession;
import org.bouncycastle.tls.TlsSession;
import org.jspecify.annotations.Nullable;

/**
 * What a client keeps of a session.
 *
 * @param session secret, cipher suite and the id that is asked with
 * @param ticket the server's ticket, null when it gave none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ResumableSession(TlsSession session, byte @Nullable [] ticket) implements SavedSession {
  static @Nullable ResumableSession of(@Nullable SavedSession saved) {
    return (ResumableSession) saved;
  }
}
