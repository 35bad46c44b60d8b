package dev.espalier.emulator.tls;

import static dev.espalier.emulator.tls.CertificateMaker.terminated;
import static dev.espalier.emulator.tls.LabCertificates.CA;
import static dev.espalier.emulator.tls.LabCertificates.CLIENT;
import static dev.espalier.emulator.tls.LabCertificates.OTHER_CA;
import static dev.espalier.emulator.tls.LabCertificates.SERVER_OLD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsProvider.Certificates;
import dev.espalier.hal.port.TlsProvider.Parsed;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;
import org.junit.jupiter.api.Test;

/** What is accepted as certificates and keys, and the numbers for what is not. */
final class CertificateReadingTest {
  private static final byte[] PASSWORD = "secret".getBytes(StandardCharsets.US_ASCII);

  private static final ASN1ObjectIdentifier SECP256R1 =
      new ASN1ObjectIdentifier("1.2.840.10045.3.1.7");

  private static void assertRead(int count, int code, byte[] buffer) {
    Parsed<Certificates> parsed = CertificateList.parse(buffer);
    assertEquals(code, parsed.code());
    assertNotNull(parsed.value());
    assertEquals(count, parsed.value().size());
  }

  private static void assertRefused(int code, byte[] buffer) {
    Parsed<Certificates> parsed = CertificateList.parse(buffer);
    assertEquals(hex(code), hex(parsed.code()));
    assertNull(parsed.value());
  }

  private static String hex(int code) {
    return "-0x" + Integer.toHexString(-code);
  }

  @Test
  void readsPemWithItsTerminator() {
    assertRead(1, 0, terminated(CA.pem()));
    assertRead(2, 0, terminated("# two\n" + CA.pem() + "in between\n" + OTHER_CA.pem()));
  }

  @Test
  void doesNotReadPemWithoutTerminator() {
    assertRefused(MbedTls.X509_INVALID_FORMAT, CA.pem().getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void readsOneDer() {
    assertRead(1, 0, CA.der());
    assertRead(1, 0, SERVER_OLD.der());
    assertRead(1, 0, Arrays.copyOf(CA.der(), CA.der().length + 10));
  }

  @Test
  void countsWhatCannotBeReadBesideWhatCan() {
    String broken = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    assertRead(1, 1, terminated(broken + CA.pem()));
    assertRead(1, 2, terminated(broken + CA.pem() + broken));
  }

  @Test
  void namesTheFirstFailureWhenNothingCanBeRead() {
    assertRefused(
        -0x2180 - 0x60,
        terminated("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n"));
    assertRefused(
        -0x1100 - 0x2C,
        terminated("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"));
    assertRefused(
        MbedTls.X509_CERT_UNKNOWN_FORMAT, terminated("-----BEGIN CERTIFICATE-----\nMAA="));
  }

  @Test
  void refusesWhatIsNoCertificate() {
    assertRefused(MbedTls.X509_INVALID_FORMAT, terminated("not a certificate\n"));
    assertRefused(MbedTls.X509_INVALID_FORMAT, new byte[0]);
    assertRefused(MbedTls.X509_INVALID_FORMAT, Arrays.copyOf(CA.der(), 200));
  }

  @Test
  void everyCutAndEveryChangedByteIsAResult() {
    byte[] der = CA.der();
    for (int i = 0; i < der.length; i++) {
      assertNull(CertificateList.parse(Arrays.copyOf(der, i)).value(), "cut at " + i);
      byte[] changed = der.clone();
      changed[i] ^= (byte) 0xFF;
      assertNotNull(CertificateList.parse(changed), "changed at " + i);
    }
  }

  @Test
  void everyCutOfAKeyIsAResult() {
    byte[] der = CLIENT.key().getEncoded();
    for (int i = 0; i < 100; i++) {
      assertEquals(
          MbedTls.PK_KEY_INVALID_FORMAT, PrivateKeys.parse(Arrays.copyOf(der, i), null).code());
      byte[] changed = der.clone();
      changed[i] ^= (byte) 0xFF;
      assertNotNull(PrivateKeys.parse(changed, null), "changed at " + i);
    }
  }

  @Test
  void readsKeysInPemAndDer() {
    assertEquals(0, PrivateKeys.parse(terminated(CLIENT.keyPem()), null).code());
    assertEquals(0, PrivateKeys.parse(CLIENT.key().getEncoded(), null).code());
  }

  @Test
  void refusesWhatIsNoKey() {
    assertEquals(
        MbedTls.PK_KEY_INVALID_FORMAT,
        PrivateKeys.parse(terminated("not a certificate\n"), null).code());
    assertEquals(MbedTls.PK_KEY_INVALID_FORMAT, PrivateKeys.parse(new byte[0], null).code());
    assertEquals(
        MbedTls.PK_KEY_INVALID_FORMAT, PrivateKeys.parse(terminated(CA.pem()), null).code());
  }

  @Test
  void readsEcKeysAndEncryptedOnes() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    PrivateKey key = generator.generateKeyPair().getPrivate();
    OutputEncryptor modern =
        new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
            .setProvider(new BouncyCastleProvider())
            .setPassword("secret".toCharArray())
            .build();
    byte[] sec1 =
        new ECPrivateKey(256, ((java.security.interfaces.ECPrivateKey) key).getS(), SECP256R1)
            .getEncoded();
    assertEquals(0, PrivateKeys.parse(sec1, null).code());
    assertEquals(0, PrivateKeys.parse(pem(new PemObject("EC PRIVATE KEY", sec1)), null).code());
    assertPasswordProtected(
        pem(
            new JcaMiscPEMGenerator(
                CLIENT.key(),
                new JcePEMEncryptorBuilder("AES-128-CBC")
                    .setProvider(new BouncyCastleProvider())
                    .build("secret".toCharArray()))));
    assertPasswordProtected(pem(new JcaPKCS8Generator(key, modern)));
  }

  private static byte[] pem(PemObjectGenerator content) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(content);
    }
    return terminated(text.toString());
  }

  private static void assertPasswordProtected(byte[] pem) {
    assertEquals(MbedTls.PK_PASSWORD_REQUIRED, PrivateKeys.parse(pem, null).code());
    assertEquals(MbedTls.PK_PASSWORD_MISMATCH, PrivateKeys.parse(pem, new byte[] {'x'}).code());
    assertEquals(0, PrivateKeys.parse(pem, PASSWORD).code());
  }

  @Test
  void derLengthsAreChecked() throws MbedTlsFailure {
    byte[] data = HexFormat.of().parseHex("30820001aa");
    assertEquals(4, new DerReader(data, 0, 5, 0).enter(DerReader.SEQUENCE).position());
    for (String bad : new String[] {"3080", "3085000000000a", "30840fffffff", "30", "3002aa"}) {
      byte[] input = HexFormat.of().parseHex(bad);
      assertEquals(null, CertificateList.parse(input).value(), bad);
    }
  }
}
