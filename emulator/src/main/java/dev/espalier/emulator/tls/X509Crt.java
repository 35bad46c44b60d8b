package dev.espalier.emulator.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.jce.interfaces.ECKey;
import org.jspecify.annotations.Nullable;

/**
 * A certificate, read in the order and with the error numbers of {@code
 * mbedtls_x509_crt_parse_der}. Immutable.
 */
final class X509Crt {
  private static final int INVALID_FORMAT = -0x2180;
  private static final int INVALID_VERSION = -0x2200;
  private static final int INVALID_SERIAL = -0x2280;
  private static final int INVALID_ALG = -0x2300;
  private static final int INVALID_DATE = -0x2400;
  private static final int INVALID_SIGNATURE = -0x2480;
  private static final int UNKNOWN_VERSION = -0x2580;
  private static final int SIG_MISMATCH = -0x2680;
  private static final int PK_KEY_INVALID_FORMAT = -0x3D00;
  private static final int PK_UNKNOWN_PK_ALG = -0x3C80;
  private static final int PK_INVALID_PUBKEY = -0x3B00;
  private static final int PK_UNKNOWN_NAMED_CURVE = -0x3A00;
  private static final String OID_RSA = "2a864886f70d010101";
  private static final String OID_EC = "2a8648ce3d0201";

  /** id-ecPublicKey with its tag and length, as it stands before a curve's name. */
  private static final byte[] EC_KEY = HexFormat.of().parseHex("0607" + OID_EC);

  private final byte[] encoded;
  private final int signedFrom;
  private final int signedTo;
  private final int version;
  private final SignatureKind signatureKind;
  private final byte[] signature;
  private final X509Name issuer;
  private final X509Name subject;
  private final long notBefore;
  private final long notAfter;
  private final PublicKey publicKey;
  private final X509Extensions extensions;

  private X509Crt(byte[] encoded) throws MbedTlsFailure {
    this.encoded = encoded;
    DerReader outer = topLevel(encoded);
    DerReader whole = outer.about(INVALID_FORMAT);
    signedFrom = whole.position();
    DerReader tbs = whole.enter(DerReader.SEQUENCE);
    signedTo = whole.position();

    version = readVersion(tbs);
    readSerial(tbs);
    byte[] algorithm = readAlgorithm(tbs);
    if (version > 3) {
      throw new MbedTlsFailure(UNKNOWN_VERSION);
    }
    signatureKind = kind(algorithm);
    issuer = X509Name.read(tbs.about(INVALID_FORMAT), false);
    DerReader dates = tbs.about(INVALID_DATE).enter(DerReader.SEQUENCE);
    notBefore = X509Time.read(dates);
    notAfter = X509Time.read(dates);
    dates.expectEnd();
    subject = X509Name.read(tbs.about(INVALID_FORMAT), true);
    publicKey = readKey(tbs);
    skipUniqueIds(tbs);
    extensions = version == 3 ? X509Extensions.read(tbs) : X509Extensions.NONE;
    tbs.about(INVALID_FORMAT).expectEnd();

    if (!Arrays.equals(algorithm, readAlgorithm(whole))) {
      throw new MbedTlsFailure(SIG_MISMATCH);
    }
    signature = whole.about(INVALID_SIGNATURE).bits();
    whole.about(INVALID_FORMAT).expectEnd();
  }

  /**
   * Reads one certificate; bytes behind it are ignored.
   *
   * @param der not copied, must not change
   */
  static X509Crt parse(byte[] der) throws MbedTlsFailure {
    return new X509Crt(der);
  }

  private static DerReader topLevel(byte[] der) throws MbedTlsFailure {
    try {
      return new DerReader(der, 0, der.length, 0).enter(DerReader.SEQUENCE);
    } catch (MbedTlsFailure e) {
      throw new MbedTlsFailure(INVALID_FORMAT); // here alone the ASN.1 number is not added
    }
  }

  private static int readVersion(DerReader tbs) throws MbedTlsFailure {
    if (tbs.peek() != DerReader.CONTEXT) {
      return 1;
    }
    DerReader wrapper = tbs.enter(DerReader.CONTEXT).about(INVALID_VERSION);
    int number = wrapper.integer();
    wrapper.expectEnd();
    return Math.min(number, 3) + 1;
  }

  private static void readSerial(DerReader tbs) throws MbedTlsFailure {
    tbs.about(INVALID_SERIAL);
    int tag = tbs.peek();
    if (tag >= 0 && tag != DerReader.INTEGER && tag != 0x82) {
      throw tbs.failure(MbedTlsFailure.ASN1_UNEXPECTED_TAG);
    }
    tbs.enterAny();
  }

  private static byte[] readAlgorithm(DerReader from) throws MbedTlsFailure {
    return from.about(INVALID_ALG).bytes(DerReader.SEQUENCE);
  }

  private static SignatureKind kind(byte[] algorithm) throws MbedTlsFailure {
    DerReader reader = new DerReader(algorithm, 0, algorithm.length, INVALID_ALG);
    byte[] oid = reader.bytes(DerReader.OID);
    byte[] parameters = reader.rest();
    if (!reader.atEnd()) {
      reader.enterAny();
      reader.expectEnd();
    }
    return SignatureKind.of(oid, parameters);
  }

  private static PublicKey readKey(DerReader tbs) throws MbedTlsFailure {
    int start = tbs.about(PK_KEY_INVALID_FORMAT).position();
    DerReader info = tbs.enter(DerReader.SEQUENCE);
    byte[] der = tbs.since(start);
    DerReader algorithm = info.enter(DerReader.SEQUENCE);
    String oid = HexFormat.of().formatHex(algorithm.bytes(DerReader.OID));
    try {
      return switch (oid) {
        case OID_RSA -> KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        case OID_EC -> readEcKey(algorithm, new X509EncodedKeySpec(der));
        default -> throw new MbedTlsFailure(PK_UNKNOWN_PK_ALG);
      };
    } catch (GeneralSecurityException e) {
      throw new MbedTlsFailure(PK_INVALID_PUBKEY);
    }
  }

  /** {@code pk_use_ecparams}: a curve's name, or all its parameters. */
  private static PublicKey readEcKey(DerReader parameters, X509EncodedKeySpec der)
      throws MbedTlsFailure, GeneralSecurityException {
    if (parameters.peek() == DerReader.SEQUENCE) {
      PublicKey key = KeyFactory.getInstance("EC", Curve.library()).generatePublic(der);
      if (!(key instanceof ECKey given) || Curve.ofParameters(given) == null) {
        throw new MbedTlsFailure(PK_UNKNOWN_NAMED_CURVE);
      }
      return key;
    }
    Curve curve = Curve.ofOid(HexFormat.of().formatHex(parameters.bytes(DerReader.OID)));
    if (curve == null) {
      throw new MbedTlsFailure(PK_UNKNOWN_NAMED_CURVE);
    }
    KeyFactory factory =
        curve.isOfJdk()
            ? KeyFactory.getInstance("EC")
            : KeyFactory.getInstance("EC", Curve.library());
    return factory.generatePublic(der);
  }

  /** Reads a bare key, as it stands in a certificate. */
  static PublicKey parseKey(byte[] der) throws MbedTlsFailure {
    return readKey(new DerReader(der, 0, der.length, PK_KEY_INVALID_FORMAT));
  }

  /**
   * Whether a certificate has a key that the JDK cannot work with. Most have not, which a look at
   * the bytes tells.
   */
  static boolean hasKeyOfLibrary(byte[] der) {
    for (int i = 0; i + EC_KEY.length + 2 < der.length; i++) {
      if (der[i] == EC_KEY[0]
          && Arrays.equals(der, i, i + EC_KEY.length, EC_KEY, 0, EC_KEY.length)
          && !isNamedInJdk(der, i + EC_KEY.length)) {
        try {
          return Curve.isOfLibrary(parse(der).publicKey());
        } catch (MbedTlsFailure e) {
          return false; // whoever reads it in earnest finds the words
        }
      }
    }
    return false;
  }

  private static boolean isNamedInJdk(byte[] der, int at) {
    int end = at + 2 + der[at + 1];
    if (der[at] != DerReader.OID || end > der.length) {
      return false;
    }
    Curve curve = Curve.ofOid(HexFormat.of().formatHex(der, at + 2, end));
    return curve != null && curve.isOfJdk();
  }

  private void skipUniqueIds(DerReader tbs) throws MbedTlsFailure {
    tbs.about(INVALID_FORMAT);
    for (int number = 1; number <= 2 && version >= 2; number++) {
      if (tbs.peek() == (DerReader.CONTEXT | number)) {
        tbs.enterAny();
      }
    }
  }

  /** Its DER, not a copy. */
  byte[] encoded() {
    return encoded;
  }

  int version() {
    return version;
  }

  X509Name issuer() {
    return issuer;
  }

  X509Name subject() {
    return subject;
  }

  /** Seconds since 1970. */
  long notBefore() {
    return notBefore;
  }

  /** Seconds since 1970. */
  long notAfter() {
    return notAfter;
  }

  PublicKey publicKey() {
    return publicKey;
  }

  SignatureKind signatureKind() {
    return signatureKind;
  }

  X509Extensions extensions() {
    return extensions;
  }

  /** Whether this certificate's signature was made by that key. */
  boolean isSignedBy(PublicKey key) {
    byte[] signedPart = Arrays.copyOfRange(encoded, signedFrom, signedTo);
    return signatureKind.verifies(key, signedPart, signature);
  }

  /** The modulus' size for RSA, null for other keys. */
  @Nullable Integer rsaBits() {
    return publicKey instanceof RSAPublicKey rsa ? bits(rsa.getModulus()) : null;
  }

  /** The key's curve, null for other keys. */
  @Nullable Curve curve() {
    if (publicKey instanceof ECKey given) {
      return Curve.ofParameters(given);
    }
    if (publicKey instanceof ECPublicKey ec) {
      int bits = ec.getParams().getCurve().getField().getFieldSize();
      return Arrays.stream(Curve.values())
          .filter(curve -> curve.isOfJdk() && curve.bits() == bits)
          .findFirst()
          .orElse(null);
    }
    return null;
  }

  private static int bits(BigInteger modulus) {
    return modulus.bitLength();
  }
}
