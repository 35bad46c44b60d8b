package dev.espalier.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A port of the {@link FrameServer}.
 *
 * @param port the port
 * @param tls whether it speaks TLS
 * @param authority the certificate to trust there, as PEM
 * @param trusting the JDK's TLS with that certificate
 */
record Target(int port, boolean tls, String authority, SSLContext trusting) {
  /** The host's name in the certificate. */
  static final String HOST = "127.0.0.1";

  static Target of(int port, boolean tls, String authority) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "server",
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(authority.getBytes(StandardCharsets.US_ASCII))));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return new Target(port, tls, authority, context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no TLS for the measurements", e);
    }
  }

  String uri(String path) {
    return (tls ? "wss" : "ws") + "://" + HOST + ":" + port + path;
  }
}
