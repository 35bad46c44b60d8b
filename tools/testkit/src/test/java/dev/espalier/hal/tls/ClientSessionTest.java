package dev.espalier.hal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.transport.SessionTicketOperation;
import dev.espalier.hal.transport.TransportSsl;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sessions that a client keeps, and a server with tickets, both on a board. */
final class ClientSessionTest extends TlsBoard {
  private static final String CLIENT = "CONFIG_ESP_TLS_CLIENT_SESSION_TICKETS=y";
  private static final String SERVER_SIDE = "CONFIG_ESP_TLS_SERVER_SESSION_TICKETS=y";

  /** Connects, has a word echoed, and keeps the session; gives the time the handshake took. */
  private static @Nullable EspTlsClientSession talk(
      EspTlsCfgServer serving, @Nullable EspTlsClientSession resume) {
    Served served = serve(serving, TlsBoard::echo);
    EspTls tls = EspTls.init();
    EspTlsCfg cfg = trusting(CA).clientSession(resume).build();
    assertEquals(1, tls.connNewSync("localhost", served.port, cfg));
    byte[] word = "word".getBytes(StandardCharsets.US_ASCII);
    assertEquals(4, tls.connWrite(word));
    assertEquals(4, tls.connRead(new byte[10]));
    EspTlsClientSession kept = EspTlsClientSession.get(tls);
    tls.connDestroy();
    return kept;
  }

  @Test
  void resumesASession() {
    play(
        () -> {
          EspTlsCfgServer serving = server(SERVER);
          assertEquals(EspErr.ESP_OK, EspTlsServer.cfgSessionTicketsInit(serving));
          assertEquals(EspErr.ESP_ERR_INVALID_ARG, EspTlsServer.cfgSessionTicketsInit(serving));
          EspTlsClientSession session = talk(serving, null);
          assertNotNull(session);
          // Resuming needs no certificate: the same session is good for a server of another CA.
          EspTlsCfgServer other =
              new EspTlsCfgServer(
                  server(SERVER).alpnProtos(),
                  null,
                  pem(DEVICE.pem()),
                  pem(DEVICE.keyPem()),
                  null,
                  serving.tickets());
          assertNotNull(talk(other, session));
          EspTlsServer.cfgSessionTicketsFree(serving);
          EspTlsClientSession.free(session);
        },
        CLIENT,
        SERVER_SIDE);
  }

  @Test
  void hasNoTicketsUnlessConfigured() {
    var board =
        play(() -> {
          EspTlsCfgServer serving = server(SERVER);
          assertEquals(EspErr.ESP_ERR_NOT_SUPPORTED, EspTlsServer.cfgSessionTicketsInit(serving));
          assertNull(talk(serving, null));
        });
    assertTrue(
        board.output().contains("does not exist without CONFIG_ESP_TLS_CLIENT_SESSION_TICKETS=y"),
        board::output);
  }

  @Test
  void keepsTheSessionOfATransport() {
    SdkConfig options = serving().with(CLIENT).with(SERVER_SIDE);
    play(
        BoardConfig.defaults()
            .withSdkConfig(options)
            .withProfile(Profile.COMPONENT_1_8)
            .withQuirks(QuirkSet.of(Profile.COMPONENT_1_8)),
        () -> {
          EspTlsCfgServer serving = server(SERVER);
          EspTlsServer.cfgSessionTicketsInit(serving).orAbort();
          TransportSsl ssl = TransportSsl.init();
          ssl.setCertData(CA.pem().getBytes(StandardCharsets.US_ASCII));
          assertEquals(
              EspErr.ESP_ERR_INVALID_STATE,
              ssl.sessionTicketOperation(SessionTicketOperation.ESP_TRANSPORT_SESSION_TICKET_USE));
          Timeout second = Timeout.millis(1000);
          Served first = serve(serving, TlsBoard::echo);
          assertEquals(0, ssl.connect("localhost", first.port, second));
          ssl.sessionTicketOperation(SessionTicketOperation.ESP_TRANSPORT_SESSION_TICKET_SAVE)
              .orAbort();
          ssl.close();
          ssl.sessionTicketOperation(SessionTicketOperation.ESP_TRANSPORT_SESSION_TICKET_USE)
              .orAbort();
          Served second2 = serve(serving, TlsBoard::echo);
          assertEquals(0, ssl.connect("localhost", second2.port, second));
          ssl.sessionTicketOperation(SessionTicketOperation.ESP_TRANSPORT_SESSION_TICKET_FREE)
              .orAbort();
          ssl.destroy().orAbort();
        });
  }
}
