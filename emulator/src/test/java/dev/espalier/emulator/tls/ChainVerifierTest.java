package dev.espalier.emulator.tls;

import static dev.espalier.emulator.tls.LabCertificates.CA;
import static dev.espalier.emulator.tls.LabCertificates.MADE;
import static dev.espalier.emulator.tls.LabCertificates.NOW;
import static dev.espalier.emulator.tls.LabCertificates.OTHER_CA;
import static dev.espalier.emulator.tls.LabCertificates.SERVER;
import static dev.espalier.hal.port.MbedTls.BADCERT_BAD_KEY;
import static dev.espalier.hal.port.MbedTls.BADCERT_BAD_MD;
import static dev.espalier.hal.port.MbedTls.BADCERT_CN_MISMATCH;
import static dev.espalier.hal.port.MbedTls.BADCERT_EXPIRED;
import static dev.espalier.hal.port.MbedTls.BADCERT_FUTURE;
import static dev.espalier.hal.port.MbedTls.BADCERT_NOT_TRUSTED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.tls.CertificateMaker.Made;
import dev.espalier.emulator.tls.CertificateMaker.Spec;
import dev.espalier.hal.port.TlsProvider;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The flags of a chain. */
final class ChainVerifierTest {
  private static final CertificateMaker MAKER = new CertificateMaker(MADE);
  private static final Made MIDDLE = MAKER.make(Spec.authority("Middle CA"), CA);
  private static final Made NO_CA = MAKER.make(Spec.leaf("Middle CA"), CA);
  private static final Made LEAF = MAKER.make(Spec.leaf("leaf"), MIDDLE);

  private static List<X509Crt> chain(Made... made) throws MbedTlsFailure {
    List<X509Crt> chain = new ArrayList<>();
    for (Made one : made) {
      chain.add(X509Crt.parse(one.der()));
    }
    return chain;
  }

  private static int flags(List<X509Crt> anchors, long time, Made... made) throws MbedTlsFailure {
    return ChainVerifier.trusting(anchors, time).verify(chain(made), null).flags();
  }

  @Test
  void followsAnIntermediate() throws MbedTlsFailure {
    assertEquals(0, flags(chain(CA), NOW, LEAF, MIDDLE));
    assertEquals(0, flags(chain(CA), NOW, LEAF, MIDDLE, CA));
    assertEquals(0, flags(chain(MIDDLE), NOW, LEAF));
    assertEquals(0, flags(chain(OTHER_CA, CA), NOW, LEAF, SERVER, MIDDLE));
  }

  @Test
  void missesTheIntermediate() throws MbedTlsFailure {
    assertEquals(BADCERT_NOT_TRUSTED, flags(chain(CA), NOW, LEAF));
    assertEquals(BADCERT_NOT_TRUSTED, flags(chain(CA), NOW, LEAF, NO_CA));
    assertEquals(BADCERT_NOT_TRUSTED, flags(List.of(), NOW, LEAF, MIDDLE));
  }

  @Test
  void looksForParentsBehindTheChildOnly() throws MbedTlsFailure {
    Made other = MAKER.make(Spec.authority("Lowest CA"), MIDDLE);
    Made leaf = MAKER.make(Spec.leaf("low"), other);
    assertEquals(0, flags(chain(CA), NOW, leaf, other, MIDDLE));
    assertEquals(BADCERT_NOT_TRUSTED, flags(chain(CA), NOW, leaf, MIDDLE, other));
  }

  @Test
  void checksDatesToTheSecond() throws MbedTlsFailure {
    Instant from = Instant.parse("2026-02-01T00:00:00Z");
    Instant to = Instant.parse("2026-03-01T00:00:00Z");
    Made made = MAKER.make(Spec.leaf("x").valid(from, to), CA);
    assertEquals(BADCERT_FUTURE, flags(chain(CA), from.getEpochSecond() - 1, made));
    assertEquals(0, flags(chain(CA), from.getEpochSecond(), made));
    assertEquals(0, flags(chain(CA), to.getEpochSecond(), made));
    assertEquals(BADCERT_EXPIRED, flags(chain(CA), to.getEpochSecond() + 1, made));
    assertEquals(0, flags(chain(CA), TlsProvider.NO_TIME, made));
  }

  @Test
  void aBoardWithoutTheTimeOfDaySeesTheFuture() throws MbedTlsFailure {
    assertEquals(BADCERT_FUTURE, flags(chain(CA), 0, SERVER));
  }

  @Test
  void weakKeysAndHashesAreFlagged() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    KeyPair weak = generator.generateKeyPair();
    X500Name name = new X500Name("CN=weak");
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v1CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(MADE),
                        Date.from(MADE.plusSeconds(100000)),
                        name,
                        weak.getPublic())
                    .build(new JcaContentSignerBuilder("SHA1withRSA").build(weak.getPrivate())));
    assertEquals(
        BADCERT_BAD_MD | BADCERT_BAD_KEY | BADCERT_NOT_TRUSTED,
        flags(chain(CA), NOW, new Made(certificate, weak.getPrivate())));
  }

  @ParameterizedTest
  @CsvSource({
    "DNS:localhost, localhost, true",
    "DNS:localhost, LOCALHOST, true",
    "DNS:*.example.com, a.example.com, true",
    "DNS:*.example.com, a.b.example.com, false",
    "DNS:*.example.com, example.com, false",
    "DNS:*.example.com, .example.com, false",
    "DNS:a*.example.com, ab.example.com, false",
    "DNS:localhost, lab, false",
    "IP:127.0.0.1, 127.0.0.1, false",
    "IP:127.0.0.1, lab, false",
  })
  void comparesNames(String alternative, String host, boolean matches) throws MbedTlsFailure {
    Made made = MAKER.make(Spec.leaf("lab", alternative), CA);
    int expected = matches ? 0 : BADCERT_CN_MISMATCH;
    assertEquals(
        expected, ChainVerifier.trusting(chain(CA), NOW).verify(chain(made), host).flags());
  }

  @Test
  void takesTheCommonNameWhenThereIsNoOther() throws MbedTlsFailure {
    ChainVerifier verifier = ChainVerifier.trusting(chain(CA), NOW);
    assertEquals(0, verifier.verify(chain(MAKER.make(Spec.leaf("lab"), CA)), "Lab").flags());
    assertEquals(BADCERT_CN_MISMATCH, verifier.verify(chain(SERVER), "lab").flags());
  }
}
