package dev.espalier.hal.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.tls.CertificateMaker;
import dev.espalier.emulator.tls.CertificateMaker.Made;
import dev.espalier.emulator.tls.CertificateMaker.Spec;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.transport.TransportSsl;
import dev.espalier.testkit.OneBoard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What ESP-TLS of current ESP-IDF does otherwise than v4.4's, and what it has more. */
final class TlsCurrentTest extends TlsBoard {
  private static final CertificateMaker MAKER = new CertificateMaker(NOW);
  private static final Timeout SECOND = Timeout.millis(1000);

  private static BoardConfig current(String... options) {
    var config = serving();
    for (String option : options) {
      config = config.with(option);
    }
    return BoardConfig.defaults()
        .withSdkConfig(config)
        .withProfile(Profile.COMPONENT_1_8)
        .withQuirks(QuirkSet.of(Profile.COMPONENT_1_8));
  }

  /** Whether a transport set up in this way connects to that server. */
  private static int connects(BoardConfig config, Made server, Consumer<TransportSsl> change) {
    List<Integer> results = new ArrayList<>();
    play(
        config,
        () -> {
          Served served = serve(server(server), TlsBoard::echo);
          TransportSsl ssl = TransportSsl.init();
          ssl.setCertData(CA.pem().getBytes(StandardCharsets.US_ASCII));
          change.accept(ssl);
          results.add(ssl.connect("127.0.0.1", served.port, SECOND));
          ssl.close();
        });
    return results.getFirst();
  }

  @Test
  void comparesAddressesWithAlternativeNames() {
    Made server = MAKER.make(Spec.leaf("lab", "IP:127.0.0.1"), CA);
    assertEquals(0, connects(current(), server, ssl -> {}));
    BoardConfig before = BoardConfig.defaults().withSdkConfig(serving());
    assertEquals(-1, connects(before, server, ssl -> {}));
  }

  @Test
  void keepsTheErrorOfAReadThatFailed() {
    List<EspErr> kept = new ArrayList<>();
    for (BoardConfig config : List.of(BoardConfig.defaults().withSdkConfig(serving()), current())) {
      Board board =
          play(
              config,
              () -> {
                Served served = serve(server(SERVER), tls -> {});
                EspTls tls = EspTls.init();
                assertEquals(1, tls.connNewSync("localhost", served.port, trusting(CA).build()));
                assertEquals(0, tls.connRead(new byte[10]));
                assertTrue(tls.connRead(new byte[10]) < 0);
                kept.add(tls.errorHandle().lastError());
                tls.connDestroy();
              });
      assertTrue(board.output().contains("read error :-0x"), board.output());
    }
    assertEquals(List.of(EspErr.ESP_OK, EspTlsErrors.ESP_ERR_MBEDTLS_SSL_READ_FAILED), kept);
  }

  @Test
  void refusesToReadAndWriteWhereVersion44Crashes() {
    List<Integer> codes = new ArrayList<>();
    var _ =
        play(
            current(),
            () -> {
              EspTls tls = EspTls.init();
              codes.add(tls.connWrite(new byte[1]));
              codes.add(tls.connRead(new byte[1]));
            });
    assertEquals(List.of(-1, -1), codes);
  }

  @Test
  void offersTheVersionAndSuitesThatWereChosen() {
    Consumer<TransportSsl> tls13 =
        ssl -> {
          ssl.skipCommonNameCheck();
          ssl.setTlsVersion(EspTlsProtoVer.ESP_TLS_VER_TLS_1_3);
        };
    assertEquals(0, connects(current("CONFIG_MBEDTLS_SSL_PROTO_TLS1_3=y"), SERVER, tls13));
    assertEquals(0, connects(current(), SERVER, tls13), "goes on with TLS 1.2");
    Consumer<TransportSsl> ecdsaAlone =
        ssl -> {
          ssl.skipCommonNameCheck();
          ssl.setCiphersuitesList(List.of(0xC02B));
        };
    assertEquals(-1, connects(current(), SERVER, ecdsaAlone), "the server has an RSA key");
    Made ec = MAKER.onCurve("secp256r1").make(Spec.leaf("lab"), CA);
    assertEquals(0, connects(current(), ec, ecdsaAlone));
  }

  @Test
  void takesTheAddressesThatWereAskedFor() {
    Board board =
        play(
            current(),
            () -> {
              TransportSsl ssl = TransportSsl.init();
              ssl.setAddrFamily(EspTlsAddrFamily.ESP_TLS_AF_INET6);
              assertEquals(-1, ssl.connect("127.0.0.1", 443, SECOND));
            });
    assertTrue(board.output().contains("couldn't get hostname for :127.0.0.1"), board.output());
  }

  @Test
  void readsAKeyFromMemoryAndFindsNoneInHardware() {
    Consumer<TransportSsl> certificate =
        ssl -> {
          ssl.skipCommonNameCheck();
          ssl.setClientCertData(DEVICE.pem().getBytes(StandardCharsets.US_ASCII));
        };
    EspKeyConfig buffer = new EspKeyConfig.Buffer(pem(DEVICE.keyPem()), null);
    assertEquals(
        0, connects(current(), SERVER, certificate.andThen(s -> s.setClientKeyConfig(buffer))));
    EspKeyConfig psa = new EspKeyConfig.Psa(1);
    assertEquals(
        -1, connects(current(), SERVER, certificate.andThen(s -> s.setClientKeyConfig(psa))));
    assertEquals(
        -1,
        connects(current(), SERVER, certificate.andThen(s -> s.setClientKeyEcdsaPeripheral(4))));
  }

  @Test
  void hasNoServerInVersion44WithoutItsOption() {
    List<Integer> codes = new ArrayList<>();
    Board board =
        play(
            BoardConfig.defaults(),
            () -> codes.add(EspTlsServer.sessionCreate(server(SERVER), 54, EspTls.init())));
    assertEquals(List.of(-1), codes);
    assertTrue(board.output().contains("ESP_TLS_SERVER Not enabled in Kconfig"), board.output());
  }

  @Test
  void theLintNamesTheFunctionThatWasCalled() {
    String output =
        OneBoard.run(() -> {
          TransportSsl ssl = TransportSsl.init();
          ssl.setClientKeyEcdsaPeripheralExtended(1, 2);
          var _ = ssl.destroy();
        });
    assertTrue(
        output.contains(
            "esp_transport_ssl_set_client_key_ecdsa_peripheral_extended() does not exist"),
        output);
  }
}
