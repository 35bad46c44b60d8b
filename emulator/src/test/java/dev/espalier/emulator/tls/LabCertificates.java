package dev.espalier.emulator.tls;

import dev.espalier.emulator.tls.CertificateMaker.Made;
import dev.espalier.emulator.tls.CertificateMaker.Spec;
import dev.espalier.hal.port.TlsProvider.Certificates;
import dev.espalier.hal.port.TlsProvider.Identity;
import dev.espalier.hal.port.TlsProvider.Roots;
import dev.espalier.hal.port.TlsProvider.SigningKey;
import dev.espalier.hal.port.TlsProvider.Trust;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** The certificates of the recordings, made once for all tests. */
final class LabCertificates {
  static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
  static final long NOW = MADE.plusSeconds(3600).getEpochSecond();

  private static final CertificateMaker MAKER = new CertificateMaker(MADE);
  static final Made CA = MAKER.make(Spec.authority("Lab CA"), null);
  static final Made OTHER_CA = MAKER.make(Spec.authority("Other CA"), null);
  static final Made CLIENT_CA = MAKER.make(Spec.authority("Client CA"), null);
  static final Made SERVER = MAKER.make(Spec.leaf("lab", "DNS:localhost"), CA);
  static final Made SERVER_IP_NAME = MAKER.make(Spec.leaf("127.0.0.1"), CA);
  static final Made SERVER_IP_SAN = MAKER.make(Spec.leaf("lab", "IP:127.0.0.1"), CA);
  static final Made SERVER_WRONG = MAKER.make(Spec.leaf("example.com", "DNS:example.com"), CA);
  static final Made SERVER_OLD =
      MAKER.make(
          Spec.leaf("localhost")
              .version1()
              .valid(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2020-01-02T00:00:00Z")),
          CA);
  static final Made CLIENT = MAKER.make(Spec.leaf("device"), CLIENT_CA);
  static final Made SELF = MAKER.make(Spec.authority("localhost"), null);

  private LabCertificates() {}

  static Certificates certificates(Made made) {
    return Objects.requireNonNull(
        CertificateList.parse(CertificateMaker.terminated(made.pem())).value());
  }

  static Trust anchors(Made made) {
    return new Trust.Anchors(certificates(made));
  }

  static Roots roots(Made made) {
    X509Crt crt = CertificateList.of(certificates(made)).list().get(0);
    return new RootList(List.of(new RootList.Root(crt.subject().encoded(), crt.publicKey())));
  }

  static Identity identity(Made made) {
    SigningKey key =
        Objects.requireNonNull(
            PrivateKeys.parse(CertificateMaker.terminated(made.keyPem()), null).value());
    return new Identity(certificates(made), key);
  }
}
