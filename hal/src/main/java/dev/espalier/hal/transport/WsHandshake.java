package dev.espalier.hal.transport;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The texts of the upgrade (RFC 6455, section 4) as {@code ws_connect} writes and reads them. */
final class WsHandshake {
  /** RFC 6455, section 1.3. */
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final String ACCEPT = "Sec-WebSocket-Accept:";

  /** Length of the empty line with the end of the line before. */
  static final int DELIMITER = 4;

  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] HEADERS_END = {'\r', '\n', '\r', '\n'};

  private WsHandshake() {}

  /** The lines that every request has, up to and with the key. */
  static String requestLines(
      String path, String host, int port, String userAgent, String clientKey) {
    return "GET "
        + path
        + " HTTP/1.1\r\nConnection: Upgrade\r\nHost: "
        + host
        + ":"
        + port
        + "\r\nUser-Agent: "
        + userAgent
        + "\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + clientKey
        + "\r\n";
  }

  /** The key that the client sends: 16 random bytes in Base64. */
  static String clientKey(byte[] random) {
    return Base64.getEncoder().encodeToString(random);
  }

  /** The answer to a key that proves a WebSocket server. */
  static String expectedAccept(String clientKey) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((clientKey + MAGIC).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-1", e);
    }
  }

  /**
   * Where the answer's headers end, as C's string functions see it: nothing behind a NUL counts.
   *
   * @return the index behind the empty line, or -1
   */
  static int headersEnd(byte[] answer, int length) {
    int found = indexOf(answer, 0, stringEnd(answer, length), HEADERS_END, false);
    return found < 0 ? -1 : found + HEADERS_END.length;
  }

  /**
   * The value of the first {@code Sec-WebSocket-Accept:} anywhere in the answer, be it within
   * another header's value.
   *
   * @return the value without white space around it, or null when there is none
   */
  static @Nullable String accept(byte[] answer, int length) {
    return header(answer, length, ACCEPT);
  }

  private static @Nullable String header(byte[] answer, int length, String name) {
    int end = stringEnd(answer, length);
    byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
    int at = indexOf(answer, 0, end, wanted, true);
    if (at < 0) {
      return null;
    }
    at += wanted.length;
    int lineEnd = indexOf(answer, at, end, LINE_END, false);
    if (lineEnd < 0) {
      return null;
    }
    while (at < lineEnd && isSpace(answer[at])) {
      at++;
    }
    while (lineEnd > at && isSpace(answer[lineEnd - 1])) {
      lineEnd--;
    }
    return new String(answer, at, lineEnd - at, StandardCharsets.ISO_8859_1);
  }

  /** Where the text ends as a C string. */
  static int stringEnd(byte[] text, int length) {
    for (int i = 0; i < length; i++) {
      if (text[i] == 0) {
        return i;
      }
    }
    return length;
  }

  private static int indexOf(byte[] text, int from, int to, byte[] wanted, boolean anyCase) {
    for (int i = from; i <= to - wanted.length; i++) {
      int k = 0;
      while (k < wanted.length && same(text[i + k], wanted[k], anyCase)) {
        k++;
      }
      if (k == wanted.length) {
        return i;
      }
    }
    return -1;
  }

  private static boolean same(byte a, byte b, boolean anyCase) {
    return a == b || (anyCase && lower(a) == lower(b));
  }

  private static int lower(byte c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }

  /** C's {@code isspace}. */
  private static boolean isSpace(byte c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
