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

/** The opening handshake over a connected transport ({@code ws_connect} of ESP-IDF v4.4). */
final class WsUpgrade {
  private static final String TAG = WsFunctions.TAG;
  private static final int KEY_BYTES = 16;

  private final EspTransport parent;
  private final QuirkSet quirks;

  /** Request, then answer; its size bounds both ({@code CONFIG_WS_BUFFER_SIZE}, Q13c). */
  private final byte[] buffer;

  private int used;
  private int answerEnd;
  private int answerLength;

  WsUpgrade(EspTransport parent, QuirkSet quirks, int bufferSize) {
    this.parent = parent;
    this.quirks = quirks;
    buffer = new byte[bufferSize];
  }

  /**
   * Sends the request and reads the answer.
   *
   * @return 0, or -1 with the reason logged
   */
  int run(WsSettings settings, String host, int port, Timeout timeout) {
    String key = WsHandshake.clientKey(randomKey());
    if (!writeRequest(settings, host, port, key)) {
      return -1;
    }
    if (parent.write(buffer, 0, used, timeout) <= 0) {
      EspLog.e(TAG, "Error write Upgrade header %s", text(used));
      return -1;
    }
    int length = readAnswer(timeout);
    if (length < 0) {
      return -1;
    }
    return checkAnswer(length, key) ? 0 : -1;
  }

  private static byte[] randomKey() {
    byte[] key = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i += Integer.BYTES) {
      WsMask.put(key, i, Chip.current().random());
    }
    return key;
  }

  private boolean writeRequest(WsSettings settings, String host, int port, String key) {
    used = 0;
    String agent = settings.userAgent == null ? "ESP32 Websocket Client" : settings.userAgent;
    // A NULL path is printed as glibc and newlib print it.
    String path = settings.path == null ? "(null)" : settings.path;
    if (append(WsHandshake.requestLines(cut(path), cut(host), port, cut(agent), key)) < 0) {
      EspLog.e(
          TAG,
          "Error in request generation, desired request len: %d, buffer size: %d",
          used,
          buffer.length);
      return false;
    }
    if (settings.subProtocol != null) {
      int r = append("Sec-WebSocket-Protocol: " + cut(settings.subProtocol) + "\r\n");
      if (r < 0) {
        return tooLong("snprintf of subprotocol", -r);
      }
    }
    if (settings.headers != null) {
      int r = append(cut(settings.headers));
      if (r <= 0) {
        return tooLong("strncpy of headers", -r);
      }
      if (!settings.headers.endsWith("\r\n")) {
        Lint.warn(
            "headers-without-crlf",
            "headers do not end with CRLF: the request has no end and the server will not answer");
      }
    }
    int r = append("\r\n");
    return r > 0 || tooLong("snprintf of header terminal", -r);
  }

  private static String cut(String text) {
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(0, nul);
  }

  /** Gives the count; negated when the buffer is full, which needs one byte for C's NUL. */
  private int append(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int at = used;
    used += bytes.length;
    if (used >= buffer.length) {
      return -bytes.length;
    }
    System.arraycopy(bytes, 0, buffer, at, bytes.length);
    return bytes.length;
  }

  private boolean tooLong(String what, int returned) {
    EspLog.e(
        TAG,
        "Error in request generation(%s returned %d, desired request len: %d, buffer size: %d",
        what,
        returned,
        used,
        buffer.length);
    Lint.warn(
        "request-too-long",
        "the upgrade request does not fit CONFIG_WS_BUFFER_SIZE=" + buffer.length + ": raise it");
    return false;
  }

  /** Gives the length, or -1. */
  private int readAnswer(Timeout timeout) {
    int length = 0;
    do {
      int got = parent.read(buffer, length, buffer.length - length, timeout);
      if (got <= 0) {
        EspLog.e(
            TAG, "Error read response for Upgrade header %s", text(length == 0 ? used : length));
        return -1;
      }
      length += got;
    } while (WsHandshake.headersEnd(buffer, length) < 0 && length < buffer.length);
    return length;
  }

  private boolean checkAnswer(int length, String key) {
    if (!quirks.has(Quirk.STATUS_LINE_IGNORED)
        && !text(length).matches("(?s)HTTP/1\\.\\d 101\\b.*")) {
      EspLog.e(
          TAG, "Unexpected answer to the upgrade: %s", text(length).lines().findFirst().orElse(""));
      return false;
    }
    String accept = WsHandshake.accept(buffer, length);
    if (accept == null) {
      EspLog.e(TAG, "Sec-WebSocket-Accept not found");
      return false;
    }
    if (!accept.equals(WsHandshake.expectedAccept(key))) {
      EspLog.e(TAG, "Invalid websocket key");
      return false;
    }
    int end = WsHandshake.headersEnd(buffer, length);
    if (end < 0) {
      Lint.warn(
          "answer-too-long",
          "the upgrade answer does not fit CONFIG_WS_BUFFER_SIZE="
              + buffer.length
              + ": the rest of it is taken for frames (Q13c)");
    } else if (end < length && quirks.has(Quirk.BYTES_BEHIND_UPGRADE_LOST)) {
      Lint.warn(
          "bytes-behind-upgrade",
          (length - end)
              + " bytes arrived together with the upgrade answer and are lost"
              + " (Q12: the first frames)");
    }
    answerEnd = end;
    answerLength = length;
    return true;
  }

  /** What came behind the answer, for a reader that does not lose it; null for nothing. */
  byte @Nullable [] behindAnswer() {
    return answerEnd < 0 || answerEnd >= answerLength
        ? null
        : Arrays.copyOfRange(buffer, answerEnd, answerLength);
  }

  /** The buffer as a C string. */
  private String text(int length) {
    int end = 0;
    while (end < Math.min(length, buffer.length) && buffer[end] != 0) {
      end++;
    }
    return new String(buffer, 0, end, StandardCharsets.UTF_8);
  }
}
