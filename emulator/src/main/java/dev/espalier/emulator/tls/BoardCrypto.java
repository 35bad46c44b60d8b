package dev.espalier.emulator.tls;

import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.crypto.TlsNonceGenerator;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/** The JDK's ciphers with the board's random numbers and nothing mixed into them. */
final class BoardCrypto extends JcaTlsCrypto {
  private final BoardRandom random;

  BoardCrypto(BoardRandom random) {
    super(new DefaultJcaJceHelper(), random, random);
    this.random = random;
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
