package dev.espalier.hal.tls;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.TlsProvider.SavedSession;
import dev.espalier.hal.profile.Lint;
import org.jspecify.annotations.Nullable;

/**
 * A session to resume later ({@code esp_tls_client_session_t}). The functions exist only with
 * {@code CONFIG_ESP_TLS_CLIENT_SESSION_TICKETS}, which is off by default.
 */
public final class EspTlsClientSession {
  private @Nullable SavedSession saved;

  private EspTlsClientSession(SavedSession saved) {
    this.saved = saved;
  }

  /**
   * Copies the session of a connection, for {@link EspTlsCfg.Builder#clientSession} of a later one.
   *
   * @param tls the connection
   * @return the session; null before the handshake is over
   */
  @EspApi("esp_tls_get_client_session")
  public static @Nullable EspTlsClientSession get(EspTls tls) {
    Chip chip = Chip.current();
    chip.kernel().call();
    if (!isSupported(chip, "esp_tls_get_client_session")) {
      return null;
    }
    SavedSession session = tls.savedSession();
    if (session == null) {
      EspLog.e(MbedtlsSetup.TAG, "Error in obtaining the client ssl session");
      return null;
    }
    return new EspTlsClientSession(session);
  }

  /**
   * Frees a session.
   *
   * @param session the session, or null
   */
  @EspApi("esp_tls_free_client_session")
  public static void free(@Nullable EspTlsClientSession session) {
    Chip.current().kernel().call();
    if (session != null) {
      session.saved = null;
    }
  }

  /** What was saved; null once it is freed. */
  @Nullable SavedSession saved() {
    return saved;
  }

  private static boolean isSupported(Chip chip, String function) {
    boolean supported = chip.config().get(Kconfig.ESP_TLS_CLIENT_SESSION_TICKETS);
    if (!supported) {
      Lint.warn(
          "no-client-tickets",
          function + "() does not exist without CONFIG_ESP_TLS_CLIENT_SESSION_TICKETS=y");
    }
    return supported;
  }
}
