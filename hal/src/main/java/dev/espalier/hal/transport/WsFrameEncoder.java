package dev.espalier.hal.transport;

/** Writes masked frames, header and payload in one piece, into a buffer that it keeps. */
final class WsFrameEncoder {
  /** Two bytes, eight of length, four of mask. */
  static final int HEADER_MAX = 14;

  /** Of the buffer, once there is a payload. */
  private static final int LENGTH_MIN = 128;

  private static final int MASKED = 0x80;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final int SHORT_MAX = 125;
  private static final int LENGTH_16_MAX = 0xFFFF;

  private static final byte[] NO_BYTES = {};

  private byte[] frame = NO_BYTES;
  private int headerLength;
  private int length;

  /**
   * Encodes a frame; the payload itself stays as it is.
   *
   * @param firstByte opcode and FIN, lowest eight bits
   * @param payload where the payload is
   * @param offset its first index
   * @param payloadLength how long it is, 0 or more
   * @param mask the mask, lowest byte first
   */
  void encode(int firstByte, byte[] payload, int offset, int payloadLength, int mask) {
    if (frame.length < HEADER_MAX + payloadLength) {
      // Who is idle sends empty PINGs alone.
      int least = payloadLength == 0 ? HEADER_MAX : LENGTH_MIN;
      frame = new byte[Math.max(least, HEADER_MAX + payloadLength)];
    }
    byte[] out = frame;
    out[0] = (byte) firstByte;
    int at = 2;
    if (payloadLength <= SHORT_MAX) {
      out[1] = (byte) (MASKED | payloadLength);
    } else if (payloadLength <= LENGTH_16_MAX) {
      out[1] = (byte) (MASKED | LENGTH_16);
      out[at++] = (byte) (payloadLength >> 8);
      out[at++] = (byte) payloadLength;
    } else {
      out[1] = (byte) (MASKED | LENGTH_64);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out[at++] = (byte) ((long) payloadLength >> shift);
      }
    }
    WsMask.put(out, at, mask);
    at += Integer.BYTES;
    WsMask.copy(payload, offset, out, at, payloadLength, mask);
    headerLength = at;
    length = at + payloadLength;
  }

  /** The frame, from index 0; the encoder's own array. */
  byte[] frame() {
    return frame;
  }

  /** How many bytes of the frame are header. */
  int headerLength() {
    return headerLength;
  }

  /** How many bytes the frame has. */
  int length() {
    return length;
  }
}
