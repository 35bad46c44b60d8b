package dev.espalier.emulator.tls;

import static dev.espalier.emulator.tls.LabCertificates.CA;
import static dev.espalier.emulator.tls.LabCertificates.CLIENT;
import static dev.espalier.emulator.tls.LabCertificates.CLIENT_CA;
import static dev.espalier.emulator.tls.LabCertificates.NOW;
import static dev.espalier.emulator.tls.LabCertificates.OTHER_CA;
import static dev.espalier.emulator.tls.LabCertificates.SELF;
import static dev.espalier.emulator.tls.LabCertificates.SERVER;
import static dev.espalier.emulator.tls.LabCertificates.anchors;
import static dev.espalier.emulator.tls.LabCertificates.certificates;
import static dev.espalier.emulator.tls.LabCertificates.identity;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.tls.CertificateMaker.Made;
import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsClientSetup;
import dev.espalier.hal.port.TlsEngine;
import dev.espalier.hal.port.TlsProvider.Trust;
import dev.espalier.hal.port.TlsProvider.Version;
import dev.espalier.hal.port.TlsServerSetup;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What client and server say to each other, and what they call it when they do not agree. */
final class TlsHandshakeTest {
  private static TlsClientSetup client(Made ca) {
    return TlsClientSetup.of(anchors(ca), NOW).withHostname("localhost");
  }

  private static TlsServerSetup server(Made made) {
    return TlsServerSetup.of(identity(made), NOW);
  }

  private static TlsEngine.Session session(TlsEngine engine) {
    return Objects.requireNonNull(engine.session());
  }

  private static void assertRefused(TlsPair pair, int flags, String reason) {
    assertEquals(MbedTls.X509_CERT_VERIFY_FAILED, pair.clientCode);
    assertEquals(flags, pair.client.verifyFlags());
    assertEquals(MbedTls.SSL_FATAL_ALERT_MESSAGE, pair.serverCode);
    assertEquals(reason, pair.server.failureReason());
    assertFalse(pair.client.handshakeDone());
  }

  @Test
  void agreesOnTls12AndTheStrongestSuite() {
    TlsPair pair = new TlsPair(client(CA), server(SERVER)).run();

    assertEquals(
        new TlsEngine.Session("TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384", null, true),
        pair.client.session());
    assertEquals(
        new TlsEngine.Session("TLSv1.2", "ECDHE-RSA-AES256-GCM-SHA384", null, false),
        pair.server.session());
    assertEquals("localhost", pair.server.serverName());
    assertNull(pair.server.failureReason());
    assertEquals(0, pair.client.verifyFlags());
  }

  @Test
  void refusesAnUnknownAuthority() {
    TlsPair pair = new TlsPair(client(OTHER_CA), server(SERVER)).run();

    assertRefused(pair, MbedTls.BADCERT_NOT_TRUSTED, "TLSV1_ALERT_UNKNOWN_CA");
  }

  @Test
  void refusesAnExpiredCertificate() {
    TlsPair pair = new TlsPair(client(CA), server(LabCertificates.SERVER_OLD)).run();

    assertRefused(pair, MbedTls.BADCERT_EXPIRED, "SSLV3_ALERT_CERTIFICATE_EXPIRED");
  }

  @Test
  void refusesAnotherName() {
    TlsPair pair = new TlsPair(client(CA), server(LabCertificates.SERVER_WRONG)).run();

    assertRefused(pair, MbedTls.BADCERT_CN_MISMATCH, "SSLV3_ALERT_BAD_CERTIFICATE");
  }

  @Test
  void addsUpWhatIsWrong() {
    TlsClientSetup setup =
        TlsClientSetup.of(anchors(OTHER_CA), NOW).withHostname("elsewhere.example.com");
    TlsPair pair = new TlsPair(setup, server(LabCertificates.SERVER_OLD)).run();

    assertRefused(
        pair,
        MbedTls.BADCERT_EXPIRED | MbedTls.BADCERT_CN_MISMATCH | MbedTls.BADCERT_NOT_TRUSTED,
        "SSLV3_ALERT_BAD_CERTIFICATE");
  }

  @Test
  void takesAnAddressForACommonName() {
    TlsClientSetup setup = TlsClientSetup.of(anchors(CA), NOW).withHostname("127.0.0.1");
    TlsPair pair = new TlsPair(setup, server(LabCertificates.SERVER_IP_NAME)).run();

    assertTrue(pair.client.handshakeDone());
    assertEquals("127.0.0.1", pair.server.serverName());
  }

  @Test
  void doesNotKnowAlternativeAddresses() {
    TlsClientSetup setup = TlsClientSetup.of(anchors(CA), NOW).withHostname("127.0.0.1");
    TlsPair pair = new TlsPair(setup, server(LabCertificates.SERVER_IP_SAN)).run();

    assertRefused(pair, MbedTls.BADCERT_CN_MISMATCH, "SSLV3_ALERT_BAD_CERTIFICATE");
  }

  @Test
  void withoutHostnameSendsNoServerNameAndTakesAnyName() {
    TlsPair pair =
        new TlsPair(TlsClientSetup.of(anchors(CA), NOW), server(LabCertificates.SERVER_WRONG))
            .run();

    assertTrue(pair.client.handshakeDone());
    assertTrue(pair.server.helloSeen());
    assertNull(pair.server.serverName());
  }

  @Test
  void trustsACertificateThatIsItselfListed() {
    assertTrue(new TlsPair(client(SELF), server(SELF)).run().client.handshakeDone());
  }

  @Test
  void verifiesNothingWhenToldSo() {
    TlsClientSetup setup = TlsClientSetup.of(new Trust.Anyone(), NOW).withHostname("nowhere");
    TlsPair pair = new TlsPair(setup, server(LabCertificates.SERVER_OLD)).run();

    assertTrue(pair.client.handshakeDone());
    assertEquals(0, pair.client.verifyFlags());
  }

  @Test
  void needsSomethingToVerifyWith() {
    TlsClientSetup setup = TlsClientSetup.of(new Trust.Nobody(), NOW).withHostname("localhost");
    TlsPair pair = new TlsPair(setup, server(SERVER)).run();

    assertEquals(MbedTls.SSL_CA_CHAIN_REQUIRED, pair.clientCode);
    assertEquals("TLSV1_ALERT_UNKNOWN_CA", pair.server.failureReason());
  }

  @Test
  void bundleVouchesForTheTopOfTheChain() {
    TlsClientSetup setup =
        TlsClientSetup.of(new Trust.Bundle(LabCertificates.roots(CA)), NOW)
            .withHostname("localhost");

    assertTrue(new TlsPair(setup, server(SERVER)).run().client.handshakeDone());
  }

  @Test
  void bundleWithoutTheIssuerIsFatal() {
    TlsClientSetup setup =
        TlsClientSetup.of(new Trust.Bundle(LabCertificates.roots(OTHER_CA)), NOW)
            .withHostname("localhost");
    TlsPair pair = new TlsPair(setup, server(SERVER)).run();

    assertEquals(MbedTls.X509_FATAL_ERROR, pair.clientCode);
    assertEquals(-1, pair.client.verifyFlags());
    assertEquals("TLSV1_ALERT_ACCESS_DENIED", pair.server.failureReason());
  }

  @Test
  void showsItsCertificateWhenAsked() {
    TlsServerSetup setup = server(SERVER).withClientAnchors(certificates(CLIENT_CA));
    TlsPair pair = new TlsPair(client(CA).withIdentity(identity(CLIENT)), setup).run();

    assertTrue(session(pair.server).peerCertificate());
  }

  @Test
  void serverRefusesAClientWithoutCertificate() {
    TlsServerSetup setup = server(SERVER).withClientAnchors(certificates(CLIENT_CA));
    TlsPair pair = new TlsPair(client(CA), setup).run();

    assertEquals("PEER_DID_NOT_RETURN_A_CERTIFICATE", pair.server.failureReason());
    assertEquals(MbedTls.SSL_NO_CLIENT_CERTIFICATE, pair.serverCode);
    assertEquals(MbedTls.SSL_FATAL_ALERT_MESSAGE, pair.clientCode);
  }

  @Test
  void serverRefusesAClientOfAnotherAuthority() {
    TlsServerSetup setup = server(SERVER).withClientAnchors(certificates(OTHER_CA));
    TlsPair pair = new TlsPair(client(CA).withIdentity(identity(CLIENT)), setup).run();

    assertEquals("CERTIFICATE_VERIFY_FAILED", pair.server.failureReason());
    assertEquals(MbedTls.SSL_FATAL_ALERT_MESSAGE, pair.clientCode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLS_1_0", "TLS_1_1"})
  void stillSpeaksOldVersions(String version) {
    Version only = Version.valueOf(version);
    TlsPair pair = new TlsPair(client(CA), server(SERVER).withVersions(only, only)).run();

    assertTrue(pair.client.handshakeDone());
    assertEquals(only == Version.TLS_1_0 ? "TLSv1" : "TLSv1.1", session(pair.client).version());
  }

  @Test
  void failsWithAServerForTls13Only() {
    TlsServerSetup setup = server(SERVER).withVersions(Version.TLS_1_3, Version.TLS_1_3);
    TlsPair pair = new TlsPair(client(CA), setup).run();

    assertEquals(MbedTls.SSL_FATAL_ALERT_MESSAGE, pair.clientCode);
    assertEquals("UNSUPPORTED_PROTOCOL", pair.server.failureReason());
    assertFalse(pair.server.helloSeen());
  }

  @Test
  void agreesOnAnApplicationProtocol() {
    TlsPair pair =
        new TlsPair(
                client(CA).withAlpn(List.of("h2", "http/1.1")),
                server(SERVER).withAlpn(List.of("http/1.1")))
            .run();

    assertEquals("http/1.1", session(pair.client).alpn());
    assertEquals("http/1.1", session(pair.server).alpn());
  }

  @Test
  void failsWithoutACommonApplicationProtocol() {
    TlsPair pair =
        new TlsPair(
                client(CA).withAlpn(List.of("h2")), server(SERVER).withAlpn(List.of("http/1.1")))
            .run();

    assertEquals(MbedTls.SSL_FATAL_ALERT_MESSAGE, pair.clientCode);
    assertEquals("NO_APPLICATION_PROTOCOL", pair.server.failureReason());
  }

  @Test
  void sameRandomNumbersGiveTheSameBytes() {
    TlsPair one = new TlsPair(client(CA), server(SERVER), 7).run();
    TlsPair two = new TlsPair(client(CA), server(SERVER), 7).run();
    TlsPair three = new TlsPair(client(CA), server(SERVER), 8).run();

    assertArrayEquals(one.toServer.toByteArray(), two.toServer.toByteArray());
    assertArrayEquals(one.toClient.toByteArray(), two.toClient.toByteArray());
    assertFalse(Arrays.equals(one.toServer.toByteArray(), three.toServer.toByteArray()));
    assertEquals(one.toServer.size(), three.toServer.size());
  }

  @Test
  void bothSidesLogTheSameSecret() {
    List<String> log = new ArrayList<>();
    TlsMachine machine = new TlsMachine(new Random(3)::nextInt, log::add);
    TlsEngine client = machine.client(client(CA));
    ServerEngine server = machine.server(server(SERVER));
    var wire = new ByteArrayOutputStream();
    while (client.outputLeft() + server.outputLeft() > 0) {
      assertEquals(0, TlsPair.move(client, server, wire, 1000));
      assertEquals(0, TlsPair.move(server, client, wire, 1000));
    }

    assertEquals(2, log.size());
    assertEquals(log.get(0), log.get(1));
    assertTrue(log.get(0).matches("CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}"), log.get(0));
  }

  @Test
  void serverKnowsAPlainRequestWhenItSeesOne() {
    ServerEngine server = TlsPair.machine(1).server(server(SERVER));
    System.arraycopy("GET /".getBytes(StandardCharsets.US_ASCII), 0, server.input(), 0, 5);

    assertEquals(MbedTls.SSL_INVALID_RECORD, server.received(5));
    assertEquals("HTTP_REQUEST", server.failureReason());
    assertEquals(0, server.outputLeft());
  }

  @Test
  void clientRefusesTextWithoutAnAlert() {
    TlsEngine client = TlsPair.machine(1).client(client(CA));
    client.sent(client.outputLeft());
    System.arraycopy("HTTP/".getBytes(StandardCharsets.US_ASCII), 0, client.input(), 0, 5);

    assertEquals(MbedTls.SSL_INVALID_RECORD, client.received(5));
    assertEquals(0, client.outputLeft());
  }
}
