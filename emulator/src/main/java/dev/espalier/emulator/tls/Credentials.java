package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsProvider.Identity;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.List;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedDecryptor;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JceDefaultTlsCredentialedDecryptor;
import org.jspecify.annotations.Nullable;

/** An identity in the form that the protocol asks for. */
final class Credentials {
  private final JcaTlsCrypto crypto;
  private final PrivateKey key;
  private final List<X509Crt> chain;

  Credentials(JcaTlsCrypto crypto, Identity identity) {
    this.crypto = crypto;
    this.key = ((PrivateKeys.Usable) identity.key()).key();
    this.chain = CertificateList.of(identity.chain()).list();
  }

  boolean isRsa() {
    return key.getAlgorithm().equals("RSA");
  }

  /** Signs with this hash; before TLS 1.2 the protocol says how. */
  TlsCredentialedSigner signer(TlsContext context, short hash) throws IOException {
    short kind = isRsa() ? SignatureAlgorithm.rsa : SignatureAlgorithm.ecdsa;
    SignatureAndHashAlgorithm algorithm =
        TlsUtils.isTLSv12(context) ? SignatureAndHashAlgorithm.getInstance(hash, kind) : null;
    return signer(context, algorithm);
  }

  /** Signs in this way. */
  TlsCredentialedSigner signer(TlsContext context, @Nullable SignatureAndHashAlgorithm algorithm)
      throws IOException {
    return signer(context, new Certificate(certificates()), algorithm);
  }

  private TlsCredentialedSigner signer(
      TlsContext context, Certificate shown, @Nullable SignatureAndHashAlgorithm algorithm)
      throws IOException {
    if (Curve.isOfLibrary(key)) {
      return new BcDefaultTlsCredentialedSigner(
          new TlsCryptoParameters(context),
          BoardCrypto.library(crypto),
          PrivateKeyFactory.createKey(key.getEncoded()),
          shown,
          algorithm);
    }
    return new JcaDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context), crypto, key, shown, algorithm);
  }

  /**
   * Signs in TLS 1.3's way, where the kind of key says how.
   *
   * @param requestContext of the server's request, empty for a server's own certificate
   */
  TlsCredentialedSigner signer13(TlsContext context, byte[] requestContext) throws IOException {
    TlsCertificate[] certificates = certificates();
    CertificateEntry[] entries = new CertificateEntry[certificates.length];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = new CertificateEntry(certificates[i], null);
    }
    return signer(context, new Certificate(requestContext, entries), algorithm13());
  }

  private SignatureAndHashAlgorithm algorithm13() {
    if (isRsa()) {
      return SignatureAndHashAlgorithm.rsa_pss_rsae_sha256;
    }
    Curve curve = chain.get(0).curve();
    short hash =
        curve == Curve.SECP521R1
            ? HashAlgorithm.sha512
            : curve == Curve.SECP384R1 ? HashAlgorithm.sha384 : HashAlgorithm.sha256;
    return SignatureAndHashAlgorithm.getInstance(hash, SignatureAlgorithm.ecdsa);
  }

  /** Is half of an agreement. */
  TlsCredentials agreeing() throws IOException {
    return new StaticEcdh.Agreeing(new Certificate(certificates()), key);
  }

  /** Decrypts what clients encrypt with the certificate's key. */
  TlsCredentialedDecryptor decryptor() throws IOException {
    return new JceDefaultTlsCredentialedDecryptor(crypto, new Certificate(certificates()), key);
  }

  private TlsCertificate[] certificates() throws IOException {
    TlsCertificate[] certificates = new TlsCertificate[chain.size()];
    for (int i = 0; i < certificates.length; i++) {
      certificates[i] = crypto.createCertificate(chain.get(i).encoded());
    }
    return certificates;
  }
}
