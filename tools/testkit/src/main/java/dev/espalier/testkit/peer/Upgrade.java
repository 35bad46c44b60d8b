package dev.espalier.testkit.peer;

import dev.espalier.testkit.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The answer to an upgrade request, right or wrong as the script says. */
final class Upgrade {
  /** RFC 6455 section 1.3. */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private Upgrade() {}

  /**
   * Writes the answer.
   *
   * @param op the operation: text, or status, before, std, accept and after
   * @param request what the client asked, null when nothing came
   * @return the answer's bytes
   */
  static byte[] answer(JsonObject op, @Nullable String request) {
    String how = op.text("accept", "good");
    String text = op.text("text");
    if (text != null) {
      return latin(text.replace("{ACCEPT}", accept(how, request)));
    }
    List<String> lines = new ArrayList<>();
    lines.add(op.text("status", "HTTP/1.1 101 Switching Protocols"));
    lines.addAll(op.texts("before"));
    if (op.flag("std", true)) {
      lines.add("Upgrade: websocket");
      lines.add("Connection: Upgrade");
    }
    boolean withAccept = !op.has("accept") || op.get("accept") != null;
    if (withAccept) {
      lines.add("Sec-WebSocket-Accept: " + accept(how, request));
    }
    lines.addAll(op.texts("after"));
    return latin(String.join("\r\n", lines) + "\r\n\r\n");
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String accept(String how, @Nullable String request) {
    String right =
        Base64.getEncoder().encodeToString(WireData.digest("SHA-1", latin(key(request) + GUID)));
    return switch (how) {
      case "good" -> right;
      case "lower" -> right.toLowerCase(Locale.ROOT);
      case "bad" -> (right.charAt(0) == 'A' ? "B" : "A") + right.substring(1);
      default -> how;
    };
  }

  private static String key(@Nullable String request) {
    String key = "";
    for (String line : (request == null ? "" : request).split("\r\n")) {
      if (line.regionMatches(true, 0, "sec-websocket-key:", 0, 18)) {
        key = line.substring(18).strip();
      }
    }
    return key;
  }
}
