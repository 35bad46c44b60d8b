package dev.espalier.hal.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.tls.CertificateMaker.Made;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the recordings do not ask {@code esp_tls}. */
final class EspTlsTest extends TlsBoard {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  private static void assertFailed(EspTls tls, EspErr error, int code, int flags) {
    EspTlsLastError.Last last = tls.errorHandle().getAndClearLastError();
    assertEquals(error, last.err());
    assertEquals(Integer.toHexString(code), Integer.toHexString(last.tlsErrorCode()));
    assertEquals(flags, last.tlsFlags());
    assertEquals(EspTlsConnState.ESP_TLS_FAIL, tls.connState());
    tls.connDestroy();
  }

  @Test
  void showsItsCertificateToAServerThatAsks() {
    play(() -> {
      EspTlsCfgServer cfg =
          new EspTlsCfgServer(
              List.of(), pem(OTHER_CA.pem()), pem(SERVER.pem()), pem(SERVER.keyPem()), null);
      Served served = serve(cfg, TlsBoard::echo);
      EspTls tls =
          EspTls.connNew(
              "localhost",
              served.port,
              trusting(CA).clientCert(DEVICE.pem()).clientKey(DEVICE.keyPem()).build());
      assertEquals(HELLO.length, tls.connWrite(HELLO));
      byte[] answer = new byte[HELLO.length];
      assertEquals(HELLO.length, tls.connRead(answer));
      assertArrayEquals(HELLO, answer);
      assertEquals(0, served.code);
      assertEquals(0, tls.connDestroy());
    });
  }

  @Test
  void largeDataIsCutIntoRecordsAndComesBackWhole() {
    play(() -> {
      Served served = serve(server(SERVER), TlsBoard::echo);
      EspTls tls = EspTls.connNew("localhost", served.port, trusting(CA).build());
      byte[] data = new byte[20_000];
      for (int i = 0; i < data.length; i++) {
        data[i] = (byte) (i * 7);
      }
      ByteArrayOutputStream back = new ByteArrayOutputStream();
      byte[] buffer = new byte[3000];
      for (int sent = 0; sent < data.length; sent += 2000) {
        assertEquals(2000, tls.connWrite(data, sent, 2000));
        int count = tls.connRead(buffer);
        assertEquals(2000, count);
        back.write(buffer, 0, count);
      }
      assertArrayEquals(data, back.toByteArray());
      assertEquals(9000, tls.connWrite(data, 0, 9000));
      assertEquals(100, tls.connRead(buffer, 0, 100));
      assertEquals(1900, tls.getBytesAvail());
      tls.connDestroy();
    });
  }

  @Test
  void refusesWithoutAnyCaAndNamesTheRemedy() {
    Board board =
        play(() -> {
          Served served = serve(server(SERVER), TlsBoard::echo);
          EspTls tls = EspTls.init();
          assertEquals(-1, tls.connNewSync("localhost", served.port, EspTlsCfg.builder().build()));
          assertFailed(tls, EspTlsErrors.ESP_ERR_MBEDTLS_SSL_SETUP_FAILED, 0, 0);
        });
    String output = board.output();
    assertTrue(output.contains("CONFIG_ESP_TLS_INSECURE=y"), output);
    assertTrue(output.contains("CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY=y"), output);
  }

  @Test
  void connectsUnverifiedWhenToldToAndWarns() {
    Board board =
        play(
            () -> {
              Served served = serve(server(SERVER), TlsBoard::echo);
              EspTls tls = EspTls.connNew("localhost", served.port, EspTlsCfg.builder().build());
              assertEquals(EspTlsConnState.ESP_TLS_DONE, tls.connState());
              tls.connDestroy();
            },
            "CONFIG_ESP_TLS_INSECURE=y",
            "CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY=y");
    assertTrue(board.output().contains("TLS to localhost is NOT verified"), board.output());
  }

  @Test
  void globalStoreKeepsWhatCouldBeRead() {
    play(() -> {
      String broken = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
      assertNull(GlobalCaStore.get());
      assertEquals(EspErr.ESP_OK, GlobalCaStore.set(OTHER_CA.pem()));
      assertEquals(
          EspTlsErrors.ESP_ERR_MBEDTLS_CERT_PARTLY_OK, GlobalCaStore.set(broken + CA.pem()));
      assertEquals(2, GlobalCaStore.current().size());
      Served served = serve(server(SERVER), TlsBoard::echo);
      EspTls tls =
          EspTls.connNew(
              "localhost", served.port, EspTlsCfg.builder().useGlobalCaStore(true).build());
      tls.connDestroy();
      GlobalCaStore.free();
      assertNull(GlobalCaStore.get());
    });
  }

  @Test
  void anEmptyGlobalStoreTrustsNobody() {
    play(() -> {
      GlobalCaStore.init();
      Served served = serve(server(SERVER), TlsBoard::echo);
      EspTls tls = EspTls.init();
      EspTlsCfg cfg = EspTlsCfg.builder().useGlobalCaStore(true).build();
      assertEquals(-1, tls.connNewSync("localhost", served.port, cfg));
      assertFailed(tls, EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, 0x2700, 8);
      Task.delay(Timeout.ticks(1));
      assertEquals(-0x7780, served.code);
    });
  }

  private static byte[] bundleOf(CertificateNameAndKey root) {
    return ByteBuffer.allocate(6 + root.name().length + root.key().length)
        .putShort((short) 1)
        .putShort((short) root.name().length)
        .putShort((short) root.key().length)
        .put(root.name())
        .put(root.key())
        .array();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record CertificateNameAndKey(byte[] name, byte[] key) {
    static CertificateNameAndKey of(Made made) {
      return new CertificateNameAndKey(
          made.certificate().getSubjectX500Principal().getEncoded(),
          made.certificate().getPublicKey().getEncoded());
    }
  }

  @Test
  void verifiesWithABundleOfItsOwn() {
    play(() -> {
      assertEquals(EspErr.ESP_OK, EspCrtBundle.set(bundleOf(CertificateNameAndKey.of(CA))));
      EspTlsCfg cfg = EspTlsCfg.builder().crtBundleAttach(EspCrtBundle::attach).build();
      Served served = serve(server(SERVER), TlsBoard::echo);
      EspTls.connNew("localhost", served.port, cfg).connDestroy();

      assertEquals(EspErr.ESP_ERR_INVALID_ARG, EspCrtBundle.set(new byte[] {0, 1, 0, 5, 0, 5}));
      assertEquals(EspErr.ESP_OK, EspCrtBundle.set(bundleOf(CertificateNameAndKey.of(OTHER_CA))));
      Served again = serve(server(SERVER), TlsBoard::echo);
      EspTls tls = EspTls.init();
      assertEquals(-1, tls.connNewSync("localhost", again.port, cfg));
      assertFailed(tls, EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, 0x3000, 0);
    });
  }

  @Test
  void bundleOfThisMachineDoesNotKnowALocalAuthority() {
    play(() -> {
      EspTlsCfg cfg = EspTlsCfg.builder().crtBundleAttach(EspCrtBundle::attach).build();
      Served served = serve(server(SERVER), TlsBoard::echo);
      EspTls tls = EspTls.init();
      assertEquals(-1, tls.connNewSync("localhost", served.port, cfg));
      assertFailed(tls, EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, 0x3000, 0);
      EspCrtBundle.detach(null);
    });
  }

  @Test
  void looksAtTheTimeOfDayOnlyWhenBuiltSo() {
    play(() -> {
      Served served = serve(server(SERVER), TlsBoard::echo);
      EspTls.connNew("localhost", served.port, trusting(CA).build()).connDestroy();
    });
    BoardConfig config =
        BoardConfig.defaults().withSdkConfig(serving().with("CONFIG_MBEDTLS_HAVE_TIME_DATE=y"));
    play(
        config,
        () -> {
          Served served = serve(server(SERVER), TlsBoard::echo);
          EspTls tls = EspTls.init();
          assertEquals(-1, tls.connNewSync("localhost", served.port, trusting(CA).build()));
          assertFailed(tls, EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, 0x2700, 0x200);
        });
    play(
        config.withWallMicros(NOW.toEpochMilli() * 1000),
        () -> {
          Served served = serve(server(SERVER), TlsBoard::echo);
          EspTls.connNew("localhost", served.port, trusting(CA).build()).connDestroy();
        });
  }

  @Test
  void preSharedKeysNeedTheirOption() {
    EspTlsCfg cfg =
        EspTlsCfg.builder().pskHintKey(new PskHintKey(new byte[] {1, 2, 3, 4}, "me")).build();
    play(() -> {
      Served served = serve(server(SERVER), TlsBoard::echo);
      EspTls tls = EspTls.init();
      assertEquals(-1, tls.connNewSync("localhost", served.port, cfg));
      assertFailed(tls, EspErr.ESP_ERR_INVALID_STATE, 0, 0);
    });
    play(
        () -> {
          Served served = serve(server(SERVER), TlsBoard::echo);
          EspTls tls = EspTls.init();
          assertEquals(-1, tls.connNewSync("localhost", served.port, cfg));
          // The server takes a certificate instead, and there is nothing to check it with.
          assertFailed(tls, EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, 0x7680, 0);
        },
        "CONFIG_ESP_TLS_PSK_VERIFICATION=y");
  }

  @Test
  void refusesNamesThatAreTooLong() {
    play(() -> {
      Served served = serve(server(SERVER), TlsBoard::echo);
      EspTls tls = EspTls.init();
      EspTlsCfg cfg = trusting(CA).commonName("x".repeat(256)).build();
      assertEquals(-1, tls.connNewSync("localhost", served.port, cfg));
      assertFailed(tls, EspTlsErrors.ESP_ERR_MBEDTLS_SSL_SET_HOSTNAME_FAILED, 0x7100, 0);
      Served again = serve(server(SERVER), TlsBoard::echo);
      EspTls second = EspTls.init();
      EspTlsCfg protocols = trusting(CA).alpnProtos(List.of("")).build();
      assertEquals(-1, second.connNewSync("localhost", again.port, protocols));
      assertFailed(second, EspTlsErrors.ESP_ERR_MBEDTLS_SSL_CONF_ALPN_PROTOCOLS_FAILED, 0x7100, 0);
    });
  }

  @Test
  void whatTheChipDoesNotHaveFails() {
    play(() -> {
      for (EspTlsCfg cfg :
          List.of(
              trusting(CA).useSecureElement(true).build(),
              trusting(CA).dsData(new Object()).build())) {
        Served served = serve(server(SERVER), TlsBoard::echo);
        EspTls tls = EspTls.init();
        assertEquals(-1, tls.connNewSync("localhost", served.port, cfg));
        assertFailed(tls, EspErr.ESP_FAIL, 0, 0);
      }
    });
  }

  @Test
  void aHandleThatFailedStaysSo() {
    play(() -> {
      Served served = serve(server(SERVER), TlsBoard::echo);
      EspTls tls = EspTls.init();
      EspTlsCfg cfg = trusting(OTHER_CA).build();
      assertEquals(-1, tls.connNewSync("localhost", served.port, cfg));
      assertEquals(-1, tls.connNewAsync("localhost", served.port, cfg));
      assertFailed(tls, EspTlsErrors.ESP_ERR_MBEDTLS_SSL_HANDSHAKE_FAILED, 0x2700, 8);
    });
  }

  @Test
  void connNewGivesTheReason() {
    play(() -> {
      EspException refused =
          assertThrows(
              EspException.class, () -> EspTls.connNew("127.0.0.1", 1, trusting(CA).build()));
      assertEquals(EspTlsErrors.ESP_ERR_ESP_TLS_FAILED_CONNECT_TO_HOST, refused.code());
    });
  }

  @Test
  void keepsTheErrnoOfTheSocketThatWasRefused() {
    play(() -> {
      EspTls tls = EspTls.init();
      assertEquals(
          -1, tls.connNewSync("127.0.0.1", 1, EspTlsCfg.builder().isPlainTcp(true).build()));
      EspTlsErrorType system = EspTlsErrorType.ESP_TLS_ERR_TYPE_SYSTEM;
      assertEquals(Errno.ECONNRESET, tls.errorHandle().getAndClearErrorType(system));
      assertEquals(0, tls.errorHandle().getAndClearErrorType(system));
    });
  }

  @Test
  void transferWithoutConnectionIsAPanic() {
    play(() -> {
      EspTls tls = EspTls.init();
      assertThrows(EspAbort.class, () -> tls.connWrite(HELLO));
      assertThrows(EspAbort.class, () -> tls.connRead(new byte[1]));
      assertEquals(-1, tls.getConnSockfd());
      assertFalse(tls.isTls());
      assertEquals(0, tls.connDestroy());
    });
  }

  @Test
  void aTlsRunReplays() {
    assertEquals(digestOfARun(), digestOfARun());
  }

  private static long digestOfARun() {
    long[] digest = new long[1];
    play(
        BoardConfig.defaults().withSdkConfig(serving()),
        () -> {
          Served served = serve(server(SERVER), TlsBoard::echo);
          EspTls tls = EspTls.connNew("localhost", served.port, trusting(CA).build());
          assertEquals(5, tls.connWrite(HELLO));
          assertEquals(5, tls.connRead(new byte[100]));
          tls.connDestroy();
        },
        simulation -> digest[0] = simulation.digest());
    return digest[0];
  }
}
