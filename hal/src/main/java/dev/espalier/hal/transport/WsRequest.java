package dev.espalier.hal.transport;

import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Lint;
import java.nio.charset.StandardCharsets;

/** Writes the upgrade request into a buffer that bounds it ({@code CONFIG_WS_BUFFER_SIZE}). */
final class WsRequest {
  private final byte[] buffer;
  private int used;

  WsRequest(byte[] buffer) {
    this.buffer = buffer;
  }

  /** How long the request is; of one that does not fit, how long it was to be when it failed. */
  int length() {
    return used;
  }

  /** Writes it; false, with the reason logged, when it does not fit. */
  boolean write(WsSettings settings, String host, int port, String key) {
    String agent = settings.userAgent == null ? "ESP32 Websocket Client" : settings.userAgent;
    // A NULL path is printed as glibc and newlib print it.
    String path = settings.path == null ? "(null)" : settings.path;
    if (append(WsHandshake.requestLines(cut(path), cut(host), port, cut(agent), key)) < 0) {
      EspLog.e(
          TransportTags.ws(),
          "Error in request generation, desired request len: %d, buffer size: %d",
          used,
          buffer.length);
      lint();
      return false;
    }
    if (settings.subProtocol != null) {
      int r = append("Sec-WebSocket-Protocol: " + cut(settings.subProtocol) + "\r\n");
      if (r < 0) {
        return tooLong("snprintf of subprotocol", -r);
      }
    }
    if (settings.auth != null) {
      int r = append("Authorization: " + cut(settings.auth) + "\r\n");
      if (r < 0) {
        return tooLong("snprintf of authorization", -r);
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
        TransportTags.ws(),
        "Error in request generation(%s returned %d, desired request len: %d, buffer size: %d",
        what,
        returned,
        used,
        buffer.length);
    if (returned > 0) {
      lint();
    }
    return false;
  }

  private void lint() {
    Lint.warn(
        "request-too-long",
        "the upgrade request needs "
            + used
            + " bytes and more, CONFIG_WS_BUFFER_SIZE is "
            + buffer.length
            + ": raise it");
  }
}
