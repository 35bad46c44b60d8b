package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;

/** Answers control frames ({@code esp_transport_ws_handle_control_frames}). */
final class WsControlFrames {
  private static final byte[] NO_BYTES = {};

  private final EspTransport parent;
  private final WsFrameState frame;
  private final WsFrameWriter writer;

  WsControlFrames(EspTransport parent, WsFrameState frame, WsFrameWriter writer) {
    this.parent = parent;
    this.frame = frame;
    this.writer = writer;
  }

  /**
   * Does what the frame that was just read asks for.
   *
   * @param payload where its payload is, from index 0, as long as the frame says
   * @return 0 when that is done, -1 on errors
   */
  int handle(byte[] payload, Timeout timeout) {
    return switch (frame.opcode()) {
      case WsOpcode.WS_TRANSPORT_OPCODES_PING -> answerPing(payload, timeout);
      case WsOpcode.WS_TRANSPORT_OPCODES_CLOSE -> answerClose(payload, timeout);
      case WsOpcode.WS_TRANSPORT_OPCODES_PONG -> {
        frame.headerHandled();
        yield 0;
      }
      default -> 0;
    };
  }

  private int answerPing(byte[] payload, Timeout timeout) {
    int length = frame.length();
    int pong = WsOpcode.WS_TRANSPORT_OPCODES_PONG | WsOpcode.WS_TRANSPORT_OPCODES_FIN;
    int written = writer.write(pong, payload, 0, length, timeout);
    if (written != length) {
      EspLog.e(
          TransportTags.ws(), "PONG send failed (payload_len=%d, written_len=%d)", length, written);
      return -1;
    }
    frame.headerHandled();
    return 0;
  }

  private int answerClose(byte[] payload, Timeout timeout) {
    String tag = TransportTags.ws();
    int length = frame.length();
    if (length > 0) {
      int low = length > 1 ? payload[1] & 0xFF : 0;
      EspLog.i(tag, "Got CLOSE frame with status code=%u", (payload[0] & 0xFF) << 8 | low);
    }
    int close = WsOpcode.WS_TRANSPORT_OPCODES_CLOSE | WsOpcode.WS_TRANSPORT_OPCODES_FIN;
    if (writer.write(close, NO_BYTES, 0, 0, timeout) < 0) {
      EspLog.e(tag, "Sending CLOSE frame with 0 payload failed");
      return -1;
    }
    frame.headerHandled();
    int closed = WsCloseWait.poll(parent.getSocket(), timeout);
    if (closed == 0) {
      EspLog.w(
          tag, "Connection cannot be terminated gracefully within timeout=%d", timeout.toMillis());
      return -1;
    }
    if (closed < 0) {
      EspLog.w(tag, "Connection terminated while waiting for clean TCP close");
      return -1;
    }
    EspLog.i(tag, "Connection terminated gracefully");
    // ws_handle_control_frame_internal gives the caller of read 0 for every success.
    return 0;
  }
}
