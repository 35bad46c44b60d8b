package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsProvider.Identity;
import java.io.IOException;
import java.security.PrivateKey;
import java.util.List;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedDecryptor;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
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
    return new JcaDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context), crypto, key, certificate(), algorithm);
  }

  /** Decrypts what clients encrypt with the certificate's key. */
  TlsCredentialedDecryptor decryptor() throws IOException {
    return new JceDefaultTlsCredentialedDecryptor(crypto, certificate(), key);
  }

  private Certificate certificate() throws IOException {
    TlsCertificate[] certificates = new TlsCertificate[chain.size()];
    for (int i = 0; i < certificates.length; i++) {
      certificates[i] = crypto.createCertificate(chain.get(i).encoded());
    }
    return new Certificate(certificates);
  }
}
