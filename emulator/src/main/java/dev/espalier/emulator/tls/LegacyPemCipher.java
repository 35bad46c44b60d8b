package dev.espalier.emulator.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Decrypts the old kind of encrypted PEM block, whose headers name the cipher. */
final class LegacyPemCipher {
  private static final int INVALID_DATA = -0x1100;
  private static final int INVALID_ENC_IV = -0x1200;
  private static final int UNKNOWN_ENC_ALG = -0x1280;
  private static final int PASSWORD_MISMATCH = -0x1380;
  private static final Pattern DEK_INFO = Pattern.compile("DEK-Info: ([A-Z0-9-]+),([^\r\n]*)");

  private LegacyPemCipher() {}

  static byte[] decrypt(String headers, byte[] data, byte[] password) throws MbedTlsFailure {
    Matcher info = DEK_INFO.matcher(headers);
    if (!info.find()) {
      throw new MbedTlsFailure(UNKNOWN_ENC_ALG);
    }
    int keyBytes =
        switch (info.group(1)) {
          case "AES-128-CBC" -> 16;
          case "AES-192-CBC", "DES-EDE3-CBC" -> 24;
          case "AES-256-CBC" -> 32;
          case "DES-CBC" -> 8;
          default -> throw new MbedTlsFailure(UNKNOWN_ENC_ALG);
        };
    boolean aes = info.group(1).startsWith("AES");
    byte[] iv = iv(info.group(2), aes ? 16 : 8);
    String cipher = aes ? "AES" : keyBytes == 8 ? "DES" : "DESede";
    byte[] plain;
    try {
      Cipher decryption = Cipher.getInstance(cipher + "/CBC/NoPadding");
      decryption.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(stretch(password, iv, keyBytes), cipher),
          new IvParameterSpec(iv));
      plain = decryption.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new MbedTlsFailure(INVALID_DATA);
    }
    // Padding is not looked at; a wrong password shows in what should be a DER sequence.
    if (plain.length <= 2 || plain[0] != 0x30 || (plain[1] & 0xFF) > 0x83) {
      throw new MbedTlsFailure(PASSWORD_MISMATCH);
    }
    return plain;
  }

  private static byte[] iv(String hex, int length) throws MbedTlsFailure {
    try {
      byte[] iv = HexFormat.of().parseHex(hex.strip());
      if (iv.length == length) {
        return iv;
      }
    } catch (IllegalArgumentException e) {
      throw new MbedTlsFailure(INVALID_ENC_IV);
    }
    throw new MbedTlsFailure(INVALID_ENC_IV);
  }

  /** MD5 over password and salt, chained until there is enough of it. */
  private static byte[] stretch(byte[] password, byte[] iv, int keyBytes)
      throws GeneralSecurityException {
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    byte[] key = new byte[keyBytes];
    byte[] block = new byte[0];
    for (int at = 0; at < keyBytes; at += 16) {
      md5.update(block);
      md5.update(password);
      md5.update(Arrays.copyOf(iv, 8));
      block = md5.digest();
      System.arraycopy(block, 0, key, at, Math.min(16, keyBytes - at));
    }
    return key;
  }
}
