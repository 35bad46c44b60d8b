package dev.espalier.emulator.tls;

import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsProvider.Certificates;
import dev.espalier.hal.port.TlsProvider.Parsed;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificates in their order.
 *
 * @param list the certificates
 */
record CertificateList(List<X509Crt> list) implements Certificates {
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";

  CertificateList {
    list = List.copyOf(list);
  }

  @Override
  public int size() {
    return list.size();
  }

  @Override
  public Certificates plus(Certificates more) {
    List<X509Crt> all = new ArrayList<>(list);
    all.addAll(of(more).list);
    return new CertificateList(all);
  }

  /** The seam's type as this module's only implementation of it. */
  static CertificateList of(Certificates certificates) {
    return (CertificateList) certificates;
  }

  /** {@code mbedtls_x509_crt_parse}. */
  static Parsed<Certificates> parse(byte[] buffer) {
    boolean terminated = buffer.length != 0 && buffer[buffer.length - 1] == 0;
    String text = terminated ? Pem.text(buffer) : "";
    if (text.contains(BEGIN)) {
      return parsePem(text, buffer.length);
    }
    try {
      return new Parsed<>(new CertificateList(List.of(X509Crt.parse(buffer.clone()))), 0);
    } catch (MbedTlsFailure e) {
      return new Parsed<>(null, e.code());
    }
  }

  private static Parsed<Certificates> parsePem(String text, int bufferLength) {
    List<X509Crt> good = new ArrayList<>();
    int failed = 0;
    int firstFailure = 0;
    int left = bufferLength;
    String rest = text;
    while (left > 1) {
      Pem pem = Pem.find(rest, BEGIN, END);
      if (pem == null) {
        break;
      }
      rest = rest.substring(pem.end());
      left -= pem.end();
      try {
        good.add(X509Crt.parse(pem.decode(null)));
      } catch (MbedTlsFailure e) {
        failed++;
        firstFailure = firstFailure == 0 ? e.code() : firstFailure;
      }
    }
    if (!good.isEmpty()) {
      return new Parsed<>(new CertificateList(good), failed);
    }
    return new Parsed<>(null, firstFailure != 0 ? firstFailure : MbedTls.X509_CERT_UNKNOWN_FORMAT);
  }

  /** Reads certificates that were sent in a handshake; unknown signatures are passed over. */
  static List<X509Crt> fromHandshake(List<byte[]> encoded) throws MbedTlsFailure {
    List<X509Crt> result = new ArrayList<>();
    for (byte[] der : encoded) {
      try {
        result.add(X509Crt.parse(der));
      } catch (MbedTlsFailure e) {
        if (e.code() != SignatureKind.unknownCode()) {
          throw e;
        }
      }
    }
    return result;
  }
}
