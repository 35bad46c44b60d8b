package dev.espalier.hal.transport;

import dev.espalier.hal.profile.Lint;

/** Follows the messages of one direction and tells of broken rules (RFC 6455, section 5.4). */
final class WsMessages {
  private static final int OPCODE = 0x0F;
  private static final int RESERVED_BITS = 0x70;

  private final String who;
  private final Utf8Check utf8 = new Utf8Check();
  private boolean open;
  private boolean text;
  private boolean badTextTold;

  WsMessages(String who) {
    this.who = who;
  }

  /** A new connection begins. */
  void reset() {
    open = false;
    text = false;
  }

  /** Checks a header that the own side sends. */
  void header(int firstByte, int length) {
    boolean control = (firstByte & WsOpcode.CONTROL) != 0;
    if ((firstByte & RESERVED_BITS) != 0) {
      tell("rsv", "sends reserved bits (RFC 6455, section 5.2)");
    }
    int kind = firstByte & OPCODE & ~WsOpcode.CONTROL;
    if (kind > WsOpcode.WS_TRANSPORT_OPCODES_BINARY) {
      tell("opcode", "sends the reserved opcode " + (firstByte & OPCODE));
    }
    if (control && !ends(firstByte)) {
      tell("control", "sends a control frame without FIN (RFC 6455, section 5.5)");
    }
    if (control && length > WsFunctions.CONTROL_PAYLOAD_MAX) {
      tell("control", "sends a control frame of " + length + " bytes; RFC 6455 allows 125");
    }
  }

  /** A frame begins. */
  void frame(int firstByte) {
    if ((firstByte & WsOpcode.CONTROL) != 0) {
      return;
    }
    int opcode = firstByte & OPCODE;
    if (opcode == WsOpcode.WS_TRANSPORT_OPCODES_CONT) {
      if (!open) {
        tell("continuation", "continues a message that was not begun (RFC 6455, section 5.4)");
      }
      return;
    }
    if (open) {
      tell("interleaved", "begins a message before the last one has ended (RFC 6455, section 5.4)");
    }
    open = true;
    text = opcode == WsOpcode.WS_TRANSPORT_OPCODES_TEXT;
    utf8.begin();
  }

  /** A piece of the frame's payload. */
  void payload(int firstByte, byte[] bytes, int offset, int count) {
    boolean control = (firstByte & WsOpcode.CONTROL) != 0;
    if (!control && text && !badTextTold && !utf8.accept(bytes, offset, count)) {
      badText();
    }
  }

  /** The frame ends. */
  void payloadEnds(int firstByte) {
    if ((firstByte & WsOpcode.CONTROL) != 0 || !ends(firstByte)) {
      return;
    }
    if (text && !badTextTold && !utf8.isComplete()) {
      badText();
    }
    open = false;
    text = false;
  }

  private void badText() {
    badTextTold = true;
    tell("utf8", "sends text that is not UTF-8 (RFC 6455, section 8.1); ESP-IDF passes it on");
  }

  private static boolean ends(int firstByte) {
    return (firstByte & WsOpcode.WS_TRANSPORT_OPCODES_FIN) != 0;
  }

  private void tell(String cause, String what) {
    Lint.warn(cause + " of " + who, who + " " + what);
  }
}
