package dev.espalier.hal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketClientConfigBuilder;
import dev.espalier.websocket.WebsocketCredential;
import dev.espalier.websocket.WebsocketErrorCodes;
import dev.espalier.websocket.WebsocketErrorType;
import dev.espalier.websocket.WebsocketEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a version or quirk changes about TLS. */
final class TlsQuirkTest extends TlsBoard {
  private static final int X509_CERT_VERIFY_FAILED = 0x2700;

  private static BoardConfig v44() {
    return BoardConfig.defaults().withSdkConfig(serving());
  }

  private static BoardConfig without(Quirk quirk) {
    return v44().withQuirks(QuirkSet.of(Profile.IDF_4_4).with(quirk, false));
  }

  private static BoardConfig later() {
    return v44().withProfile(Profile.COMPONENT_1_8);
  }

  @Test
  void connectsUnverifiedWithoutACaWhenThatIsNotRefused() {
    var results = new ArrayList<Integer>();
    for (BoardConfig config : List.of(v44(), without(Quirk.TLS_WITHOUT_CA_REFUSED), later())) {
      Board board =
          play(
              config,
              () -> {
                Served served = serve(server(SERVER), TlsBoard::echo);
                EspTls tls = EspTls.init();
                results.add(tls.connNewSync("localhost", served.port, EspTlsCfg.builder().build()));
                tls.connDestroy();
              });
      assertTrue(board.output().contains("TLS to localhost"), board.output());
    }
    assertEquals(List.of(-1, 1, -1), results);
  }

  @Test
  void setsKeepAliveForWssToo() {
    var idle = new ArrayList<Integer>();
    for (BoardConfig config : List.of(v44(), without(Quirk.KEEP_ALIVE_NOT_FOR_WSS), later())) {
      play(
          config,
          () -> {
            Served served = serve(server(SERVER), tls -> Task.delay(Timeout.millis(5000)));
            EspWebsocketClient client =
                EspWebsocketClient.init(
                    wss(served).keepAliveEnable(true).keepAliveIdleSeconds(77).build());
            client.start().orAbort();
            Task.delay(Timeout.millis(1000));
            int[] value = new int[1];
            for (int fd = 54; fd < 64 && value[0] != 77; fd++) {
              var _ = Sockets.getsockopt(fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPIDLE, value);
            }
            idle.add(value[0] == 77 ? 77 : 0);
            client.destroy();
          });
    }
    assertEquals(List.of(0, 77, 77), idle);
  }

  private static WebsocketClientConfigBuilder wss(Served served) {
    return WebsocketClientConfig.builder()
        .uri("wss://localhost:" + served.port + "/")
        .serverCa(WebsocketCredential.pem(CA.pem()))
        .autoReconnect(false);
  }

  /** The codes of the first DISCONNECTED of a client under 1.8. */
  private static WebsocketErrorCodes failure(UnaryOperator<WebsocketClientConfigBuilder> change) {
    var codes = new ArrayList<WebsocketErrorCodes>();
    play(
        later(),
        () -> {
          Served served = serve(server(SERVER), tls -> {});
          EspWebsocketClient client = EspWebsocketClient.init(change.apply(wss(served)).build());
          client.registerEvents(
              WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED,
              (arg, base, id, data) -> codes.add(Objects.requireNonNull(data).errorHandle()),
              null);
          client.start().orAbort();
          Task.delay(Timeout.millis(20_000));
          client.destroy();
        });
    return codes.getFirst();
  }

  @Test
  void tellsTheVersionEightClientWhyACertificateWasRefused() {
    WebsocketErrorCodes untrusted =
        failure(config -> config.serverCa(WebsocketCredential.pem(OTHER_CA.pem())));
    assertEquals(WebsocketErrorType.WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT, untrusted.errorType());
    assertEquals(EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, untrusted.espTlsLastEspErr());
    assertEquals(X509_CERT_VERIFY_FAILED, Math.abs(untrusted.espTlsStackErr()));
    // Current ESP-IDF asks for flags only when it has the peer's certificate: never so early.
    assertEquals(0, untrusted.espTlsCertVerifyFlags());
  }

  @Test
  void comparesTheCertificateWithCertCommonName() {
    WebsocketErrorCodes other = failure(config -> config.certCommonName("elsewhere"));
    assertEquals(EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, other.espTlsLastEspErr());
    // The TLS handshake succeeds: what fails is the upgrade, which this server knows nothing of.
    WebsocketErrorCodes own = failure(config -> config.certCommonName("localhost"));
    assertNotEquals(EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, own.espTlsLastEspErr());
  }

  @Test
  void takesACertificateBundle() {
    // The roots of the JDK do not know the lab.
    WebsocketErrorCodes unknown =
        failure(config -> config.serverCa(null).crtBundleAttach(EspCrtBundle::attach));
    assertEquals(EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, unknown.espTlsLastEspErr());
  }
}
