package dev.espalier.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority and a server certificate that it signed, made on the fly.
 *
 * @param caPem what a client must trust
 * @param context what a server needs
 */
record ServerCertificate(String caPem, SSLContext context) {
  // What an ESP32 can check, and quick to make.
  private static final int RSA_BITS = 2048;
  // Valid whatever the board's clock says: one without SNTP starts in 1970.
  private static final Date NOT_BEFORE = date(1970);
  private static final Date NOT_AFTER = date(2049);

  /**
   * Makes both.
   *
   * @param name the name that clients ask for, the certificate's common name; {@code localhost} and
   *     the loopback addresses are alternatives
   */
  static ServerCertificate make(String name) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      KeyPair caKeys = generator.generateKeyPair();
      KeyPair serverKeys = generator.generateKeyPair();
      var caName = new X500Name("CN=Espalier test CA,O=Espalier");
      var authority = new Issuer(caName, caKeys.getPrivate());
      X509Certificate ca = authority.sign(caName, caKeys, BigInteger.ONE, List.of());
      X509Certificate server =
          authority.sign(
              new X500Name("CN=" + name),
              serverKeys,
              // Differs from run to run, as browsers and servers expect of one issuer.
              new BigInteger(63, new SecureRandom()).add(BigInteger.TWO),
              alternatives(name));
      return new ServerCertificate(pem(ca), context(serverKeys.getPrivate(), server, ca));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("cannot make a certificate for " + name, e);
    }
  }

  /** Who signs. */
  private record Issuer(X500Name name, PrivateKey key) {
    X509Certificate sign(
        X500Name subject, KeyPair keys, BigInteger serial, List<GeneralName> alternatives)
        throws GeneralSecurityException, OperatorCreationException, IOException {
      boolean isCa = alternatives.isEmpty();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name, serial, NOT_BEFORE, NOT_AFTER, subject, keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isCa));
      int usage =
          isCa
              ? KeyUsage.keyCertSign | KeyUsage.cRLSign
              : KeyUsage.digitalSignature | KeyUsage.keyEncipherment;
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      if (!isCa) {
        var names = new GeneralNames(alternatives.toArray(new GeneralName[0]));
        builder.addExtension(Extension.subjectAlternativeName, false, names);
      }
      var signer = new JcaContentSignerBuilder("SHA256withRSA").build(key);
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
  }

  private static List<GeneralName> alternatives(String name) {
    List<GeneralName> names = new ArrayList<>();
    if (!name.equals("localhost")) {
      names.add(new GeneralName(GeneralName.dNSName, name));
    }
    names.add(new GeneralName(GeneralName.dNSName, "localhost"));
    names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
    names.add(new GeneralName(GeneralName.iPAddress, "::1"));
    return names;
  }

  private static SSLContext context(PrivateKey key, X509Certificate server, X509Certificate ca)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    char[] noPassword = new char[0];
    store.setKeyEntry("server", key, noPassword, new X509Certificate[] {server, ca});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, noPassword);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static String pem(X509Certificate certificate) throws IOException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(certificate);
    }
    // PEM text ends its lines alike everywhere.
    return text.toString().replace("\r\n", "\n");
  }

  private static Date date(int year) {
    return Date.from(LocalDate.of(year, 1, 1).atStartOfDay(ZoneOffset.UTC).toInstant());
  }
}
