package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import org.jspecify.annotations.Nullable;

/** WebSocket frames over another transport: the functions of {@code transport_ws.c}. */
final class WsFunctions implements TransportFunctions {
  /** RFC 6455, section 5.5. */
  static final int CONTROL_PAYLOAD_MAX = 125;

  private static final byte[] NO_BYTES = {};

  private final EspTransport parent;
  private final QuirkSet quirks;
  private final int bufferSize;
  private final WsSettings settings = new WsSettings();

  /** Made at first use: of a client's two transports one is never connected. */
  private @Nullable WsFraming framing;

  /** Payload of a control frame that is not for the caller. */
  private byte[] controlPayload = NO_BYTES;

  private int upgradeStatus;
  private @Nullable String redirUri;

  WsFunctions(EspTransport parent, QuirkSet quirks, int bufferSize) {
    this.parent = parent;
    this.quirks = quirks;
    this.bufferSize = bufferSize;
  }

  private WsFraming framing() {
    WsFraming made = framing;
    if (made == null) {
      made = new WsFraming(parent, quirks);
      framing = made;
    }
    return made;
  }

  WsSettings settings() {
    return settings;
  }

  WsFrameState frame() {
    return framing().frame;
  }

  QuirkSet quirks() {
    return quirks;
  }

  EspTransport parent() {
    return parent;
  }

  /** The status of the last upgrade answer; 0 before the first, -1 for an answer without one. */
  int upgradeStatus() {
    return upgradeStatus;
  }

  /** Where the last connect was redirected to; null for nowhere. */
  @Nullable String redirUri() {
    return redirUri;
  }

  @Override
  public int connect(EspTransport transport, String host, int port, Timeout timeout) {
    WsFraming frames = framing();
    frames.stream.keep(null);
    frames.watch.connecting();
    redirUri = null;
    if (parent.connect(host, port, timeout) < 0) {
      EspLog.e(TransportTags.ws(), "Error connecting to host %s:%d", host, port);
      return -1;
    }
    WsUpgrade upgrade = new WsUpgrade(parent, quirks, bufferSize);
    int result = upgrade.run(settings, host, port, timeout);
    upgradeStatus = upgrade.status(upgradeStatus);
    redirUri = upgrade.redirUri();
    if (result == 0 && !quirks.has(Quirk.BYTES_BEHIND_UPGRADE_LOST)) {
      frames.stream.keep(upgrade.behindAnswer());
    }
    return result;
  }

  @Override
  public int pollRead(EspTransport transport, Timeout timeout) {
    return framing().stream.hasKept()
        ? 1
        : parent.pollRead(timeout); // few frames below a long wait
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
    return parent.getSocket();
  }

  /** Direct access to the stream below ends the frame that was being read. */
  EspTransport payloadTransport() {
    frame().remaining(0);
    return parent;
  }

  @Override
  public int write(EspTransport transport, byte[] buffer, int offset, int length, Timeout timeout) {
    int opcode =
        length == 0 ? WsOpcode.WS_TRANSPORT_OPCODES_PING : WsOpcode.WS_TRANSPORT_OPCODES_BINARY;
    return writeFrame(opcode | WsOpcode.WS_TRANSPORT_OPCODES_FIN, buffer, offset, length, timeout);
  }

  /** Sends one frame; gives the payload's bytes that were sent, 0 or -1 as the write below. */
  int writeFrame(int firstByte, byte[] payload, int offset, int length, Timeout timeout) {
    return framing().writer.write(firstByte, payload, offset, length, timeout);
  }

  @Override
  public int read(EspTransport transport, byte[] buffer, int offset, int length, Timeout timeout) {
    WsFraming frames = framing();
    WsFrameState frame = frames.frame;
    int read = 0;
    // A payload longer than the buffer is read on, without another header.
    if (frame.remaining() <= 0) {
      read = frames.reader.readHeader(buffer, offset, length, timeout);
      if (read < 0) {
        frame.remaining(0);
        return read;
      }
      if (frame.headerReceived() && frame.isControl()) {
        if (!settings.propagateControlFrames) {
          return handleControlFrame(frames, timeout);
        }
        if (frame.length() > 0 && !quirks.has(Quirk.PONG_FROM_SHORT_BUFFER)) {
          return frames.reader.readControlPayload(buffer, offset, length, timeout);
        }
      }
      if (read == 0) {
        frame.remaining(0);
        return 0;
      }
    }
    if (frame.length() != 0) {
      read = frames.reader.readPayload(buffer, offset, length, timeout);
      if (read <= 0) {
        stalled(frame, read);
      }
    }
    return read;
  }

  private void stalled(WsFrameState frame, int read) {
    if (read == 0) {
      if (!quirks.has(Quirk.STALLED_FRAME_LOSES_SYNC)) {
        return;
      }
      Lint.warn(
          Quirk.STALLED_FRAME_LOSES_SYNC,
          "a frame stalled for longer than the timeout: its rest is taken for a new frame");
    }
    TransportTags.readFailed("Error reading payload data", read);
    frame.remaining(0);
  }

  /** Reads a control frame that the caller shall not see ({@code propagate_control_frames}). */
  private int handleControlFrame(WsFraming frames, Timeout timeout) {
    WsFrameState frame = frames.frame;
    int length = frame.length();
    if (length > CONTROL_PAYLOAD_MAX) {
      EspLog.e(
          TransportTags.ws(),
          "Not enough room for reading control frames (need=%d, max_allowed=%d)",
          length,
          CONTROL_PAYLOAD_MAX);
      return -1;
    }
    if (controlPayload.length == 0) {
      controlPayload = new byte[CONTROL_PAYLOAD_MAX];
    }
    int read = frames.reader.readPayload(controlPayload, 0, Math.max(length, 0), timeout);
    if (read != length) {
      EspLog.e(
          TransportTags.ws(),
          "Control frame (opcode=%d) payload read failed (payload_len=%d, read_len=%d)",
          frame.opcode(),
          length,
          read);
      return -1;
    }
    return new WsControlFrames(parent, frame, frames.writer).handle(controlPayload, timeout);
  }
}
