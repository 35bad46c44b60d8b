package dev.espalier.emulator.tls;

import java.io.IOException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.CCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;

/** AES in CCM mode, one direction of a connection: the JDK has none. */
final class CcmCipher implements TlsAEADCipherImpl {
  private final CCMModeCipher cipher = CCMBlockCipher.newInstance(AESEngine.newInstance());
  private final boolean encrypting;
  private KeyParameter key = new KeyParameter(new byte[0]);

  private CcmCipher(boolean encrypting) {
    this.encrypting = encrypting;
  }

  /** Both directions of a connection. */
  static TlsCipher of(TlsCryptoParameters parameters, int keyBytes, int tagBytes)
      throws IOException {
    return new TlsAEADCipher(
        parameters,
        new CcmCipher(true),
        new CcmCipher(false),
        keyBytes,
        tagBytes,
        TlsAEADCipher.AEAD_CCM,
        null);
  }

  @Override
  public void setKey(byte[] bytes, int offset, int length) {
    key = new KeyParameter(bytes, offset, length);
  }

  @Override
  public void init(byte[] nonce, int tagBytes) {
    cipher.init(encrypting, new AEADParameters(key, tagBytes * 8, nonce));
  }

  @Override
  public int getOutputSize(int inputLength) {
    return cipher.getOutputSize(inputLength);
  }

  @Override
  public int doFinal(
      byte[] header, byte[] input, int inputOffset, int length, byte[] output, int outputOffset)
      throws IOException {
    cipher.processAADBytes(header, 0, header.length);
    int count = cipher.processBytes(input, inputOffset, length, output, outputOffset);
    try {
      return count + cipher.doFinal(output, outputOffset + count);
    } catch (InvalidCipherTextException e) {
      throw new TlsFatalAlert(AlertDescription.bad_record_mac, e);
    }
  }
}
