package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsProvider.Dialect;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a certificate is signed.
 *
 * @param hash SHA-1 … SHA-512, or MD5
 * @param keyAlgorithm what the signer's key has to be, in the JDK's words
 * @param parameters DER of the parameters of RSASSA-PSS, null for the others
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SignatureKind(String hash, String keyAlgorithm, byte @Nullable [] parameters) {
  private static final int UNKNOWN_SIG_ALG = -0x2600;
  private static final int OID_NOT_FOUND = -0x2E;
  private static final String PSS = "2a864886f70d01010a";

  private static final Map<String, SignatureKind> KINDS =
      Map.ofEntries(
          rsa("04", "MD5"),
          rsa("05", "SHA1"),
          rsa("0e", "SHA224"),
          rsa("0b", "SHA256"),
          rsa("0c", "SHA384"),
          rsa("0d", "SHA512"),
          Map.entry("2a8648ce3d0401", new SignatureKind("SHA1", "EC", null)),
          Map.entry("2a8648ce3d040301", new SignatureKind("SHA224", "EC", null)),
          Map.entry("2a8648ce3d040302", new SignatureKind("SHA256", "EC", null)),
          Map.entry("2a8648ce3d040303", new SignatureKind("SHA384", "EC", null)),
          Map.entry("2a8648ce3d040304", new SignatureKind("SHA512", "EC", null)));

  private static Map.Entry<String, SignatureKind> rsa(String last, String hash) {
    return Map.entry("2a864886f70d0101" + last, new SignatureKind(hash, "RSA", null));
  }

  /** What is returned for a signature that mbedTLS does not know. */
  static int unknownCode() {
    return UNKNOWN_SIG_ALG + OID_NOT_FOUND;
  }

  /**
   * Finds the kind of an algorithm identifier.
   *
   * @param oid the algorithm's object identifier
   * @param parameters its parameters' DER, empty for none
   */
  static SignatureKind of(byte[] oid, byte[] parameters) throws MbedTlsFailure {
    String hex = HexFormat.of().formatHex(oid);
    if (hex.equals(PSS)) {
      return pss(parameters);
    }
    SignatureKind kind = KINDS.get(hex);
    if (kind == null) {
      throw new MbedTlsFailure(unknownCode());
    }
    return kind;
  }

  private static SignatureKind pss(byte[] parameters) throws MbedTlsFailure {
    try {
      AlgorithmParameters read = AlgorithmParameters.getInstance("RSASSA-PSS");
      read.init(parameters);
      String digest = read.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
      return new SignatureKind(digest.replace("-", ""), "RSA", parameters);
    } catch (GeneralSecurityException | IOException e) {
      throw new MbedTlsFailure(unknownCode());
    }
  }

  /** Whether mbedTLS's default profile takes the hash: SHA-2, and not its shortest since 3.0. */
  boolean isStrong(Dialect dialect) {
    return !hash.equals("MD5")
        && !hash.equals("SHA1")
        && !(hash.equals("SHA224") && dialect == Dialect.MBEDTLS_4);
  }

  /** Whether a key made a signature of this kind. Anything odd about either is a no. */
  boolean verifies(PublicKey key, byte[] signed, byte[] signature) {
    if (!key.getAlgorithm().equals(keyAlgorithm)) {
      return false;
    }
    try {
      Signature verifier;
      if (parameters != null) {
        AlgorithmParameters read = AlgorithmParameters.getInstance("RSASSA-PSS");
        read.init(parameters);
        verifier = Signature.getInstance("RSASSA-PSS");
        verifier.setParameter(read.getParameterSpec(PSSParameterSpec.class));
      } else {
        String name = hash + (keyAlgorithm.equals("RSA") ? "withRSA" : "withECDSA");
        verifier =
            Curve.isOfLibrary(key)
                ? Signature.getInstance(name, Curve.library())
                : Signature.getInstance(name);
      }
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (GeneralSecurityException | IOException e) {
      return false;
    }
  }
}
