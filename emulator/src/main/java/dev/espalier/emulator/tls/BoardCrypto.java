package dev.espalier.emulator.tls;

import java.io.IOException;
import java.util.function.IntSupplier;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsECConfig;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/** The JDK's ciphers with the board's random numbers and nothing mixed into them. */
final class BoardCrypto extends JcaTlsCrypto {
  private final BoardRandom random;
  private final KeyLog keyLog;

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

  /**
   * The first moment at which there is a secret. It has to be known to the reader of a capture
   * before the records that it encrypts.
   */
  @Override
  public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac)
      throws IOException {
    keyLog.agreed(parameters.getSecurityParametersHandshake());
    return super.createCipher(parameters, encryption, mac);
  }

  @Override
  public TlsECDomain createECDomain(TlsECConfig config) {
    CurveDomain own = CurveDomain.of(this, random, config.getNamedGroup());
    return own != null ? own : super.createECDomain(config);
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
