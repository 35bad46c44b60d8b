package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import org.jspecify.annotations.Nullable;

/** WebSocket frames over another transport: the functions of {@code transport_ws.c}. */
final class WsFunctions implements TransportFunctions {
  static final String TAG = "TRANSPORT_WS";

  /** RFC 6455, section 5.5. */
  private static final int CONTROL_PAYLOAD_MAX = 125;

  private static final byte[] NO_BYTES = {};

  private final EspTransport parent;
  private final QuirkSet quirks;
  private final int bufferSize;
  private final WsSettings settings = new WsSettings();
  private final WsFrameState frame = new WsFrameState();
  private final WsFrameEncoder encoder = new WsFrameEncoder();

  /** True while a task sends from the encoder's buffer. */
  private boolean encoderInUse;

  private byte @Nullable [] behindAnswer;
  private int behindAnswerAt;

  WsFunctions(EspTransport parent, QuirkSet quirks, int bufferSize) {
    this.parent = parent;
    this.quirks = quirks;
    this.bufferSize = bufferSize;
  }

  WsSettings settings() {
    return settings;
  }

  WsFrameState frame() {
    return frame;
  }

  EspTransport parent() {
    return parent;
  }

  @Override
  public int connect(EspTransport transport, String host, int port, Timeout timeout) {
    behindAnswer = null;
    if (parent.connect(host, port, timeout) < 0) {
      EspLog.e(TAG, "Error connecting to host %s:%d", host, port);
      return -1;
    }
    WsUpgrade upgrade = new WsUpgrade(parent, quirks, bufferSize);
    int result = upgrade.run(settings, host, port, timeout);
    if (result == 0 && !quirks.has(Quirk.BYTES_BEHIND_UPGRADE_LOST)) {
      behindAnswer = upgrade.behindAnswer();
      behindAnswerAt = 0;
    }
    return result;
  }

  /** Reads what came behind the upgrade answer first, if that is not lost. */
  private int readParent(byte[] buffer, int offset, int length, Timeout timeout) {
    byte[] kept = behindAnswer;
    if (kept == null) {
      return parent.read(buffer, offset, length, timeout);
    }
    int count = Math.min(length, kept.length - behindAnswerAt);
    System.arraycopy(kept, behindAnswerAt, buffer, offset, count);
    behindAnswerAt += count;
    if (behindAnswerAt == kept.length) {
      behindAnswer = null;
    }
    return count;
  }

  @Override
  public int pollRead(EspTransport transport, Timeout timeout) {
    byte[] kept = behindAnswer;
    return kept == null ? parent.pollRead(timeout) : kept.length - behindAnswerAt;
  }

  @Override
  public int pollWrite(EspTransport transport, Timeout timeout) {
    return parent.pollWrite(timeout);
  }

  @Override
  public int close(EspTransport transport) {
    return parent.close();
  }

  @Override
  public int socket(EspTransport transport) {
    return parent.socket();
  }

  /** Direct access to the stream below ends the frame that was being read. */
  EspTransport payloadTransport() {
    frame.remaining(0);
    return parent;
  }

  @Override
  public int write(EspTransport transport, byte[] buffer, int offset, int length, Timeout timeout) {
    int opcode =
        length == 0 ? WsOpcode.WS_TRANSPORT_OPCODES_PING : WsOpcode.WS_TRANSPORT_OPCODES_BINARY;
    return writeFrame(opcode | WsOpcode.WS_TRANSPORT_OPCODES_FIN, buffer, offset, length, timeout);
  }

  /**
   * Sends one frame ({@code _ws_write}). Differs: header and payload leave in one write (Q14); the
   * bytes are the same.
   *
   * @return the payload's length, less when the connection took less; 0 or -1 as the write below
   */
  int writeFrame(int firstByte, byte[] payload, int offset, int length, Timeout timeout) {
    int poll = parent.pollWrite(timeout);
    if (poll <= 0) {
      EspLog.e(TAG, "Error transport_poll_write");
      return poll;
    }
    boolean nested = encoderInUse;
    WsFrameEncoder writer = nested ? new WsFrameEncoder() : encoder;
    writer.encode(firstByte, payload, offset, length, Chip.current().random());
    int written;
    encoderInUse = true;
    try {
      written = parent.write(writer.frame(), 0, writer.length(), timeout);
    } finally {
      encoderInUse = nested;
    }
    if (written < writer.headerLength()) {
      EspLog.e(TAG, "Error write header");
      return -1;
    }
    return written - writer.headerLength();
  }

  @Override
  public int read(EspTransport transport, byte[] buffer, int offset, int length, Timeout timeout) {
    int read = 0;
    // A payload longer than the buffer is read on, without another header.
    if (frame.remaining() <= 0) {
      read = readHeader(buffer, offset, length, timeout);
      if (read < 0) {
        frame.remaining(0);
        return read;
      }
      if (frame.headerReceived() && frame.isControl() && !settings.propagateControlFrames) {
        return handleControlFrame(timeout);
      }
      if (read == 0) {
        frame.remaining(0);
        return 0;
      }
    }
    if (frame.length() != 0) {
      read = readPayload(buffer, offset, length, timeout);
      if (read <= 0) {
        EspLog.e(TAG, "Error reading payload data");
        if (read == 0) {
          Lint.warn(
              Quirk.STALLED_FRAME_LOSES_SYNC,
              "a frame stalled for longer than the timeout: its rest is taken for a new frame");
        }
        frame.remaining(0);
      }
    }
    return read;
  }

  /** Gives the payload's length, or 0 or -1 as the read below ({@code ws_read_header}). */
  private int readHeader(byte[] buffer, int offset, int length, Timeout timeout) {
    frame.begin();
    int poll = pollRead(parent, timeout);
    if (poll <= 0) {
      return poll;
    }
    while (frame.wanted() > 0) {
      int got = frame.maskIsNext() ? readMask(buffer, offset, length, timeout) : readPart(timeout);
      if (got <= 0) {
        EspLog.e(TAG, "Error read data");
        return got;
      }
      if (!quirks.has(Quirk.FRAME_HEADER_UNCHECKED) && violatesRfc()) {
        return -1;
      }
    }
    return frame.length();
  }

  private int readPart(Timeout timeout) {
    int got = readWhole(frame.target(), frame.targetOffset(), frame.wanted(), timeout);
    if (got > 0) {
      frame.accept();
    }
    return got;
  }

  /** The mask goes through the caller's buffer: of a short read the rest is what is there. */
  private int readMask(byte[] buffer, int offset, int length, Timeout timeout) {
    Lint.warn("masked-server-frame", "the server masks its frames (RFC 6455, section 5.1)");
    int wanted = frame.wanted();
    if (length < wanted) {
      Lint.warn(
          "mask-beyond-buffer",
          "a mask was read into a receive buffer of " + length + " bytes: heap overflow on a chip");
      return readPart(timeout);
    }
    int got = readWhole(buffer, offset, wanted, timeout);
    if (got > 0) {
      frame.acceptMask(buffer, offset);
    }
    return got;
  }

  /** Reads a part of a header: with Q13a what one read gives counts as all of it. */
  private int readWhole(byte[] buffer, int offset, int wanted, Timeout timeout) {
    int got = readParent(buffer, offset, wanted, timeout);
    if (got <= 0 || got == wanted) {
      return got;
    }
    if (quirks.has(Quirk.HEADER_PART_IN_ONE_READ)) {
      Lint.warn(
          Quirk.HEADER_PART_IN_ONE_READ,
          "a frame header arrived in pieces and is misread: frame synchronisation is lost");
      return got;
    }
    while (got < wanted) {
      int more = readParent(buffer, offset + got, wanted - got, timeout);
      if (more <= 0) {
        EspLog.w(TAG, "Requested to read %d, actually read %d bytes", wanted, got);
        return -1;
      }
      got += more;
    }
    return got;
  }

  /** RFC 6455, sections 5.2 and 5.5; the length is checked once it is known. */
  private boolean violatesRfc() {
    String what = frame.violation();
    if (what == null) {
      return false;
    }
    EspLog.e(TAG, "%s (first byte 0x%02X) - protocol violation", what, frame.firstByte());
    return true;
  }

  private int readPayload(byte[] buffer, int offset, int length, Timeout timeout) {
    int wanted = Math.min(frame.remaining(), length);
    int read = 0;
    if (wanted != 0) {
      read = readParent(buffer, offset, wanted, timeout);
      if (read <= 0) {
        EspLog.e(TAG, "Error read data");
        return read;
      }
    }
    frame.remaining(frame.remaining() - read);
    if (frame.hasMask()) {
      // The mask begins anew at every read, and covers what was asked for, not what came (Q13b).
      WsMask.copy(buffer, offset, buffer, offset, wanted, frame.mask());
    }
    return read;
  }

  /** Reads a control frame that the caller shall not see ({@code propagate_control_frames}). */
  private int handleControlFrame(Timeout timeout) {
    int length = frame.length();
    if (length > CONTROL_PAYLOAD_MAX) {
      EspLog.e(
          TAG,
          "Not enough room for reading control frames (need=%d, max_allowed=%d)",
          length,
          CONTROL_PAYLOAD_MAX);
      return -1;
    }
    byte[] payload = new byte[Math.max(length, 0)];
    int read = readPayload(payload, 0, payload.length, timeout);
    if (read != length) {
      EspLog.e(
          TAG,
          "Control frame (opcode=%d) payload read failed (payload_len=%d, read_len=%d)",
          frame.opcode(),
          length,
          read);
      return -1;
    }
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
    int written =
        writeFrame(
            WsOpcode.WS_TRANSPORT_OPCODES_PONG | WsOpcode.WS_TRANSPORT_OPCODES_FIN,
            payload,
            0,
            payload.length,
            timeout);
    if (written != payload.length) {
      EspLog.e(TAG, "PONG send failed (payload_len=%d, written_len=%d)", payload.length, written);
      return -1;
    }
    frame.headerHandled();
    return 0;
  }

  private int answerClose(byte[] payload, Timeout timeout) {
    if (payload.length > 0) {
      int low = payload.length > 1 ? payload[1] & 0xFF : 0;
      EspLog.i(TAG, "Got CLOSE frame with status code=%u", (payload[0] & 0xFF) << 8 | low);
    }
    int written =
        writeFrame(
            WsOpcode.WS_TRANSPORT_OPCODES_CLOSE | WsOpcode.WS_TRANSPORT_OPCODES_FIN,
            NO_BYTES,
            0,
            0,
            timeout);
    if (written < 0) {
      EspLog.e(TAG, "Sending CLOSE frame with 0 payload failed");
      return -1;
    }
    frame.headerHandled();
    int closed = WsCloseWait.poll(parent.socket(), timeout);
    if (closed == 0) {
      EspLog.w(
          TAG, "Connection cannot be terminated gracefully within timeout=%d", timeout.toMillis());
      return -1;
    }
    if (closed < 0) {
      EspLog.w(TAG, "Connection terminated while waiting for clean TCP close");
      return -1;
    }
    EspLog.i(TAG, "Connection terminated gracefully");
    // ws_handle_control_frame_internal gives the caller of read 0 for every success.
    return 0;
  }
}
