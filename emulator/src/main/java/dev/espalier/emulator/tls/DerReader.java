package dev.espalier.emulator.tls;

import java.util.Arrays;

/**
 * Walks over DER. Failures are the sum of a topic (which part of a certificate) and mbedTLS's ASN.1
 * number, as {@code MBEDTLS_ERROR_ADD} makes them.
 */
final class DerReader {
  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int UTF8_STRING = 0x0C;
  static final int PRINTABLE_STRING = 0x13;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  static final int CONTEXT = 0xA0;

  private final byte[] data;
  private final int end;
  private int at;
  private int topic;

  /**
   * Reads a part of an array.
   *
   * @param data not copied, must not change
   * @param start first index
   * @param end index behind the last byte
   * @param topic the number that failures are added to
   */
  DerReader(byte[] data, int start, int end, int topic) {
    this.data = data;
    this.at = start;
    this.end = end;
    this.topic = topic;
  }

  /** Changes what failures from here on are about. */
  DerReader about(int newTopic) {
    topic = newTopic;
    return this;
  }

  int position() {
    return at;
  }

  boolean atEnd() {
    return at == end;
  }

  /** The next tag, or -1 at the end. */
  int peek() {
    return at < end ? data[at] & 0xFF : -1;
  }

  /** Steps over a tag that must be the expected one, and gives a reader of its content. */
  DerReader enter(int tag) throws MbedTlsFailure {
    if (at >= end) {
      throw failure(MbedTlsFailure.ASN1_OUT_OF_DATA);
    }
    if ((data[at] & 0xFF) != tag) {
      throw failure(MbedTlsFailure.ASN1_UNEXPECTED_TAG);
    }
    return enterAny();
  }

  /** Steps over the next element, whatever its tag, and gives a reader of its content. */
  DerReader enterAny() throws MbedTlsFailure {
    if (at >= end) {
      throw failure(MbedTlsFailure.ASN1_OUT_OF_DATA);
    }
    at++;
    int length = length();
    DerReader content = new DerReader(data, at, at + length, topic);
    at += length;
    return content;
  }

  /** The content of the next element, which must have this tag. */
  byte[] bytes(int tag) throws MbedTlsFailure {
    return enter(tag).rest();
  }

  /** What is left, without stepping over it. */
  byte[] rest() {
    return Arrays.copyOfRange(data, at, end);
  }

  /** A copy of what lies between an earlier position and this one. */
  byte[] since(int start) {
    return Arrays.copyOfRange(data, start, at);
  }

  /** A small integer that is not negative. */
  int integer() throws MbedTlsFailure {
    byte[] value = bytes(INTEGER);
    if (value.length == 0 || value[0] < 0) {
      throw failure(MbedTlsFailure.ASN1_INVALID_LENGTH);
    }
    long sum = 0;
    for (byte b : value) {
      sum = (sum << 8) | (b & 0xFF);
      if (sum > Integer.MAX_VALUE) {
        throw failure(MbedTlsFailure.ASN1_INVALID_LENGTH);
      }
    }
    return (int) sum;
  }

  /** A truth value. */
  boolean bool() throws MbedTlsFailure {
    byte[] value = bytes(BOOLEAN);
    if (value.length != 1) {
      throw failure(MbedTlsFailure.ASN1_INVALID_LENGTH);
    }
    return value[0] != 0;
  }

  /** The bytes of a bit string, without the count of unused bits. */
  byte[] bits() throws MbedTlsFailure {
    DerReader content = enter(BIT_STRING);
    if (content.atEnd()) {
      throw failure(MbedTlsFailure.ASN1_OUT_OF_DATA);
    }
    if ((content.data[content.at] & 0xFF) > 7) {
      throw failure(MbedTlsFailure.ASN1_INVALID_LENGTH);
    }
    content.at++;
    return content.rest();
  }

  /** Demands that nothing is left. */
  void expectEnd() throws MbedTlsFailure {
    if (at != end) {
      throw failure(MbedTlsFailure.ASN1_LENGTH_MISMATCH);
    }
  }

  MbedTlsFailure failure(int asn1Code) {
    return new MbedTlsFailure(topic + asn1Code);
  }

  private int length() throws MbedTlsFailure {
    if (at >= end) {
      throw failure(MbedTlsFailure.ASN1_OUT_OF_DATA);
    }
    int first = data[at++] & 0xFF;
    if (first < 0x80) {
      return checked(first);
    }
    int count = first & 0x7F;
    if (count == 0 || count > 4) {
      throw failure(MbedTlsFailure.ASN1_INVALID_LENGTH);
    }
    if (end - at < count) {
      throw failure(MbedTlsFailure.ASN1_OUT_OF_DATA);
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = (value << 8) | (data[at++] & 0xFF);
    }
    return checked(value);
  }

  private int checked(long length) throws MbedTlsFailure {
    if (length > end - at) {
      throw failure(MbedTlsFailure.ASN1_OUT_OF_DATA);
    }
    return Math.toIntExact(length);
  }
}
