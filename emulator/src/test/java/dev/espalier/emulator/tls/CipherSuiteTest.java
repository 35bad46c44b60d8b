package dev.espalier.emulator.tls;

import static dev.espalier.emulator.tls.LabCertificates.CA;
import static dev.espalier.emulator.tls.LabCertificates.NOW;
import static dev.espalier.emulator.tls.LabCertificates.SERVER;
import static dev.espalier.emulator.tls.LabCertificates.anchors;
import static dev.espalier.emulator.tls.LabCertificates.identity;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.tls.CertificateMaker.Made;
import dev.espalier.emulator.tls.CertificateMaker.Spec;
import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsClientSetup;
import dev.espalier.hal.port.TlsProvider.Dialect;
import dev.espalier.hal.port.TlsProvider.Offer;
import dev.espalier.hal.port.TlsProvider.PreSharedKey;
import dev.espalier.hal.port.TlsProvider.Version;
import dev.espalier.hal.port.TlsServerSetup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.tls.NamedGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every cipher suite of mbedTLS and every curve carries data, and the lists have its order. */
final class CipherSuiteTest {
  private static final PreSharedKey SECRET = new PreSharedKey("device", new byte[] {1, 2, 3, 4});
  private static final Offer FAST =
      Offer.IDF_4_4.withGroups(List.of(NamedGroup.secp256r1, NamedGroup.x25519));
  private static final CertificateMaker MAKER = new CertificateMaker(LabCertificates.MADE);
  private static final Made EC_SERVER =
      MAKER.onCurve("secp256r1").make(Spec.leaf("lab", "DNS:localhost"), CA);

  static Stream<String> suites() {
    return all().map(CipherSuites::nameOf);
  }

  private static Stream<Integer> all() {
    return Arrays.stream(CipherSuites.of(Offer.IDF_4_4, true)).boxed();
  }

  private static int number(String name) {
    return all().filter(suite -> CipherSuites.nameOf(suite).equals(name)).findFirst().orElseThrow();
  }

  private static void assertAgrees(TlsPair pair, String cipher) {
    var _ = pair.run();
    assertEquals(0, pair.clientCode);
    assertEquals(0, pair.serverCode);
    assertEquals(cipher, Objects.requireNonNull(pair.client.session()).cipher());
    assertEquals(cipher, Objects.requireNonNull(pair.server.session()).cipher());
    byte[] text = "To be a bee.".repeat(50).getBytes(StandardCharsets.US_ASCII);
    assertEquals(text.length, pair.client.write(text, 0, text.length));
    var _ = pair.run();
    assertArrayEquals(text, TlsPair.read(pair.server, 1000));
    assertEquals(text.length, pair.server.write(text, 0, text.length));
    var _ = pair.run();
    assertArrayEquals(text, TlsPair.read(pair.client, 1000));
  }

  @ParameterizedTest
  @MethodSource("suites")
  void speaksEverySuiteOfMbedtls(String name) {
    boolean ecKey = name.contains("ECDSA") || name.startsWith("ECDH-");
    TlsClientSetup client =
        TlsClientSetup.of(anchors(CA), NOW).withHostname("localhost").withOffer(FAST);
    TlsServerSetup server =
        TlsServerSetup.of(identity(ecKey ? EC_SERVER : SERVER), NOW)
            .withOffer(FAST.withCipherSuites(List.of(number(name))));
    if (name.contains("PSK")) {
      client = client.withPreSharedKey(SECRET);
      server = server.withPreSharedKey(SECRET);
    }
    assertAgrees(new TlsPair(client, server), name);
  }

  static Stream<Curve> curves() {
    return Stream.of(Curve.values());
  }

  /** Key exchange, the server's signature, and the chain, all on one curve. */
  @ParameterizedTest
  @MethodSource("curves")
  void worksOnEveryCurveOfMbedtls(Curve curve) {
    CertificateMaker maker = MAKER.onCurve(NamedGroup.getCurveName(curve.group()));
    Made ca = maker.make(Spec.authority("Curve CA"), null);
    Made server = maker.make(Spec.leaf("lab", "DNS:localhost"), ca);
    Offer offer = Offer.IDF_4_4.withGroups(List.of(curve.group()));
    TlsClientSetup client =
        TlsClientSetup.of(anchors(ca), NOW).withHostname("localhost").withOffer(offer);
    assertAgrees(
        new TlsPair(client, TlsServerSetup.of(identity(server), NOW).withOffer(offer)),
        "ECDHE-ECDSA-AES256-GCM-SHA384");
    Offer fixed = offer.withCipherSuites(List.of(number("ECDH-ECDSA-AES128-SHA")));
    assertAgrees(
        new TlsPair(client, TlsServerSetup.of(identity(server), NOW).withOffer(fixed)),
        "ECDH-ECDSA-AES128-SHA");
  }

  @Test
  void refusesAKeyOnACurveThatItDidNotOffer() {
    Made server = MAKER.onCurve("secp256k1").make(Spec.leaf("lab", "DNS:localhost"), CA);
    Offer current = Offer.of(Dialect.MBEDTLS_4, Version.TLS_1_2, Version.TLS_1_2);
    TlsPair pair =
        new TlsPair(
                TlsClientSetup.of(anchors(CA), NOW).withHostname("localhost").withOffer(current),
                TlsServerSetup.of(identity(server), NOW))
            .run();
    assertEquals(MbedTls.SSL_BAD_HS_CERTIFICATE, pair.clientCode);
    assertEquals(MbedTls.BADCERT_BAD_KEY, pair.client.verifyFlags());
    assertEquals("SSLV3_ALERT_UNSUPPORTED_CERTIFICATE", pair.server.failureReason());
  }

  @Test
  void showsAClientsCertificateOnAnOddCurve() {
    CertificateMaker maker = MAKER.onCurve("brainpoolP384r1");
    Made ca = maker.make(Spec.authority("Clients"), null);
    Made device = maker.make(Spec.leaf("device"), ca);
    TlsPair pair =
        new TlsPair(
            TlsClientSetup.of(anchors(CA), NOW).withIdentity(identity(device)),
            TlsServerSetup.of(identity(SERVER), NOW)
                .withClientAnchors(LabCertificates.certificates(ca)));
    assertAgrees(pair, "ECDHE-RSA-AES256-GCM-SHA384");
    assertEquals(true, Objects.requireNonNull(pair.server.session()).peerCertificate());
  }

  @Test
  void offersTheSuitesOfMbedtlsInItsOrder() {
    assertEquals(48, offered(Offer.IDF_4_4, false));
    assertEquals(78, offered(Offer.IDF_4_4, true));
    int[] plain = CipherSuites.of(Offer.IDF_4_4, false);
    assertEquals("ECDHE-ECDSA-AES256-GCM-SHA384", CipherSuites.nameOf(plain[0]));
    assertEquals("ECDHE-ECDSA-AES256-CCM", CipherSuites.nameOf(plain[3]));
    assertEquals("DHE-RSA-AES128-CCM8", CipherSuites.nameOf(plain[25]));
    assertEquals("AES256-GCM-SHA384", CipherSuites.nameOf(plain[26]));
    assertEquals("AES128-CCM8", CipherSuites.nameOf(plain[plain.length - 1]));
  }

  private static int offered(Offer offer, boolean psk) {
    return CipherSuites.of(offer, psk).length;
  }

  @Test
  void offersForwardSecrecyAloneAsMbedtls4() {
    Offer current = Offer.of(Dialect.MBEDTLS_4, Version.TLS_1_2, Version.TLS_1_2);
    String plain =
        Arrays.stream(CipherSuites.of(current, false))
            .mapToObj(CipherSuites::nameOf)
            .collect(Collectors.joining(" "));
    assertEquals(
        "ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-ECDSA-AES256-CCM"
            + " ECDHE-ECDSA-AES256-SHA384 ECDHE-RSA-AES256-SHA384 ECDHE-ECDSA-AES256-SHA"
            + " ECDHE-RSA-AES256-SHA ECDHE-ECDSA-AES256-CCM8 ECDHE-ECDSA-AES128-GCM-SHA256"
            + " ECDHE-RSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES128-CCM ECDHE-ECDSA-AES128-SHA256"
            + " ECDHE-RSA-AES128-SHA256 ECDHE-ECDSA-AES128-SHA ECDHE-RSA-AES128-SHA"
            + " ECDHE-ECDSA-AES128-CCM8",
        plain);
    assertEquals(16 + 14, CipherSuites.of(current, true).length);
    assertEquals(
        "TLS_AES_256_GCM_SHA384",
        CipherSuites.nameOf(
            CipherSuites.of(current.withVersions(Version.TLS_1_2, Version.TLS_1_3), false)[0]));
  }

  @Test
  void offersTheCurvesOfMbedtlsInItsOrder() {
    assertEquals(
        List.of(25, 28, 24, 27, 23, 22, 26, 21, 20, 19, 18, 29), Curve.groups(Offer.IDF_4_4));
  }

  @Test
  void choosesAsMbedtlsWhenItServes() {
    TlsPair pair =
        new TlsPair(
            TlsClientSetup.of(anchors(CA), NOW)
                .withOffer(Offer.IDF_4_4.withCipherSuites(List.of(0x2F, 0x9D))),
            TlsServerSetup.of(identity(SERVER), NOW).withOffer(Offer.IDF_4_4));
    assertAgrees(pair, "AES256-GCM-SHA384");
  }

  @Test
  void checksPaddedSignaturesAsMbedtls4() {
    Offer current = Offer.of(Dialect.MBEDTLS_4, Version.TLS_1_2, Version.TLS_1_2);
    TlsClientSetup client =
        TlsClientSetup.of(anchors(CA), NOW).withHostname("localhost").withOffer(current);
    TlsPair pair = new TlsPair(client, TlsServerSetup.of(identity(SERVER), NOW));
    assertAgrees(pair, "ECDHE-RSA-AES256-GCM-SHA384");
    // Type of the key exchange's signature: RSASSA-PSS with SHA-256 and a key for anything.
    String sent = new String(pair.toClient.toByteArray(), StandardCharsets.ISO_8859_1);
    assertTrue(sent.contains("\u0008\u0004\u0001\u0000"));
  }

  @Test
  void speaksTls13WhenBothSidesMay() {
    Offer current = Offer.of(Dialect.MBEDTLS_4, Version.TLS_1_2, Version.TLS_1_3);
    TlsClientSetup client =
        TlsClientSetup.of(anchors(CA), NOW).withHostname("localhost").withOffer(current);
    for (Made server : List.of(SERVER, EC_SERVER)) {
      TlsPair pair = new TlsPair(client, TlsServerSetup.of(identity(server), NOW));
      assertAgrees(pair, "TLS_AES_256_GCM_SHA384");
      assertEquals("TLSv1.3", Objects.requireNonNull(pair.client.session()).version());
    }
    Offer ccm = current.withCipherSuites(List.of(0x1304));
    assertAgrees(
        new TlsPair(client, TlsServerSetup.of(identity(SERVER), NOW).withOffer(ccm)),
        "TLS_AES_128_CCM_SHA256");
  }

  @Test
  void writesTheSecretsOfTls13AsBothSidesHaveThem() {
    Offer current = Offer.of(Dialect.MBEDTLS_4, Version.TLS_1_2, Version.TLS_1_3);
    List<String> ofClient = new ArrayList<>();
    List<String> ofServer = new ArrayList<>();
    TlsPair pair =
        new TlsPair(
            new TlsMachine(new Random(1)::nextInt, ofClient::add)
                .client(TlsClientSetup.of(anchors(CA), NOW).withOffer(current)),
            new TlsMachine(new Random(2)::nextInt, ofServer::add)
                .server(TlsServerSetup.of(identity(SERVER), NOW)));
    assertAgrees(pair, "TLS_AES_256_GCM_SHA384");
    assertEquals(ofServer, ofClient);
    assertEquals(
        List.of(
            "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
            "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0",
            "SERVER_TRAFFIC_SECRET_0"),
        ofClient.stream().map(line -> line.substring(0, line.indexOf(' '))).toList());
  }
}
