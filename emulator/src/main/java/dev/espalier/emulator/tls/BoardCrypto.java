package dev.espalier.emulator.tls;

import java.io.IOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.util.function.IntSupplier;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.EncryptionAlgorithm;
import org.bouncycastle.tls.crypto.Tls13Verifier;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.TlsStreamSigner;
import org.bouncycastle.tls.crypto.TlsStreamVerifier;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's ciphers with the board's random numbers and nothing mixed into them. What the JDK has
 * not (CCM, keys on odd curves) the library does itself.
 */
final class BoardCrypto extends JcaTlsCrypto {
  private static final int TAG_BYTES = 16;
  private static final int SHORT_TAG_BYTES = 8;

  private final BoardRandom random;
  private final KeyLog keyLog;
  private @Nullable BcTlsCrypto library;

  /**
   * Makes one. The type is the library's: whoever checks that this class is one has to load the
   * library from its signed jar, which takes longer than the rest of a board's boot.
   */
  static JcaTlsCrypto of(IntSupplier random, KeyLog keyLog) {
    return new BoardCrypto(new BoardRandom(random), keyLog);
  }

  private BoardCrypto(BoardRandom random, KeyLog keyLog) {
    super(new DefaultJcaJceHelper(), random, random);
    this.random = random;
    this.keyLog = keyLog;
  }

  /** The JDK has one name for RSASSA-PSS with whatever hash, which is given as a parameter. */
  private static String nameInJdk(String algorithm) {
    return algorithm.endsWith("WITHRSAANDMGF1") ? "RSASSA-PSS" : algorithm;
  }

  @Override
  protected TlsStreamSigner createStreamSigner(
      String algorithm,
      @Nullable AlgorithmParameterSpec parameter,
      PrivateKey key,
      boolean needsRandom)
      throws IOException {
    return super.createStreamSigner(nameInJdk(algorithm), parameter, key, needsRandom);
  }

  @Override
  protected TlsStreamVerifier createStreamVerifier(
      String algorithm, @Nullable AlgorithmParameterSpec parameter, byte[] signature, PublicKey key)
      throws IOException {
    return super.createStreamVerifier(nameInJdk(algorithm), parameter, signature, key);
  }

  @Override
  protected Tls13Verifier createTls13Verifier(
      String algorithm, @Nullable AlgorithmParameterSpec parameter, PublicKey key)
      throws IOException {
    return super.createTls13Verifier(nameInJdk(algorithm), parameter, key);
  }

  /** The library's own ciphers with the same random numbers. */
  static BcTlsCrypto library(JcaTlsCrypto crypto) {
    BoardCrypto own = (BoardCrypto) crypto;
    BcTlsCrypto made = own.library;
    if (made == null) {
      made = new BcTlsCrypto(own.random);
      own.library = made;
    }
    return made;
  }

  @Override
  public TlsECDomain createECDomain(TlsECConfig config) {
    CurveDomain own = CurveDomain.of(this, random, config.getNamedGroup());
    return own != null ? own : super.createECDomain(config);
  }

  @Override
  public TlsCertificate createCertificate(short type, byte[] encoding) throws IOException {
    return type == CertificateType.X509 && X509Crt.hasKeyOfLibrary(encoding)
        ? library(this).createCertificate(type, encoding)
        : super.createCertificate(type, encoding);
  }

  /**
   * The first moment at which there is a secret. It has to be known to the reader of a capture
   * before the records that it encrypts.
   */
  @Override
  public TlsCipher createCipher(TlsCryptoParameters parameters, int algorithm, int mac)
      throws IOException {
    keyLog.agreed(parameters.getSecurityParametersHandshake());
    return switch (algorithm) {
      case EncryptionAlgorithm.AES_128_CCM -> CcmCipher.of(parameters, 16, TAG_BYTES);
      case EncryptionAlgorithm.AES_128_CCM_8 -> CcmCipher.of(parameters, 16, SHORT_TAG_BYTES);
      case EncryptionAlgorithm.AES_256_CCM -> CcmCipher.of(parameters, 32, TAG_BYTES);
      case EncryptionAlgorithm.AES_256_CCM_8 -> CcmCipher.of(parameters, 32, SHORT_TAG_BYTES);
      default -> super.createCipher(parameters, algorithm, mac);
    };
  }

  @Override
  public TlsNonceGenerator createNonceGenerator(byte[] additionalSeedMaterial) {
    return size -> {
      byte[] nonce = new byte[size];
      random.nextBytes(nonce);
      return nonce;
    };
  }
}
