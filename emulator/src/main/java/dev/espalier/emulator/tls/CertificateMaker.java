package dev.espalier.emulator.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/**
 * Makes certificates for tests and for a local server: with SHA-256, and RSA 2048 unless a curve is
 * asked for, so that they have the same length each time although the keys are new.
 */
public final class CertificateMaker {
  private static final int RSA_BITS = 2048;

  private final Instant now;
  private final @Nullable String curve;
  private long serial = 0x1000;

  /**
   * Makes a maker.
   *
   * @param now when its certificates are made: their validity begins a day before
   */
  public CertificateMaker(Instant now) {
    this(now.truncatedTo(ChronoUnit.SECONDS), null);
  }

  private CertificateMaker(Instant now, @Nullable String curve) {
    this.now = now;
    this.curve = curve;
  }

  /**
   * A maker of certificates with keys on an elliptic curve.
   *
   * @param name the curve, {@code "secp256r1"} or {@code "brainpoolP256r1"}
   * @return the maker
   */
  public CertificateMaker onCurve(String name) {
    return new CertificateMaker(now, name);
  }

  /**
   * What a certificate says.
   *
   * @param commonName its common name
   * @param ca whether it may sign others
   * @param alternativeNames {@code "DNS:localhost"}, {@code "IP:127.0.0.1"}; empty for no such
   *     extension
   * @param version 3, or 1 for one without extensions
   * @param notBefore null for a day before the making
   * @param notAfter null for ten years after it
   */
  public record Spec(
      String commonName,
      boolean ca,
      List<String> alternativeNames,
      int version,
      @Nullable Instant notBefore,
      @Nullable Instant notAfter) {
    /** Copies the names. */
    public Spec {
      alternativeNames = List.copyOf(alternativeNames);
    }

    /**
     * A certificate authority.
     *
     * @param commonName its name
     * @return the specification
     */
    public static Spec authority(String commonName) {
      return new Spec(commonName, true, List.of(), 3, null, null);
    }

    /**
     * A certificate for a server or client.
     *
     * @param commonName its name
     * @param alternativeNames {@code "DNS:localhost"}, {@code "IP:127.0.0.1"}
     * @return the specification
     */
    public static Spec leaf(String commonName, String... alternativeNames) {
      return new Spec(commonName, false, List.of(alternativeNames), 3, null, null);
    }

    /**
     * With other dates.
     *
     * @param from the first second it is valid
     * @param to the last one
     * @return a copy
     */
    public Spec valid(Instant from, Instant to) {
      return new Spec(commonName, ca, alternativeNames, version, from, to);
    }

    /**
     * As an X.509 version 1 certificate.
     *
     * @return a copy
     */
    public Spec version1() {
      return new Spec(commonName, ca, alternativeNames, 1, notBefore, notAfter);
    }
  }

  /**
   * A certificate and its key.
   *
   * @param certificate the certificate
   * @param key its private key
   */
  public record Made(X509Certificate certificate, PrivateKey key) {
    /**
     * The certificate in PEM.
     *
     * @return text without a NUL behind it
     */
    public String pem() {
      return pemOf("CERTIFICATE", der());
    }

    /**
     * The certificate in DER.
     *
     * @return its bytes
     */
    public byte[] der() {
      try {
        return certificate.getEncoded();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    /**
     * The private key in PEM (PKCS #8).
     *
     * @return text without a NUL behind it
     */
    public String keyPem() {
      return pemOf("PRIVATE KEY", key.getEncoded());
    }
  }

  /**
   * Makes a certificate and a key for it.
   *
   * @param spec what it says
   * @param issuer who signs it; null for itself
   * @return certificate and key
   */
  public Made make(Spec spec, @Nullable Made issuer) {
    try {
      KeyPair pair = keys();
      X509CertificateHolder holder =
          spec.version() == 1 ? version1(spec, issuer, pair) : version3(spec, issuer, pair);
      JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
      if (curve != null) {
        converter.setProvider(Curve.library()); // the JDK's own stops at a curve it has not
      }
      return new Made(converter.getCertificate(holder), pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("cannot make a certificate for " + spec.commonName(), e);
    }
  }

  private KeyPair keys() throws GeneralSecurityException {
    if (curve == null) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(RSA_BITS);
      return generator.generateKeyPair();
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", Curve.library());
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private X509CertificateHolder version1(Spec spec, @Nullable Made issuer, KeyPair pair)
      throws OperatorCreationException {
    return new JcaX509v1CertificateBuilder(
            issuerName(spec, issuer),
            nextSerial(),
            from(spec),
            to(spec),
            name(spec),
            pair.getPublic())
        .build(signer(issuer, pair));
  }

  private X509CertificateHolder version3(Spec spec, @Nullable Made issuer, KeyPair pair)
      throws OperatorCreationException, IOException {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            issuerName(spec, issuer),
            nextSerial(),
            from(spec),
            to(spec),
            name(spec),
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, spec.ca(), new BasicConstraints(spec.ca()));
    if (!spec.alternativeNames().isEmpty()) {
      GeneralName[] names =
          spec.alternativeNames().stream()
              .map(CertificateMaker::alternativeName)
              .toArray(GeneralName[]::new);
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return builder.build(signer(issuer, pair));
  }

  private static GeneralName alternativeName(String text) {
    if (text.startsWith("DNS:")) {
      return new GeneralName(GeneralName.dNSName, text.substring(4));
    }
    if (text.startsWith("IP:")) {
      return new GeneralName(GeneralName.iPAddress, text.substring(3));
    }
    throw new IllegalArgumentException("an alternative name begins with DNS: or IP: " + text);
  }

  private static ContentSigner signer(@Nullable Made issuer, KeyPair own)
      throws OperatorCreationException {
    PrivateKey key = issuer == null ? own.getPrivate() : issuer.key();
    return key.getAlgorithm().equals("RSA")
        ? new JcaContentSignerBuilder("SHA256withRSA").build(key)
        : new JcaContentSignerBuilder("SHA256withECDSA").setProvider(Curve.library()).build(key);
  }

  private static X500Name name(Spec spec) {
    return new X500Name("CN=" + spec.commonName());
  }

  private static X500Name issuerName(Spec spec, @Nullable Made issuer) {
    return issuer == null
        ? name(spec)
        : X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded());
  }

  private BigInteger nextSerial() {
    return BigInteger.valueOf(serial++);
  }

  private Date from(Spec spec) {
    Instant from = spec.notBefore();
    return Date.from(from == null ? now.minus(1, ChronoUnit.DAYS) : from);
  }

  private Date to(Spec spec) {
    Instant to = spec.notAfter();
    return Date.from(to == null ? now.plus(3650, ChronoUnit.DAYS) : to);
  }

  private static String pemOf(String type, byte[] content) {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  /**
   * Text as C code hands it to a parser of PEM: with a NUL behind it.
   *
   * @param pem the text
   * @return its bytes and a zero
   */
  public static byte[] terminated(String pem) {
    return (pem + "\0").getBytes(StandardCharsets.ISO_8859_1);
  }
}
