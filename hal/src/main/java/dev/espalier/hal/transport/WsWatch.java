package dev.espalier.hal.transport;

import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Tracer;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Watches both directions of a connection for what RFC 6455 does not allow, and tells the
 * firmware's author. It changes nothing.
 */
final class WsWatch {
  /** Questions and answers after which the note on two writes is worth reading. */
  private static final int EXCHANGES = 10;

  /** How much of a text a trace shows. */
  private static final int PREVIEW_MAX = 60;

  private final QuirkSet quirks;
  private final WsMessages incoming = new WsMessages("the server");
  private final WsMessages outgoing = new WsMessages("the firmware");
  private @Nullable Tracer tracer;

  /** The note on a frame whose payload has not begun to come. */
  private @Nullable String beginning;

  private boolean on;
  private boolean heard;
  private int exchanges;

  WsWatch(QuirkSet quirks) {
    this.quirks = quirks;
    on = lintOn();
  }

  private static boolean lintOn() {
    Chip chip = Chip.currentOrNull();
    return chip != null && chip.lint() != LintMode.OFF;
  }

  /** A new connection begins. */
  void connecting() {
    on = lintOn();
    Chip chip = Chip.currentOrNull();
    Tracer listening = chip == null ? null : chip.tracer();
    tracer = listening != null && listening.wants("frame") ? listening : null;
    beginning = null;
    heard = false;
    exchanges = 0;
    incoming.reset();
    outgoing.reset();
  }

  private static String words(int firstByte, long length) {
    String kind =
        switch (firstByte & 0x0F) {
          case WsOpcode.WS_TRANSPORT_OPCODES_CONT -> "continuation";
          case WsOpcode.WS_TRANSPORT_OPCODES_TEXT -> "text";
          case WsOpcode.WS_TRANSPORT_OPCODES_BINARY -> "binary";
          case WsOpcode.WS_TRANSPORT_OPCODES_CLOSE -> "close";
          case WsOpcode.WS_TRANSPORT_OPCODES_PING -> "ping";
          case WsOpcode.WS_TRANSPORT_OPCODES_PONG -> "pong";
          default -> "opcode " + (firstByte & 0x0F);
        };
    boolean last = (firstByte & WsOpcode.WS_TRANSPORT_OPCODES_FIN) != 0;
    return kind + (last ? ", " : " (more follows), ") + length + " bytes";
  }

  private static boolean hasWords(int firstByte) {
    int opcode = firstByte & 0x0F;
    return opcode == WsOpcode.WS_TRANSPORT_OPCODES_TEXT
        || opcode == WsOpcode.WS_TRANSPORT_OPCODES_CLOSE;
  }

  /** How a text begins, or the code and reason of a CLOSE. */
  private static String preview(int firstByte, byte[] bytes, int offset, int length) {
    boolean close = (firstByte & 0x0F) == WsOpcode.WS_TRANSPORT_OPCODES_CLOSE;
    if (!hasWords(firstByte) || length < (close ? 2 : 1)) {
      return "";
    }
    int skipped = close ? 2 : 0;
    int shown = Math.min(length - skipped, PREVIEW_MAX);
    String text = new String(bytes, offset + skipped, shown, StandardCharsets.UTF_8);
    String code = close ? " " + ((bytes[offset] & 0xFF) << 8 | (bytes[offset + 1] & 0xFF)) : "";
    return ":" + code + " " + text + (shown < length - skipped ? "…" : "");
  }

  /** The server's header breaks a rule. */
  void peerViolates(WsViolation what) {
    if (on) {
      Lint.warn(
          "server-" + what.name(),
          "the server breaks RFC 6455: "
              + what.text()
              + (quirks.has(Quirk.FRAME_HEADER_UNCHECKED)
                  ? "; v4.4 does not look at it (Q13b)"
                  : "; the connection ends"));
    }
  }

  /** A header was read to its end. */
  void received(WsFrameState frame) {
    if (tracer != null) {
      String words = "received " + words(frame.firstByte(), frame.length());
      if (frame.length() > 0 && hasWords(frame.firstByte())) {
        beginning = words; // what it says comes with the payload's first piece
      } else {
        tracer.mark("frame", words);
      }
    }
    if (!on) {
      return;
    }
    if (frame.masked()) {
      Lint.warn("masked-server-frame", "the server masks its frames (RFC 6455, section 5.1)");
    }
    if (frame.lengthTooWide()) {
      Lint.warn(
          "server-length-form",
          "the server writes a length of "
              + frame.announcedLength()
              + " in too many bytes (RFC 6455, section 5.2)");
    }
    heard |= !frame.isControl();
    incoming.frame(frame.firstByte());
    if (frame.length() == 0) {
      incoming.payloadEnds(frame.firstByte());
    }
  }

  /** A piece of a payload was read, and unmasked. */
  void payload(WsFrameState frame, byte[] bytes, int offset, int count) {
    String words = beginning;
    if (words != null && tracer != null) {
      beginning = null;
      tracer.mark("frame", words + preview(frame.firstByte(), bytes, offset, count));
    }
    if (!on) {
      return;
    }
    incoming.payload(frame.firstByte(), bytes, offset, count);
    if (frame.remaining() > 0) {
      return;
    }
    incoming.payloadEnds(frame.firstByte());
    boolean whole = count > 0 && count == frame.length();
    if (whole && frame.opcode() == WsOpcode.WS_TRANSPORT_OPCODES_CLOSE) {
      WsCloseCodes.check("the server", bytes, offset, count);
    }
  }

  /** The firmware sends a frame. */
  void sending(int firstByte, byte[] payload, int offset, int length) {
    if (tracer != null) {
      tracer.mark(
          "frame",
          "sends " + words(firstByte, length) + preview(firstByte, payload, offset, length));
    }
    if (!on) {
      return;
    }
    boolean control = (firstByte & WsOpcode.CONTROL) != 0;
    outgoing.header(firstByte, length);
    outgoing.frame(firstByte);
    outgoing.payload(firstByte, payload, offset, length);
    outgoing.payloadEnds(firstByte);
    if ((firstByte & 0x0F) == WsOpcode.WS_TRANSPORT_OPCODES_CLOSE && length > 0) {
      WsCloseCodes.check("the firmware", payload, offset, length);
    }
    if (!control && length > 0 && heard) {
      heard = false;
      if (++exchanges == EXCHANGES && quirks.has(Quirk.TWO_WRITES_PER_FRAME)) {
        Lint.warn(
            Quirk.TWO_WRITES_PER_FRAME,
            "on a chip each frame leaves in two segments: before a peer that delays its ACKs every"
                + " answer takes some 40 ms longer than here; TCP_NODELAY cures that");
      }
    }
  }
}
