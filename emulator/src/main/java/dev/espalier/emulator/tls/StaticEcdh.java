package dev.espalier.emulator.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.PrivateKey;
import java.security.SecureRandom;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.tls.AbstractTlsKeyExchange;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.TlsCredentialedAgreement;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * ECDH with the key of the server's certificate, which signs nothing. The client's half is made for
 * each handshake, as mbedTLS does it; the library's own version wants a client's certificate.
 */
final class StaticEcdh extends AbstractTlsKeyExchange {
  /** {@code MBEDTLS_ERR_SSL_PK_TYPE_MISMATCH}. */
  private static final int PK_TYPE_MISMATCH = -0x6D00;

  private final SecureRandom random;
  private @Nullable TlsAgreement ofClient;
  private @Nullable ECPrivateKeyParameters ofServer;
  private @Nullable ECPublicKeyParameters fromClient;

  StaticEcdh(int keyExchange, SecureRandom random) {
    super(keyExchange);
    this.random = random;
  }

  /**
   * The server's certificate and its key, which does the server's half.
   *
   * @param certificate what the client is shown
   * @param key its private key
   */
  record Agreeing(Certificate certificate, PrivateKey key) implements TlsCredentialedAgreement {
    @Override
    public Certificate getCertificate() {
      return certificate;
    }

    @Override
    public TlsSecret generateAgreement(TlsCertificate ofClient) throws IOException {
      throw new TlsFatalAlert(AlertDescription.internal_error); // nobody shows such a certificate
    }
  }

  @Override
  public void skipServerCredentials() throws IOException {
    throw new TlsFatalAlert(AlertDescription.internal_error);
  }

  @Override
  public void processServerCredentials(TlsCredentials credentials) throws IOException {
    if (!(credentials instanceof Agreeing own)
        || !(PrivateKeyFactory.createKey(own.key().getEncoded())
            instanceof ECPrivateKeyParameters key)) {
      throw new TlsFatalAlert(AlertDescription.internal_error);
    }
    ofServer = key;
  }

  @Override
  public void processServerCertificate(Certificate shown) throws IOException {
    AsymmetricKeyParameter key =
        PublicKeyFactory.createKey(
            SubjectPublicKeyInfo.getInstance(
                org.bouncycastle.asn1.x509.Certificate.getInstance(
                        shown.getCertificateAt(0).getEncoded())
                    .getSubjectPublicKeyInfo()));
    if (!(key instanceof ECPublicKeyParameters point)) {
      throw new Refusal(AlertDescription.handshake_failure, PK_TYPE_MISMATCH);
    }
    TlsAgreement agreement = CurveDomain.of(crypto(), random, point.getParameters()).createECDH();
    agreement.receivePeerValue(point.getQ().getEncoded(false));
    ofClient = agreement;
  }

  private TlsCrypto crypto() {
    return context.getCrypto();
  }

  @Override
  public short[] getClientCertificateTypes() {
    return new short[] {ClientCertificateType.rsa_sign, ClientCertificateType.ecdsa_sign};
  }

  @Override
  public void skipClientCredentials() {
    // The client proves nothing unless it is asked to, and then with a signature of its own.
  }

  @Override
  public void processClientCredentials(TlsCredentials credentials) throws IOException {
    if (!(credentials instanceof TlsCredentialedSigner)) {
      throw new TlsFatalAlert(AlertDescription.internal_error);
    }
  }

  @Override
  public void processClientCertificate(Certificate certificate) {
    // It signs; that is checked elsewhere.
  }

  @Override
  public void generateClientKeyExchange(OutputStream output) throws IOException {
    TlsUtils.writeOpaque8(required(ofClient).generateEphemeral(), output);
  }

  @Override
  public void processClientKeyExchange(InputStream input) throws IOException {
    byte[] point = TlsUtils.readOpaque8(input, 1);
    var domain = required(ofServer).getParameters();
    try {
      fromClient = new ECPublicKeyParameters(domain.getCurve().decodePoint(point), domain);
    } catch (IllegalArgumentException e) {
      throw new TlsFatalAlert(AlertDescription.illegal_parameter, e);
    }
  }

  @Override
  public TlsSecret generatePreMasterSecret() throws IOException {
    if (ofClient != null) {
      return ofClient.calculateSecret();
    }
    ECDHBasicAgreement agreement = new ECDHBasicAgreement();
    agreement.init(required(ofServer));
    return crypto()
        .createSecret(
            BigIntegers.asUnsignedByteArray(
                agreement.getFieldSize(), agreement.calculateAgreement(required(fromClient))));
  }

  private static <T> T required(@Nullable T part) throws IOException {
    if (part == null) {
      throw new TlsFatalAlert(AlertDescription.internal_error);
    }
    return part;
  }
}
