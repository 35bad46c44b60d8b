package dev.espalier.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames of a server, right or wrong ones. */
final class Frames {
  static final int FIN = 0x80;
  static final int CONT = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private Frames() {}

  static byte[] bytes(String latin1) {
    return latin1.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] text(String latin1) {
    return frame(FIN | TEXT, latin1);
  }

  /** A frame with the shortest form of its length. */
  static byte[] frame(int firstByte, String latin1) {
    byte[] payload = bytes(latin1);
    int form = payload.length < 126 ? payload.length : payload.length < 65536 ? 126 : 127;
    return frame(firstByte, form, payload);
  }

  /** A frame with a form of its length: 126 for 16 bits, 127 for 64, anything else as it is. */
  static byte[] frame(int firstByte, int form, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(10 + payload.length);
    out.put((byte) firstByte).put((byte) form);
    if (form == 126) {
      out.putShort((short) payload.length);
    } else if (form == 127) {
      out.putLong(payload.length);
    }
    out.put(payload);
    byte[] frame = new byte[out.flip().remaining()];
    out.get(frame);
    return frame;
  }

  /** The payload of a CLOSE. */
  static String close(int code, String reason) {
    return (char) (code >> 8 & 0xFF) + "" + (char) (code & 0xFF) + reason;
  }
}
