package dev.espalier.emulator.tls;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * One block of PEM text.
 *
 * @param headers the lines {@code Name: value} in front, empty for none
 * @param body base 64
 * @param end index behind the block
 */
record Pem(String headers, String body, int end) {
  private static final int INVALID_DATA = -0x1100;
  private static final int BASE64_INVALID_CHARACTER = -0x2C;
  private static final int PASSWORD_REQUIRED = -0x1300;

  /** The text up to its first NUL, as C sees it. */
  static String text(byte[] buffer) {
    int length = 0;
    while (length < buffer.length && buffer[length] != 0) {
      length++;
    }
    return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
  }

  /** The first block between two lines, or null. */
  static @Nullable Pem find(String text, String begin, String end) {
    int start = text.indexOf(begin);
    int stop = text.indexOf(end);
    if (start < 0 || stop <= start) {
      return null;
    }
    int from = skip(text, start + begin.length());
    if (text.charAt(from - 1) != '\n') {
      return null;
    }
    String inside = text.substring(Math.min(from, stop), stop);
    int headersEnd = inside.startsWith("Proc-Type: 4,ENCRYPTED") ? headersEnd(inside) : 0;
    return new Pem(
        inside.substring(0, headersEnd),
        inside.substring(headersEnd),
        skip(text, stop + end.length()));
  }

  /** Steps over one space, one CR and one LF, each if there. */
  private static int skip(String text, int from) {
    int at = from;
    for (char c : new char[] {' ', '\r', '\n'}) {
      if (at < text.length() && text.charAt(at) == c) {
        at++;
      }
    }
    return at;
  }

  private static int headersEnd(String inside) {
    int at = 0;
    for (int lines = 0; lines < 2; lines++) {
      int newline = inside.indexOf('\n', at);
      at = newline < 0 ? inside.length() : newline + 1;
    }
    return at;
  }

  boolean isEncrypted() {
    return !headers.isEmpty();
  }

  /** The bytes; those of an encrypted block only with a password. */
  byte[] decode(byte @Nullable [] password) throws MbedTlsFailure {
    if (body.isBlank()) {
      throw new MbedTlsFailure(INVALID_DATA);
    }
    byte[] data;
    try {
      data = Base64.getDecoder().decode(body.replaceAll("[\\r\\n ]", ""));
    } catch (IllegalArgumentException e) {
      throw new MbedTlsFailure(INVALID_DATA + BASE64_INVALID_CHARACTER);
    }
    if (!isEncrypted()) {
      return data;
    }
    if (password == null) {
      throw new MbedTlsFailure(PASSWORD_REQUIRED);
    }
    return LegacyPemCipher.decrypt(headers, data, password);
  }
}
