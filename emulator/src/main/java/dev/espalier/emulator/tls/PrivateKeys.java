package dev.espalier.emulator.tls;

import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsProvider.Parsed;
import dev.espalier.hal.port.TlsProvider.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.jspecify.annotations.Nullable;

/** Reads private keys as {@code mbedtls_pk_parse_key} does. */
final class PrivateKeys {
  private static final int PEM_PASSWORD_REQUIRED = -0x1300;
  private static final int PEM_PASSWORD_MISMATCH = -0x1380;
  private static final int PK_UNKNOWN_PK_ALG = -0x3C80;
  private static final int PK_UNKNOWN_NAMED_CURVE = -0x3A00;

  private PrivateKeys() {}

  /**
   * A key that can be used.
   *
   * @param key an RSA or EC key of the JDK
   */
  record Usable(PrivateKey key) implements SigningKey {}

  /** {@code mbedtls_pk_parse_key}. */
  static Parsed<SigningKey> parse(byte[] buffer, byte @Nullable [] password) {
    try {
      return new Parsed<>(new Usable(read(buffer, password)), 0);
    } catch (MbedTlsFailure e) {
      return new Parsed<>(null, e.code());
    }
  }

  private static PrivateKey read(byte[] buffer, byte @Nullable [] password) throws MbedTlsFailure {
    if (buffer.length == 0) {
      throw invalid();
    }
    String text = buffer[buffer.length - 1] == 0 ? Pem.text(buffer) : "";
    for (Format format : Format.values()) {
      Pem pem = Pem.find(text, format.begin, format.end);
      if (pem != null) {
        return format.read(decode(pem, format, password), password);
      }
    }
    return readDer(buffer, password);
  }

  private static byte[] decode(Pem pem, Format format, byte @Nullable [] password)
      throws MbedTlsFailure {
    try {
      return pem.decode(password);
    } catch (MbedTlsFailure e) {
      boolean wholeBlockEncrypted = format == Format.PKCS1 || format == Format.SEC1;
      if (wholeBlockEncrypted && e.code() == PEM_PASSWORD_REQUIRED) {
        throw new MbedTlsFailure(MbedTls.PK_PASSWORD_REQUIRED);
      }
      if (wholeBlockEncrypted && e.code() == PEM_PASSWORD_MISMATCH) {
        throw new MbedTlsFailure(MbedTls.PK_PASSWORD_MISMATCH);
      }
      throw e;
    }
  }

  /** Tries every format; a wrong password ends the search. */
  private static PrivateKey readDer(byte[] der, byte @Nullable [] password) throws MbedTlsFailure {
    Format[] order = {Format.ENCRYPTED_PKCS8, Format.PKCS8, Format.PKCS1, Format.SEC1};
    for (Format format : order) {
      try {
        return format.read(der, password);
      } catch (MbedTlsFailure e) {
        if (e.code() == MbedTls.PK_PASSWORD_MISMATCH) {
          throw e;
        }
      }
    }
    throw invalid();
  }

  private static MbedTlsFailure invalid() {
    return new MbedTlsFailure(MbedTls.PK_KEY_INVALID_FORMAT);
  }

  /** The formats, in the order in which their PEM lines are looked for. */
  private enum Format {
    PKCS1("RSA PRIVATE KEY") {
      @Override
      PrivateKeyInfo info(byte[] der, byte @Nullable [] password) throws IOException {
        ASN1Primitive key = RSAPrivateKey.getInstance(der).toASN1Primitive();
        return new PrivateKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), key);
      }
    },
    SEC1("EC PRIVATE KEY") {
      @Override
      PrivateKeyInfo info(byte[] der, byte @Nullable [] password) throws IOException {
        ECPrivateKey key = ECPrivateKey.getInstance(der);
        return new PrivateKeyInfo(
            new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()),
            key);
      }
    },
    PKCS8("PRIVATE KEY") {
      @Override
      PrivateKeyInfo info(byte[] der, byte @Nullable [] password) {
        return PrivateKeyInfo.getInstance(der);
      }
    },
    ENCRYPTED_PKCS8("ENCRYPTED PRIVATE KEY") {
      @Override
      PrivateKeyInfo info(byte[] der, byte @Nullable [] password)
          throws IOException, MbedTlsFailure {
        return decrypted(new PKCS8EncryptedPrivateKeyInfo(der), password);
      }
    };

    private final String begin;
    private final String end;

    Format(String name) {
      begin = "-----BEGIN " + name + "-----";
      end = "-----END " + name + "-----";
    }

    abstract PrivateKeyInfo info(byte[] der, byte @Nullable [] password)
        throws IOException, MbedTlsFailure;

    PrivateKey read(byte[] der, byte @Nullable [] password) throws MbedTlsFailure {
      try {
        PrivateKeyInfo info = info(withoutTail(der), password);
        return factory(info).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      } catch (IOException | GeneralSecurityException | RuntimeException e) {
        // The library answers bad input with exceptions of every kind.
        throw invalid();
      }
    }

    /** The outer sequence alone: padding of a decrypted block may follow. */
    private static byte[] withoutTail(byte[] der) throws MbedTlsFailure {
      DerReader reader = new DerReader(der, 0, der.length, MbedTls.PK_KEY_INVALID_FORMAT);
      reader.enter(DerReader.SEQUENCE);
      return reader.since(0);
    }

    private static KeyFactory factory(PrivateKeyInfo info)
        throws MbedTlsFailure, GeneralSecurityException {
      var oid = info.getPrivateKeyAlgorithm().getAlgorithm();
      if (oid.equals(PKCSObjectIdentifiers.rsaEncryption)) {
        return KeyFactory.getInstance("RSA");
      }
      if (!oid.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        throw new MbedTlsFailure(PK_UNKNOWN_PK_ALG);
      }
      if (info.getPrivateKeyAlgorithm().getParameters() instanceof ASN1ObjectIdentifier name) {
        Curve curve = Curve.ofOid(HexFormat.of().formatHex(contents(name)));
        if (curve == null) {
          throw new MbedTlsFailure(PK_UNKNOWN_NAMED_CURVE);
        }
        if (curve.isOfJdk()) {
          return KeyFactory.getInstance("EC");
        }
      }
      return KeyFactory.getInstance("EC", Curve.library());
    }

    /** An object identifier without tag and length. */
    private static byte[] contents(ASN1ObjectIdentifier name) throws MbedTlsFailure {
      try {
        byte[] der = name.getEncoded();
        return Arrays.copyOfRange(der, 2, der.length);
      } catch (IOException e) {
        throw invalid();
      }
    }

    private static PrivateKeyInfo decrypted(
        PKCS8EncryptedPrivateKeyInfo info, byte @Nullable [] password) throws MbedTlsFailure {
      if (password == null) {
        throw new MbedTlsFailure(MbedTls.PK_PASSWORD_REQUIRED);
      }
      try {
        return info.decryptPrivateKeyInfo(
            new JcePKCSPBEInputDecryptorProviderBuilder()
                .setProvider(Curve.library())
                .build(new String(password, StandardCharsets.UTF_8).toCharArray()));
      } catch (PKCSException e) {
        throw new MbedTlsFailure(
            e.getCause() instanceof OperatorCreationException
                ? MbedTls.PK_KEY_INVALID_FORMAT
                : MbedTls.PK_PASSWORD_MISMATCH);
      }
    }
  }
}
