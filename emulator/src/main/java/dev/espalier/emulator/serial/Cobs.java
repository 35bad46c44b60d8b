package dev.espalier.emulator.serial;

/**
 * Consistent overhead byte stuffing: bytes without 00 (Cheshire and Baker, 1999). No block follows
 * a full one that ends the data.
 */
final class Cobs {
  private static final int FULL = 0xff;

  private Cobs() {}

  /** The most that encoding makes of so many bytes. */
  static int encodedMax(int length) {
    return length + length / (FULL - 1) + 1;
  }

  /** Encodes {@code from[0, length)} to {@code to} from {@code at} on; returns the index behind. */
  static int encode(byte[] from, int length, byte[] to, int at) {
    int codeAt = at;
    int next = at + 1;
    int code = 1;
    for (int i = 0; i < length; i++) {
      if (from[i] != 0) {
        to[next++] = from[i];
        code++;
      }
      if (from[i] == 0 || (code == FULL && i + 1 < length)) {
        to[codeAt] = (byte) code;
        codeAt = next++;
        code = 1;
      }
    }
    to[codeAt] = (byte) code;
    return next;
  }

  /**
   * Decodes {@code buffer[0, length)}, which holds no 00, in place.
   *
   * @return the decoded length, -1 when it is no encoding
   */
  static int decode(byte[] buffer, int length) {
    int in = 0;
    int out = 0;
    while (in < length) {
      int code = buffer[in++] & 0xff;
      if (code == 0 || code - 1 > length - in) {
        return -1;
      }
      System.arraycopy(buffer, in, buffer, out, code - 1);
      in += code - 1;
      out += code - 1;
      if (code != FULL && in < length) {
        buffer[out++] = 0;
      }
    }
    return out;
  }
}
