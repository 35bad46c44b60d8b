package dev.espalier.hal.transport;

import dev.espalier.hal.profile.Lint;

/** What a CLOSE frame may say (RFC 6455, sections 5.5.1 and 7.4). */
final class WsCloseCodes {
  private static final int CODE_BYTES = 2;

  private WsCloseCodes() {}

  /** Tells of a payload that is not allowed. */
  static void check(String who, byte[] payload, int offset, int length) {
    if (length == 1) {
      Lint.warn(
          cause(who, "length"), who + " sends a CLOSE with one byte (RFC 6455, section 5.5.1)");
      return;
    }
    int code = (payload[offset] & 0xFF) << 8 | (payload[offset + 1] & 0xFF);
    if (!isAllowed(code)) {
      Lint.warn(cause(who, "code"), who + " closes with code " + code + " (RFC 6455, section 7.4)");
    }
    Utf8Check reason = new Utf8Check();
    if (!reason.accept(payload, offset + CODE_BYTES, length - CODE_BYTES) || !reason.isComplete()) {
      Lint.warn(
          cause(who, "reason"),
          who + " closes with a reason that is not UTF-8 (RFC 6455, section 5.5.1)");
    }
  }

  private static String cause(String who, String what) {
    return "close-" + what + " of " + who;
  }

  /** Whether an endpoint may send the code; 1012 to 1014 were registered later. */
  static boolean isAllowed(int code) {
    return switch (code) {
      case 1004, 1005, 1006 -> false;
      default -> (code >= 1000 && code <= 1014) || (code >= 3000 && code <= 4999);
    };
  }
}
