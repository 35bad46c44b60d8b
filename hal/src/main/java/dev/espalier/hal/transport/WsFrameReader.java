package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import org.jspecify.annotations.Nullable;

/** Reads headers and payloads of frames ({@code ws_read_header}, {@code ws_read_payload}). */
final class WsFrameReader {
  private final WsStream stream;
  private final WsFrameState frame;
  private final QuirkSet quirks;
  private final WsWatch watch;

  WsFrameReader(WsStream stream, WsFrameState frame, QuirkSet quirks, WsWatch watch) {
    this.stream = stream;
    this.frame = frame;
    this.quirks = quirks;
    this.watch = watch;
  }

  /**
   * Reads the next frame's header; the mask goes through the caller's buffer, as in C.
   *
   * @return the payload's length; 0 or negative as the read below; -1 for a frame that is not
   *     allowed
   */
  int readHeader(byte[] buffer, int offset, int length, Timeout timeout) {
    frame.begin();
    int poll = stream.pollRead(timeout);
    if (poll <= 0) {
      return poll;
    }
    while (frame.wanted() > 0) {
      int got = frame.maskIsNext() ? readMask(buffer, offset, length, timeout) : readPart(timeout);
      if (got <= 0) {
        TransportTags.readFailed("Error read data", got);
        return got;
      }
      if (frame.tooLong()) {
        if (!quirks.has(Quirk.LENGTH_64_MISREAD)) {
          EspLog.e(TransportTags.ws(), "Payload length out of range");
          return -1;
        }
        Lint.warn(
            Quirk.LENGTH_64_MISREAD,
            "a frame of 2 GiB or more: v4.4 takes its length for a negative number");
      }
      WsViolation forbidden = forbidden();
      if (forbidden == WsViolation.LONG_CONTROL) {
        dropPayload(buffer, offset, length, timeout);
      }
      if (forbidden != null) {
        return -1;
      }
    }
    frame.headerDone();
    watch.received(frame);
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
    if (!quirks.has(Quirk.HEADER_PART_IN_ONE_READ)) {
      return stream.readExactly(buffer, offset, wanted, timeout);
    }
    int got = stream.read(buffer, offset, wanted, timeout);
    if (got > 0 && got < wanted) {
      Lint.warn(
          Quirk.HEADER_PART_IN_ONE_READ,
          "a frame header arrived in pieces and is misread: frame synchronisation is lost");
    }
    return got;
  }

  /** RFC 6455, sections 5.2 and 5.5; the length is checked once it is known. */
  private @Nullable WsViolation forbidden() {
    WsViolation what = frame.violation();
    if (what == null) {
      return null;
    }
    watch.peerViolates(what);
    if (quirks.has(Quirk.FRAME_HEADER_UNCHECKED)) {
      return null;
    }
    EspLog.e(
        TransportTags.ws(),
        "%s (first byte 0x%02X) - protocol violation",
        what.text(),
        frame.firstByte());
    return what;
  }

  /** Takes the payload of a control frame that is too long out of the stream. */
  private void dropPayload(byte[] buffer, int offset, int length, Timeout timeout) {
    int left = frame.announcedLength();
    while (left > 0 && length > 0) {
      int got = stream.read(buffer, offset, Math.min(left, length), timeout);
      if (got <= 0) {
        return;
      }
      left -= got;
    }
  }

  /** Reads on in the payload: the count, 0 when the time is over, negative on errors. */
  int readPayload(byte[] buffer, int offset, int length, Timeout timeout) {
    int wanted = Math.min(frame.remaining(), length);
    int read = 0;
    if (wanted != 0) {
      read = stream.read(buffer, offset, wanted, timeout);
      if (read < 0 || (read == 0 && quirks.has(Quirk.STALLED_FRAME_LOSES_SYNC))) {
        TransportTags.readFailed("Error read data", read);
      }
      if (read <= 0) {
        return read;
      }
    }
    frame.remaining(frame.remaining() - read);
    if (frame.hasMask()) {
      // The mask begins anew at every read, and covers what was asked for, not what came (Q13b).
      WsMask.copy(buffer, offset, buffer, offset, wanted, frame.mask());
    }
    watch.payload(frame, buffer, offset, read);
    return read;
  }

  /**
   * Reads the whole payload of a control frame at once. Its mask is left on, as current ESP-IDF
   * does.
   *
   * @return its length, or -1
   */
  int readControlPayload(byte[] buffer, int offset, int length, Timeout timeout) {
    int wanted = frame.length();
    if (wanted > length) {
      EspLog.e(
          TransportTags.ws(),
          "Control frame payload (%d) exceeds caller buffer (%d)",
          wanted,
          length);
      return -1;
    }
    int read = stream.readExactly(buffer, offset, wanted, timeout);
    if (read != wanted) {
      EspLog.e(
          TransportTags.ws(),
          "Control frame payload read failed (expected=%d, got=%d)",
          wanted,
          read);
      return -1;
    }
    frame.remaining(0);
    watch.payload(frame, buffer, offset, read);
    return wanted;
  }
}
