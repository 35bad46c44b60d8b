package dev.espalier.emulator.serial;

import org.jspecify.annotations.Nullable;

/** The kinds of frames; {@code docs/tunnel.md} has their bodies. */
enum FrameType {
  RST(0x01),
  HELLO(0x02),
  ACK(0x03),
  PING(0x04),
  PONG(0x05),
  BAUD(0x06),
  TEST(0x07),
  LOG(0x08),
  BYE(0x09),
  OPEN(0x20),
  BIND(0x21),
  CONNECT(0x22),
  LISTEN(0x23),
  ACCEPT_SLOT(0x24),
  ACCEPTED(0x25),
  STATUS(0x26),
  DATA(0x27),
  DGRAM(0x28),
  CREDIT(0x29),
  EOF(0x2a),
  CLOSE(0x2b),
  SETOPT(0x2c),
  RESOLVE(0x2d),
  RESOLVED(0x2e),
  NETINFO(0x2f),
  WIFI_JOIN(0x30),
  WIFI_LEAVE(0x31);

  private static final int NUMBERED_FIRST = 0x20;
  private static final @Nullable FrameType[] BY_CODE = new @Nullable FrameType[256];

  static {
    for (FrameType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final int code;

  FrameType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Whether frames of this code arrive once and in order. */
  static boolean isNumbered(int code) {
    return code >= NUMBERED_FIRST;
  }

  /** The type of a code, null when it is not known. */
  static @Nullable FrameType of(int code) {
    return BY_CODE[code & 0xff];
  }
}
