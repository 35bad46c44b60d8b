package dev.espalier.hal.transport;

/** What RFC 6455, sections 5.2 and 5.5, does not allow in a header of a frame. */
enum WsViolation {
  RESERVED_BITS("Non-zero RSV bits detected"),
  RESERVED_OPCODE("Reserved opcode detected"),
  FRAGMENTED_CONTROL("Fragmented control frame detected"),
  LONG_CONTROL("Control frame with excessive payload detected");

  private final String text;

  WsViolation(String text) {
    this.text = text;
  }

  /** As current ESP-IDF logs it. */
  String text() {
    return text;
  }
}
