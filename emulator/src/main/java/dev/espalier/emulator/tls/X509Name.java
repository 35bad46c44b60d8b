package dev.espalier.emulator.tls;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A distinguished name, and the way mbedTLS compares two of them. */
final class X509Name {
  private static final int INVALID_NAME = -0x2380;
  private static final byte[] COMMON_NAME = {0x55, 0x04, 0x03};

  /** BMP, UTF-8, T.61, printable, IA5, universal and bit strings. */
  private static final List<Integer> STRING_TAGS =
      List.of(0x1E, DerReader.UTF8_STRING, 0x14, DerReader.PRINTABLE_STRING, 0x16, 0x1C, 0x03);

  private final byte[] encoded;
  private final List<Attribute> attributes;

  private X509Name(byte[] encoded, List<Attribute> attributes) {
    this.encoded = encoded;
    this.attributes = attributes;
  }

  /**
   * Reads a name.
   *
   * @param from stands before the name; stands behind it afterwards
   * @param emptyAllowed whether a name may have no attribute (a subject may, an issuer may not)
   */
  static X509Name read(DerReader from, boolean emptyAllowed) throws MbedTlsFailure {
    int start = from.position();
    DerReader sets = from.enter(DerReader.SEQUENCE).about(INVALID_NAME);
    List<Attribute> attributes = new ArrayList<>();
    boolean first = true;
    while (!sets.atEnd() || (first && !emptyAllowed)) {
      first = false;
      DerReader set = sets.enter(DerReader.SET);
      do {
        attributes.add(attribute(set));
      } while (!set.atEnd());
    }
    return new X509Name(from.since(start), List.copyOf(attributes));
  }

  private static Attribute attribute(DerReader set) throws MbedTlsFailure {
    DerReader pair = set.enter(DerReader.SEQUENCE);
    byte[] type = pair.bytes(DerReader.OID);
    int tag = pair.peek();
    if (tag < 0) {
      throw pair.failure(MbedTlsFailure.ASN1_OUT_OF_DATA);
    }
    if (!STRING_TAGS.contains(tag)) {
      throw pair.failure(MbedTlsFailure.ASN1_UNEXPECTED_TAG);
    }
    byte[] value = pair.enterAny().rest();
    pair.expectEnd();
    return new Attribute(type, tag, value, !set.atEnd());
  }

  /** The name's DER. */
  byte[] encoded() {
    return encoded;
  }

  /** The values of all common names, in order, byte for character. */
  List<String> commonNames() {
    return attributes.stream()
        .filter(a -> Arrays.equals(a.type, COMMON_NAME))
        .map(a -> new String(a.value, StandardCharsets.ISO_8859_1))
        .toList();
  }

  /**
   * Whether two names are the same to mbedTLS: exact, but case does not count in two kinds of
   * string.
   */
  boolean sameAs(X509Name other) {
    if (attributes.size() != other.attributes.size()) {
      return false;
    }
    for (int i = 0; i < attributes.size(); i++) {
      if (!attributes.get(i).sameAs(other.attributes.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** One attribute; {@code merged}: the next one is in the same set. */
  private static final class Attribute {
    private final byte[] type;
    private final int tag;
    private final byte[] value;
    private final boolean merged;

    Attribute(byte[] type, int tag, byte[] value, boolean merged) {
      this.type = type;
      this.tag = tag;
      this.value = value;
      this.merged = merged;
    }

    boolean sameAs(Attribute other) {
      return Arrays.equals(type, other.type) && merged == other.merged && sameValue(other);
    }

    private boolean sameValue(Attribute other) {
      if (tag == other.tag && Arrays.equals(value, other.value)) {
        return true;
      }
      return isText(tag)
          && isText(other.tag)
          && AsciiText.equalIgnoringCase(
              new String(value, StandardCharsets.ISO_8859_1),
              new String(other.value, StandardCharsets.ISO_8859_1));
    }

    private static boolean isText(int tag) {
      return tag == DerReader.UTF8_STRING || tag == DerReader.PRINTABLE_STRING;
    }
  }
}
