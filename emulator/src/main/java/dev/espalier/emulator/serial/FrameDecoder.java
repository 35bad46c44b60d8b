package dev.espalier.emulator.serial;

import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Finds frames in a stream of bytes, whatever comes between them. Holds at most one frame. Owner:
 * one end of a line.
 */
final class FrameDecoder {
  /** Hears what was found. */
  interface Sink {
    /** A frame whose check sum is right; the body is the sink's. */
    void frame(int type, int seq, int ack, byte[] body);

    /** A bad frame: noise, or damaged. */
    void bad();

    /** Text between frames, such as boot messages. */
    void text(byte[] bytes);
  }

  private static final int SHORTEST = FrameEncoder.HEADER + FrameEncoder.CRC;

  private final Sink sink;
  private final byte[] buffer;
  private final CRC32 crc = new CRC32();
  private int length;
  private boolean skipping;

  /** Takes bodies of up to so many bytes. */
  FrameDecoder(int bodyMax, Sink sink) {
    this.sink = sink;
    this.buffer = new byte[Cobs.encodedMax(SHORTEST + bodyMax)];
  }

  /** Takes bytes of the wire, in pieces of any size. */
  void feed(byte[] bytes, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      byte next = bytes[i];
      if (next == 0) {
        end();
      } else if (!skipping) {
        if (length < buffer.length) {
          buffer[length++] = next;
        } else {
          overflow(next);
        }
      }
    }
  }

  /** Forgets the frame that has begun. */
  void reset() {
    length = 0;
    skipping = false;
  }

  /** A long text is passed on in pieces; a frame that is too long is skipped. */
  private void overflow(byte next) {
    if (isText(buffer, length)) {
      sink.text(Arrays.copyOf(buffer, length));
      buffer[0] = next;
      length = 1;
    } else {
      skipping = true;
      length = 0;
      sink.bad();
    }
  }

  /**
   * Takes a text that no 00 has ended, such as that of a board which has stopped in its boot
   * loader.
   */
  void flushText() {
    if (length > 0 && !skipping && isText(buffer, length)) {
      byte[] text = Arrays.copyOf(buffer, length);
      length = 0;
      sink.text(text);
    }
  }

  private void end() {
    int size = length;
    boolean skipped = skipping;
    reset();
    if (size == 0 || skipped) {
      return;
    }
    byte[] raw = isText(buffer, size) ? Arrays.copyOf(buffer, size) : null;
    int plain = Cobs.decode(buffer, size);
    if (plain >= SHORTEST && checks(plain)) {
      sink.frame(
          buffer[0] & 0xff,
          buffer[1] & 0xff,
          buffer[2] & 0xff,
          Arrays.copyOfRange(buffer, FrameEncoder.HEADER, plain - FrameEncoder.CRC));
    } else if (raw != null) {
      sink.text(raw);
    } else {
      sink.bad();
    }
  }

  private boolean checks(int plain) {
    int at = plain - FrameEncoder.CRC;
    crc.reset();
    crc.update(buffer, 0, at);
    int sum = (int) crc.getValue();
    for (int i = 0; i < FrameEncoder.CRC; i++) {
      if (buffer[at + i] != (byte) (sum >> (8 * i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether nine in ten bytes are printable. */
  static boolean isText(byte[] bytes, int length) {
    int printable = 0;
    for (int i = 0; i < length; i++) {
      int c = bytes[i];
      if ((c >= 0x20 && c <= 0x7e) || c == '\t' || c == '\n' || c == '\r' || c == 0x1b) {
        printable++;
      }
    }
    return printable * 10L >= length * 9L;
  }
}
