package dev.espalier.emulator.tls;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Reads the two kinds of time in a certificate. */
final class X509Time {
  private static final int INVALID_DATE = -0x2400;

  private X509Time() {}

  /**
   * Seconds since 1970, UTC. The letter Z at the end is allowed, nothing else behind the seconds.
   */
  static long read(DerReader from) throws MbedTlsFailure {
    int tag = from.peek();
    if (tag < 0) {
      throw from.failure(MbedTlsFailure.ASN1_OUT_OF_DATA);
    }
    if (tag != DerReader.UTC_TIME && tag != DerReader.GENERALIZED_TIME) {
      throw from.failure(MbedTlsFailure.ASN1_UNEXPECTED_TAG);
    }
    String text = new String(from.enterAny().rest(), StandardCharsets.ISO_8859_1);
    int yearDigits = tag == DerReader.UTC_TIME ? 2 : 4;
    return seconds(text, yearDigits);
  }

  private static long seconds(String text, int yearDigits) throws MbedTlsFailure {
    String digits = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
    boolean withSeconds = digits.length() == yearDigits + 10;
    if (!withSeconds && digits.length() != yearDigits + 8) {
      throw new MbedTlsFailure(INVALID_DATE);
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        throw new MbedTlsFailure(INVALID_DATE);
      }
    }
    int year = Integer.parseInt(digits.substring(0, yearDigits));
    if (yearDigits == 2) {
      year += year < 50 ? 2000 : 1900;
    }
    try {
      return LocalDateTime.of(
              year,
              two(digits, yearDigits),
              two(digits, yearDigits + 2),
              two(digits, yearDigits + 4),
              two(digits, yearDigits + 6),
              withSeconds ? two(digits, yearDigits + 8) : 0)
          .toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new MbedTlsFailure(INVALID_DATE);
    }
  }

  private static int two(String digits, int index) {
    return Integer.parseInt(digits.substring(index, index + 2));
  }
}
