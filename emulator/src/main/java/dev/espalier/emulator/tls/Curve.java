package dev.espalier.emulator.tls;

import dev.espalier.hal.port.TlsProvider.Dialect;
import dev.espalier.hal.port.TlsProvider.Offer;
import java.security.Key;
import java.security.Provider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.jce.interfaces.ECKey;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jce.spec.ECParameterSpec;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsECDomain;
import org.jspecify.annotations.Nullable;

/** The elliptic curves of mbedTLS 2.28, in its order of preference. */
enum Curve {
  SECP521R1(NamedGroup.secp521r1, "2b81040023", Origin.JDK),
  BRAINPOOL512(NamedGroup.brainpoolP512r1, "2b240303020801010d", Origin.LIBRARY),
  SECP384R1(NamedGroup.secp384r1, "2b81040022", Origin.JDK),
  BRAINPOOL384(NamedGroup.brainpoolP384r1, "2b240303020801010b", Origin.LIBRARY),
  SECP256R1(NamedGroup.secp256r1, "2a8648ce3d030107", Origin.JDK),
  SECP256K1(NamedGroup.secp256k1, "2b8104000a", Origin.LIBRARY),
  BRAINPOOL256(NamedGroup.brainpoolP256r1, "2b2403030208010107", Origin.LIBRARY),
  SECP224R1(NamedGroup.secp224r1, "2b81040021", Origin.LIBRARY),
  SECP224K1(NamedGroup.secp224k1, "2b81040020", Origin.LIBRARY),
  SECP192R1(NamedGroup.secp192r1, "2a8648ce3d030101", Origin.LIBRARY),
  SECP192K1(NamedGroup.secp192k1, "2b8104001f", Origin.LIBRARY);

  /** What mbedTLS 4 offers, in its order; for keys of certificates it has secp256k1 too. */
  private static final List<Integer> GROUPS_OF_4 =
      List.of(
          NamedGroup.x25519,
          NamedGroup.secp256r1,
          NamedGroup.secp384r1,
          NamedGroup.secp521r1,
          NamedGroup.brainpoolP256r1,
          NamedGroup.brainpoolP384r1,
          NamedGroup.brainpoolP512r1);

  private static final int BITS_MIN_OF_4 = 256;

  private final int group;
  private final String oid;
  private final Origin origin;

  private enum Origin {
    JDK,
    LIBRARY
  }

  Curve(int group, String oid, Origin origin) {
    this.group = group;
    this.oid = oid;
    this.origin = origin;
  }

  /** Loaded when a curve is met that the JDK has not. */
  private static final class Library {
    private static final Provider PROVIDER = new BouncyCastleProvider();
  }

  /** The curve of an object identifier in hex; null for none of mbedTLS's. */
  static @Nullable Curve ofOid(String oid) {
    return Arrays.stream(values()).filter(c -> c.oid.equals(oid)).findFirst().orElse(null);
  }

  /** The curve of a number of TLS; null for one of another kind. */
  static @Nullable Curve ofGroup(int group) {
    return Arrays.stream(values()).filter(c -> c.group == group).findFirst().orElse(null);
  }

  /** The groups that a side takes part in, the preferred one first. */
  static List<Integer> groups(Offer offer) {
    if (!offer.groups().isEmpty()) {
      return offer.groups();
    }
    if (offer.dialect() == Dialect.MBEDTLS_4) {
      return GROUPS_OF_4;
    }
    List<Integer> groups =
        Arrays.stream(values())
            .map(curve -> curve.group)
            .collect(Collectors.toCollection(ArrayList::new));
    groups.add(NamedGroup.x25519);
    return groups;
  }

  /** TLS's number. */
  int group() {
    return group;
  }

  int bits() {
    return NamedGroup.getCurveBits(group);
  }

  /** Whether the default profile of mbedTLS 4 takes certificates with such a key. */
  boolean isInProfileOf4() {
    return bits() >= BITS_MIN_OF_4;
  }

  /** Whether the JDK can work with keys on it. */
  boolean isOfJdk() {
    return origin == Origin.JDK;
  }

  /** Whether the library made a key, which the JDK then cannot work with. */
  static boolean isOfLibrary(Key key) {
    return key instanceof ECKey;
  }

  /** The curve of a key that the library read with all parameters; null for none of mbedTLS's. */
  static @Nullable Curve ofParameters(ECKey key) {
    ECParameterSpec given = key.getParameters();
    return Arrays.stream(values())
        .filter(curve -> {
          ECDomainParameters own = curve.domain();
          return own.getCurve().equals(given.getCurve())
              && own.getG().equals(given.getG())
              && own.getN().equals(given.getN());
        })
        .findFirst()
        .orElse(null);
  }

  /** Works with keys on curves that the JDK has not. */
  static Provider library() {
    return Library.PROVIDER;
  }

  /** The curve's equation and base point. */
  ECDomainParameters domain() {
    return BcTlsECDomain.getDomainParameters(group);
  }
}
