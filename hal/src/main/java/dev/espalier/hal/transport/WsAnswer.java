package dev.espalier.hal.transport;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The lines of an upgrade answer as current ESP-IDF walks through them. */
final class WsAnswer {
  private static final String ACCEPT = "sec-websocket-accept: ";
  private static final String LOCATION = "location: ";

  private @Nullable String accept;
  private @Nullable String location;
  private boolean acceptTwice;

  /**
   * Walks through the header lines.
   *
   * @param answer the answer up to its empty line, one char for each byte
   * @param hook sees each line but {@code Sec-WebSocket-Accept}; null for none
   */
  void walk(String answer, @Nullable WsHeaderHook hook) {
    int at = answer.indexOf("\r\n");
    while (at >= 0 && at + 2 < answer.length()) {
      int next = answer.indexOf("\r\n", at + 2);
      String line = answer.substring(at + 2, next < 0 ? answer.length() : next);
      if (line(line)) {
        if (acceptTwice) {
          return;
        }
      } else if (hook != null) {
        hook.header(line);
      }
      at = next;
    }
  }

  /** Whether it is the line that the hook does not get. */
  private boolean line(String line) {
    String lower = line.toLowerCase(Locale.ROOT);
    if (lower.startsWith(LOCATION)) {
      location = line.substring(LOCATION.length());
    }
    if (!lower.startsWith(ACCEPT)) {
      return false;
    }
    acceptTwice = accept != null;
    accept = line.substring(ACCEPT.length());
    return true;
  }

  /** Value of {@code Sec-WebSocket-Accept}; null without one. */
  @Nullable String accept() {
    return accept;
  }

  /** Whether that header came twice. */
  boolean acceptTwice() {
    return acceptTwice;
  }

  /** Value of {@code Location}; null without one. */
  @Nullable String location() {
    return location;
  }

  /**
   * The status code ({@code get_http_status_code}).
   *
   * @return what {@code atoi} makes of the three chars behind the version, or -1
   */
  static int status(byte[] answer, int length) {
    String text = new String(answer, 0, length, StandardCharsets.ISO_8859_1);
    int http = text.toLowerCase(Locale.ROOT).indexOf("http/");
    int space = http < 0 ? -1 : text.indexOf(' ', http);
    if (space < 0) {
      return -1;
    }
    int end = Math.min(space + 4, length);
    int start = space + 1;
    while (start < end && " \t\n\u000b\f\r".indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    int value = 0;
    for (int i = start; i < end; i++) {
      int digit = Character.digit(text.charAt(i), 10);
      if (digit < 0) {
        break;
      }
      value = value * 10 + digit;
    }
    return value == 0 ? -1 : value;
  }
}
