package dev.espalier.hal.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.TlsProvider.Dialect;
import dev.espalier.hal.port.TlsProvider.Identity;
import dev.espalier.hal.port.TlsProvider.Offer;
import dev.espalier.hal.port.TlsProvider.TicketKeys;
import dev.espalier.hal.port.TlsProvider.Tickets;
import dev.espalier.hal.port.TlsProvider.Version;
import dev.espalier.hal.port.TlsServerSetup;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.timer.EspTimer;
import org.jspecify.annotations.Nullable;

/** The server's side of a TLS connection, on a socket that was accepted. */
public final class EspTlsServer {
  private static final long MICROS_PER_SECOND = 1_000_000;

  /** {@code ESP_TLS_DEFAULT_SERVER_HANDSHAKE_TIMEOUT_MS}; v4.4 waits for ever. */
  private static final long HANDSHAKE_MICROS_MAX = 10_000_000;

  private EspTlsServer() {}

  /**
   * Makes a TLS session on an accepted socket and waits for its handshake.
   *
   * @param cfg how to serve
   * @param sockfd the socket, which stays the caller's
   * @param tls a handle of {@link EspTls#init}
   * @return 0 when the handshake is over, -1 for a refused configuration, or mbedTLS's number
   */
  @EspApi(
      value = "esp_tls_server_session_create",
      fidelity = Fidelity.PARTIAL,
      note = "without CONFIG_ESP_TLS_SERVER, where v4.4 does not link, it gives -1")
  @CanIgnoreReturnValue
  public static int sessionCreate(EspTlsCfgServer cfg, int sockfd, EspTls tls) {
    Chip chip = Chip.current();
    chip.kernel().call();
    boolean current = MbedtlsReports.isCurrent();
    if (!current && !chip.config().get(Kconfig.ESP_TLS_SERVER)) {
      EspLog.e(MbedtlsSetup.TAG, "ESP_TLS_SERVER Not enabled in Kconfig");
      Lint.warn(
          "no-tls-server",
          "esp_tls_server_session_create() does not exist without CONFIG_ESP_TLS_SERVER=y");
      return -1;
    }
    MbedtlsReports reports = new MbedtlsReports(tls.errorHandle());
    MbedtlsSetup checked = new MbedtlsSetup(reports);
    EspErr result = checked.checkServer(cfg);
    Identity identity = checked.identity();
    if (!result.isOk() || identity == null) {
      EspLog.e(
          MbedtlsSetup.TAG,
          "create_ssl_handle failed, returned [0x%04X] (%s)",
          result.value(),
          result.toName());
      tls.errorHandle().capture(result);
      tls.serve(sockfd, null, EspTlsConnState.ESP_TLS_FAIL);
      return -1;
    }
    TlsServerSetup setup =
        new TlsServerSetup(
            identity,
            null,
            checked.anchors(),
            current ? Offer.of(Dialect.MBEDTLS_4, Version.TLS_1_2, newest(chip)) : Offer.IDF_4_4,
            cfg.alpnProtos(),
            tickets(cfg),
            MbedtlsSetup.utcSeconds(chip));
    if (!tls.memory().begin(cfg.serverCert(), cfg.serverKey(), cfg.caCert())) {
      tls.errorHandle().capture(EspTlsErrors.ESP_ERR_MBEDTLS_SSL_SETUP_FAILED);
      tls.serve(sockfd, null, EspTlsConnState.ESP_TLS_FAIL);
      return -1;
    }
    MbedtlsSsl session = new MbedtlsSsl(chip.tls().server(setup), sockfd);
    tls.serve(sockfd, session, EspTlsConnState.ESP_TLS_INIT);
    long begun = EspTimer.getTime();
    int code = session.handshake();
    while (MbedtlsReports.waits(code)) {
      if (current && EspTimer.getTime() - begun > HANDSHAKE_MICROS_MAX) {
        return EspTlsErrors.ESP_ERR_ESP_TLS_SERVER_HANDSHAKE_TIMEOUT.value();
      }
      code = session.handshake();
    }
    tls.memory().handshakeOver();
    if (code != 0) {
      EspLog.e(MbedtlsSetup.TAG, "mbedtls_ssl_handshake returned -0x%04X", -code);
      if (current) {
        reports.capture(code);
        tls.errorHandle().capture(EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED);
      }
      tls.serve(sockfd, session, EspTlsConnState.ESP_TLS_FAIL);
    }
    return code;
  }

  private static Version newest(Chip chip) {
    return chip.config().get(Kconfig.MBEDTLS_SSL_PROTO_TLS1_3) ? Version.TLS_1_3 : Version.TLS_1_2;
  }

  private static @Nullable Tickets tickets(EspTlsCfgServer cfg) {
    TicketKeys keys = cfg.tickets().keys();
    return keys == null ? null : new Tickets(keys, EspTimer.getTime() / MICROS_PER_SECOND);
  }

  /**
   * Ends a session and its handle; the socket stays open.
   *
   * @param tls the handle
   */
  @EspApi("esp_tls_server_session_delete")
  public static void sessionDelete(EspTls tls) {
    Chip.current().kernel().call();
    tls.serve(-1, null, EspTlsConnState.ESP_TLS_FAIL);
    tls.memory().release();
  }

  /**
   * Prepares session tickets.
   *
   * @param cfg how to serve; its tickets must not be prepared yet
   * @return {@code ESP_OK}, {@code ESP_ERR_INVALID_ARG} when they are, or {@code
   *     ESP_ERR_NOT_SUPPORTED} without {@code CONFIG_ESP_TLS_SERVER_SESSION_TICKETS}
   */
  @EspApi("esp_tls_cfg_server_session_tickets_init")
  public static EspErr cfgSessionTicketsInit(EspTlsCfgServer cfg) {
    Chip chip = Chip.current();
    chip.kernel().call();
    if (!chip.config().get(Kconfig.ESP_TLS_SERVER_SESSION_TICKETS)) {
      return EspErr.ESP_ERR_NOT_SUPPORTED;
    }
    if (cfg.tickets().keys() != null) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    int lifetime = chip.config().get(Kconfig.ESP_TLS_SERVER_SESSION_TICKET_TIMEOUT);
    cfg.tickets().keys(chip.tls().ticketKeys(lifetime));
    return EspErr.ESP_OK;
  }

  /**
   * Gives session tickets up.
   *
   * @param cfg how to serve
   */
  @EspApi("esp_tls_cfg_server_session_tickets_free")
  public static void cfgSessionTicketsFree(EspTlsCfgServer cfg) {
    Chip.current().kernel().call();
    cfg.tickets().keys(null);
  }
}
