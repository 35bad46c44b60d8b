package dev.espalier.cli;

import dev.espalier.emulator.tls.CertificateMaker;
import dev.espalier.emulator.tls.CertificateMaker.Made;
import dev.espalier.emulator.tls.CertificateMaker.Spec;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority and a server certificate that it signed, made on the fly.
 *
 * @param authority who signed
 * @param server the server's certificate and key
 */
record ServerCertificate(Made authority, Made server) {
  // Valid whatever the board's clock says: one without SNTP starts in 1970.
  private static final Instant FROM = Instant.EPOCH;
  private static final Instant TO = Instant.parse("2049-12-31T23:59:59Z");

  /**
   * Makes both.
   *
   * @param name the name that clients ask for, the certificate's common name; {@code localhost} and
   *     the loopback addresses are alternatives
   */
  static ServerCertificate make(String name) {
    var maker = new CertificateMaker(FROM);
    Made authority = maker.make(Spec.authority("Espalier test CA").valid(FROM, TO), null);
    Spec spec =
        name.equals("localhost")
            ? Spec.leaf(name, "DNS:localhost", "IP:127.0.0.1", "IP:::1")
            : Spec.leaf(name, "DNS:" + name, "DNS:localhost", "IP:127.0.0.1", "IP:::1");
    return new ServerCertificate(authority, maker.make(spec.valid(FROM, TO), authority));
  }

  /** Returns what a client must trust, in PEM. */
  String caPem() {
    return authority.pem();
  }

  /** Returns what a server of the JDK needs. */
  SSLContext context() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] noPassword = new char[0];
      Certificate[] chain = {server.certificate(), authority.certificate()};
      store.setKeyEntry("server", server.key(), noPassword, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, noPassword);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK cannot serve TLS", e);
    }
  }
}
