package dev.espalier.emulator.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** The extensions of a certificate that mbedTLS looks at. */
final class X509Extensions {
  /** {@code MBEDTLS_X509_KU_DIGITAL_SIGNATURE}. */
  static final int DIGITAL_SIGNATURE = 0x80;

  /** {@code MBEDTLS_X509_KU_KEY_ENCIPHERMENT}. */
  static final int KEY_ENCIPHERMENT = 0x20;

  /** {@code MBEDTLS_X509_KU_KEY_AGREEMENT}. */
  static final int KEY_AGREEMENT = 0x08;

  /** {@code MBEDTLS_X509_KU_KEY_CERT_SIGN}. */
  static final int KEY_CERT_SIGN = 0x04;

  /** id-kp-serverAuth. */
  static final String SERVER_AUTH = "2b06010505070301";

  /** id-kp-clientAuth. */
  static final String CLIENT_AUTH = "2b06010505070302";

  private static final String ANY_EXTENDED_KEY_USAGE = "551d2500";
  private static final String ANY_POLICY = "551d2000";
  private static final int INVALID_EXTENSIONS = -0x2500;
  private static final int FEATURE_UNAVAILABLE = -0x2080;
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /** None at all. */
  static final X509Extensions NONE = new X509Extensions();

  private boolean ca;

  /** One more than in the certificate; 0 for no limit. */
  private int pathLengthPlusOne;

  private boolean hasKeyUsage;
  private int keyUsage;
  private boolean hasExtendedKeyUsage;
  private final List<String> extendedKeyUsages = new ArrayList<>(1);
  private boolean hasAlternativeNames;
  private final List<String> dnsNames = new ArrayList<>(1);
  private final List<byte[]> addresses = new ArrayList<>(1);

  private X509Extensions() {}

  /** Reads the extensions, if any follow. */
  static X509Extensions read(DerReader from) throws MbedTlsFailure {
    if (from.atEnd()) {
      return NONE;
    }
    X509Extensions result = new X509Extensions();
    DerReader wrapper = from.about(INVALID_EXTENSIONS).enter(DerReader.CONTEXT | 3);
    DerReader list = wrapper.enter(DerReader.SEQUENCE);
    wrapper.expectEnd();
    Set<String> seen = new HashSet<>();
    while (!list.atEnd()) {
      result.one(list.enter(DerReader.SEQUENCE), seen);
    }
    return result;
  }

  private void one(DerReader extension, Set<String> seen) throws MbedTlsFailure {
    String oid = HexFormat.of().formatHex(extension.bytes(DerReader.OID));
    boolean critical = extension.peek() == DerReader.BOOLEAN && extension.bool();
    DerReader value = extension.enter(DerReader.OCTET_STRING);
    extension.expectEnd();
    switch (oid) {
      case "551d13" -> {
        once(oid, seen);
        basicConstraints(value);
      }
      case "551d0f" -> {
        once(oid, seen);
        hasKeyUsage = true;
        keyUsage = usageBits(value);
      }
      case "551d25" -> {
        once(oid, seen);
        extendedKeyUsage(value);
      }
      case "551d11" -> {
        once(oid, seen);
        alternativeNames(value);
      }
      case "551d20" -> {
        once(oid, seen);
        policies(value, critical);
      }
      case "6086480186f8420101" -> once(oid, seen); // nsCertType: checked by old certificates only
      default -> {
        if (critical) {
          throw extension.failure(MbedTlsFailure.ASN1_UNEXPECTED_TAG);
        }
      }
    }
  }

  private static void once(String oid, Set<String> seen) throws MbedTlsFailure {
    if (!seen.add(oid)) {
      throw new MbedTlsFailure(INVALID_EXTENSIONS);
    }
  }

  private void basicConstraints(DerReader value) throws MbedTlsFailure {
    DerReader content = value.enter(DerReader.SEQUENCE);
    if (content.peek() == DerReader.BOOLEAN) {
      ca = content.bool();
    } else if (!content.atEnd()) {
      ca = content.integer() != 0; // old encoders wrote a number
    }
    if (content.atEnd()) {
      return;
    }
    int limit = content.integer();
    content.expectEnd();
    if (limit == Integer.MAX_VALUE) {
      throw content.failure(MbedTlsFailure.ASN1_INVALID_LENGTH);
    }
    pathLengthPlusOne = limit + 1;
  }

  private static int usageBits(DerReader value) throws MbedTlsFailure {
    byte[] bits = value.bits();
    if (bits.length < 1) {
      throw value.failure(MbedTlsFailure.ASN1_INVALID_LENGTH);
    }
    int result = 0;
    for (int i = 0; i < bits.length && i < 4; i++) {
      result |= (bits[i] & 0xFF) << (8 * i);
    }
    return result;
  }

  private void extendedKeyUsage(DerReader value) throws MbedTlsFailure {
    hasExtendedKeyUsage = true;
    DerReader list = value.enter(DerReader.SEQUENCE);
    while (!list.atEnd()) {
      extendedKeyUsages.add(HexFormat.of().formatHex(list.bytes(DerReader.OID)));
    }
    if (extendedKeyUsages.isEmpty()) {
      throw value.failure(MbedTlsFailure.ASN1_INVALID_LENGTH);
    }
  }

  private void alternativeNames(DerReader value) throws MbedTlsFailure {
    hasAlternativeNames = true;
    DerReader names = value.enter(DerReader.SEQUENCE);
    value.expectEnd();
    while (!names.atEnd()) {
      int tag = names.peek();
      byte[] name = names.enterAny().rest();
      if ((tag & 0xC0) != 0x80) {
        throw names.failure(MbedTlsFailure.ASN1_UNEXPECTED_TAG);
      }
      if ((tag & 0x1F) == DNS_NAME) {
        dnsNames.add(new String(name, StandardCharsets.ISO_8859_1));
      } else if ((tag & 0x1F) == IP_ADDRESS) {
        addresses.add(name);
      }
    }
  }

  private static void policies(DerReader value, boolean critical) throws MbedTlsFailure {
    DerReader list = value.enter(DerReader.SEQUENCE);
    while (!list.atEnd()) {
      DerReader policy = list.enter(DerReader.SEQUENCE);
      String oid = HexFormat.of().formatHex(policy.bytes(DerReader.OID));
      if (critical && !oid.equals(ANY_POLICY)) {
        throw new MbedTlsFailure(FEATURE_UNAVAILABLE);
      }
    }
  }

  boolean isCa() {
    return ca;
  }

  /** The path length limit plus one, 0 for no limit. */
  int pathLengthPlusOne() {
    return pathLengthPlusOne;
  }

  /** Whether the key may be used so; without the extension it may be used in any way. */
  boolean allowsUsage(int bits) {
    return !hasKeyUsage || (keyUsage & bits) == bits;
  }

  /** Whether the certificate may be used for this purpose; without the extension it may. */
  boolean allowsPurpose(String oid) {
    return !hasExtendedKeyUsage
        || extendedKeyUsages.contains(oid)
        || extendedKeyUsages.contains(ANY_EXTENDED_KEY_USAGE);
  }

  /** Whether there are alternative names, of whatever kind: then the common name does not count. */
  boolean hasAlternativeNames() {
    return hasAlternativeNames;
  }

  List<String> dnsNames() {
    return dnsNames;
  }

  /** Names of the kind iPAddress, 4 or 16 bytes each; mbedTLS 2.28 does not look at them. */
  List<byte[]> addresses() {
    return addresses;
  }
}
