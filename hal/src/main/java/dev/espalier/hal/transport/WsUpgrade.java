package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The opening handshake over a connected transport ({@code ws_connect}). */
final class WsUpgrade {
  private static final int KEY_BYTES = 16;

  private final EspTransport parent;
  private final QuirkSet quirks;

  /** Request, then answer; its size bounds both ({@code CONFIG_WS_BUFFER_SIZE}, Q13c). */
  private final byte[] buffer;

  private int requestLength;
  private int answerLength;

  /** The index behind the answer's empty line; -1 without one. */
  private int answerEnd = -1;

  private int status;
  private @Nullable String redirUri;

  WsUpgrade(EspTransport parent, QuirkSet quirks, int bufferSize) {
    this.parent = parent;
    this.quirks = quirks;
    buffer = new byte[bufferSize];
  }

  /**
   * Sends the request and reads the answer.
   *
   * @return 0; -1 with the reason logged; or the status of a redirect
   */
  int run(WsSettings settings, String host, int port, Timeout timeout) {
    String key = WsHandshake.clientKey(randomKey());
    WsRequest request = new WsRequest(buffer);
    boolean fits = request.write(settings, host, port, key);
    requestLength = request.length();
    if (!fits) {
      return -1;
    }
    if (parent.write(buffer, 0, requestLength, timeout) <= 0) {
      EspLog.e(TransportTags.ws(), "Error write Upgrade header %s", text(requestLength));
      return -1;
    }
    if (!readAnswer(timeout)) {
      return -1;
    }
    copyAnswer(settings);
    return checkAnswer(settings, key);
  }

  private static byte[] randomKey() {
    byte[] key = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i += Integer.BYTES) {
      WsMask.put(key, i, Chip.current().random());
    }
    return key;
  }

  private boolean readAnswer(Timeout timeout) {
    boolean whole = quirks.has(Quirk.HANDSHAKE_IN_ONE_BUFFER);
    // Later versions keep room for C's NUL.
    int room = whole ? buffer.length : buffer.length - 1;
    int length = 0;
    do {
      int got = parent.read(buffer, length, room - length, timeout);
      if (got <= 0) {
        String shown = whole ? " " + text(length == 0 ? requestLength : length) : "";
        EspLog.e(TransportTags.ws(), "Error read response for Upgrade header%s", shown);
        return false;
      }
      length += got;
    } while (WsHandshake.headersEnd(buffer, length) < 0 && length < room);
    answerLength = length;
    answerEnd = WsHandshake.headersEnd(buffer, length);
    return true;
  }

  /** Copies the answer to where the firmware wants it, as a C string. */
  private void copyAnswer(WsSettings settings) {
    byte[] target = settings.responseHeaders;
    if (target == null) {
      return;
    }
    int count = Math.min(settings.responseHeadersLength - 1, answerLength);
    if (count < answerLength) {
      EspLog.w(
          TransportTags.ws(),
          "Received header length exceedes the allocated buffer size"
              + " (need=%d, allocated=%d), truncating to allocated size",
          answerLength,
          settings.responseHeadersLength);
    }
    int string = Math.min(count, WsHandshake.stringEnd(buffer, answerLength));
    System.arraycopy(buffer, 0, target, 0, string);
    Arrays.fill(target, string, count + 1, (byte) 0);
  }

  private int checkAnswer(WsSettings settings, String key) {
    if (answerEnd < 0 && !mayEndLater()) {
      return -1;
    }
    status = WsAnswer.status(buffer, WsHandshake.stringEnd(buffer, answerLength));
    if (status < 0 && !quirks.has(Quirk.STATUS_LINE_IGNORED)) {
      EspLog.e(TransportTags.ws(), "HTTP upgrade failed");
      return -1;
    }
    WsAnswer answer = new WsAnswer();
    answer.walk(headerLines(), settings.headerHook);
    boolean anywhere = quirks.has(Quirk.ACCEPT_FOUND_ANYWHERE);
    if (!anywhere && answer.acceptTwice()) {
      EspLog.e(TransportTags.ws(), "Multiple Sec-WebSocket-Accept headers");
      return -1;
    }
    if (isRedirect(status)) {
      if (!quirks.has(Quirk.REDIRECT_REFUSED)) {
        return redirect(answer.location());
      }
      Lint.warn(
          Quirk.REDIRECT_REFUSED,
          "the server redirects with status " + status + ", which v4.4 does not follow");
    }
    String accept = anywhere ? WsHandshake.accept(buffer, answerLength) : answer.accept();
    if (!isAccepted(accept, WsHandshake.expectedAccept(key), anywhere)) {
      return -1;
    }
    if (answer.accept() == null || answer.acceptTwice()) {
      Lint.warn(
          Quirk.ACCEPT_FOUND_ANYWHERE,
          "the answer has "
              + (answer.acceptTwice() ? "two lines" : "no line of its own")
              + " with Sec-WebSocket-Accept, which v4.4 takes all the same");
    }
    lint();
    return 0;
  }

  /** The whole lines of the answer, without the last one's end. */
  private String headerLines() {
    int string = WsHandshake.stringEnd(buffer, answerLength);
    int end = answerEnd < 0 ? string : answerEnd - WsHandshake.DELIMITER + 2;
    String text = new String(buffer, 0, end, StandardCharsets.ISO_8859_1);
    return text.substring(0, Math.max(text.lastIndexOf("\r\n"), 0));
  }

  /** Whether an answer without an empty line may be good (Q13c). */
  private boolean mayEndLater() {
    Lint.warn(
        "answer-too-long",
        "the upgrade answer does not fit CONFIG_WS_BUFFER_SIZE="
            + buffer.length
            + (quirks.has(Quirk.HANDSHAKE_IN_ONE_BUFFER)
                ? ": the rest of it is taken for frames (Q13c)"
                : ": raise it"));
    if (quirks.has(Quirk.HANDSHAKE_IN_ONE_BUFFER)) {
      return true;
    }
    EspLog.e(TransportTags.ws(), "Header size exceeded buffer size or delimiter not found");
    return false;
  }

  private static boolean isRedirect(int code) {
    return switch (code) {
      case 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }

  private int redirect(@Nullable String location) {
    if (location == null || location.isEmpty()) {
      EspLog.e(TransportTags.ws(), "Location header not found");
      return -1;
    }
    redirUri = location;
    return status;
  }

  private static boolean isAccepted(@Nullable String accept, String expected, boolean exactly) {
    if (accept == null) {
      EspLog.e(TransportTags.ws(), "Sec-WebSocket-Accept not found");
      return false;
    }
    // Current ESP-IDF compares only as many bytes as the server gave.
    if (exactly ? !accept.equals(expected) : !expected.startsWith(accept)) {
      EspLog.e(TransportTags.ws(), "Invalid websocket key");
      return false;
    }
    if (accept.length() < expected.length()) {
      Lint.warn(
          "accept-cut",
          "the server's Sec-WebSocket-Accept is cut short: current ESP-IDF takes it all the same");
    }
    return true;
  }

  private void lint() {
    if (status != 101) {
      Lint.warn(
          "upgrade-status",
          "the server upgrades with status "
              + status
              + " instead of 101 (RFC 6455, section 4.1): ESP-IDF takes it all the same");
    }
    if (answerEnd >= 0 && answerEnd < answerLength && quirks.has(Quirk.BYTES_BEHIND_UPGRADE_LOST)) {
      Lint.warn(
          "bytes-behind-upgrade",
          (answerLength - answerEnd)
              + " bytes arrived together with the upgrade answer and are lost"
              + " (Q12: the first frames)");
    }
  }

  /**
   * The answer's status.
   *
   * @param former what to give when nothing was read that has one
   * @return the status, -1 for a status line without one
   */
  int status(int former) {
    return status == 0 ? former : status;
  }

  /** Where to the server redirects; null for nowhere. */
  @Nullable String redirUri() {
    return redirUri;
  }

  /** What came behind the answer, for a reader that does not lose it; null for nothing. */
  byte @Nullable [] behindAnswer() {
    return answerEnd < 0 || answerEnd >= answerLength
        ? null
        : Arrays.copyOfRange(buffer, answerEnd, answerLength);
  }

  /** The buffer as a C string. */
  private String text(int length) {
    int end = WsHandshake.stringEnd(buffer, Math.min(length, buffer.length));
    return new String(buffer, 0, end, StandardCharsets.UTF_8);
  }
}
