package dev.espalier.emulator.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsAgreement;
import org.bouncycastle.tls.crypto.TlsCrypto;
import org.bouncycastle.tls.crypto.TlsECDomain;
import org.bouncycastle.tls.crypto.TlsSecret;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * ECDH by BouncyCastle's own arithmetic. mbedTLS prefers secp521r1, and the JDK takes several times
 * as long there: most of a handshake. Others of mbedTLS's curves the JDK has not at all.
 */
final class CurveDomain implements TlsECDomain {
  private final TlsCrypto crypto;
  private final SecureRandom random;
  private final ECDomainParameters curve;

  private CurveDomain(TlsCrypto crypto, SecureRandom random, ECDomainParameters curve) {
    this.crypto = crypto;
    this.random = random;
    this.curve = curve;
  }

  /** Null for a group that is left to the JDK. */
  static @Nullable CurveDomain of(TlsCrypto crypto, SecureRandom random, int namedGroup) {
    Curve curve = Curve.ofGroup(namedGroup);
    return curve == null ? null : new CurveDomain(crypto, random, curve.domain());
  }

  /** On the curve of a certificate's key. */
  static CurveDomain of(TlsCrypto crypto, SecureRandom random, ECDomainParameters curve) {
    return new CurveDomain(crypto, random, curve);
  }

  @Override
  public TlsAgreement createECDH() {
    return new Ecdh();
  }

  private final class Ecdh implements TlsAgreement {
    private @Nullable AsymmetricCipherKeyPair own;
    private @Nullable ECPublicKeyParameters peer;

    @Override
    public byte[] generateEphemeral() {
      ECKeyPairGenerator generator = new ECKeyPairGenerator();
      generator.init(new ECKeyGenerationParameters(curve, random));
      AsymmetricCipherKeyPair made = generator.generateKeyPair();
      own = made;
      return ((ECPublicKeyParameters) made.getPublic()).getQ().getEncoded(false);
    }

    @Override
    public void receivePeerValue(byte[] peerValue) throws IOException {
      try {
        peer = new ECPublicKeyParameters(curve.getCurve().decodePoint(peerValue), curve);
      } catch (IllegalArgumentException e) {
        throw new TlsFatalAlert(AlertDescription.illegal_parameter, e);
      }
    }

    @Override
    public TlsSecret calculateSecret() throws IOException {
      if (own == null || peer == null) {
        throw new TlsFatalAlert(AlertDescription.internal_error);
      }
      ECDHBasicAgreement agreement = new ECDHBasicAgreement();
      agreement.init(own.getPrivate());
      BigInteger shared = agreement.calculateAgreement(peer);
      return crypto.createSecret(BigIntegers.asUnsignedByteArray(agreement.getFieldSize(), shared));
    }
  }
}
