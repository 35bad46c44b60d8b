package dev.espalier.emulator.serial;

import java.util.Arrays;
import java.util.zip.CRC32;

/** Makes frames ready for the wire. Owner: one end of a line. */
final class FrameEncoder {
  /** type, seq, ack. */
  static final int HEADER = 3;

  static final int CRC = 4;

  private final CRC32 crc = new CRC32();
  private byte[] plain = new byte[512];
  private byte[] wire = new byte[1024];
  private int length;

  /** Appends a frame to what is pending; {@code apart} puts a 00 ahead of it. */
  void add(int type, int seq, int ack, byte[] body, boolean apart) {
    int size = HEADER + body.length + CRC;
    if (plain.length < size) {
      plain = new byte[size];
    }
    plain[0] = (byte) type;
    plain[1] = (byte) seq;
    plain[2] = (byte) ack;
    System.arraycopy(body, 0, plain, HEADER, body.length);
    crc.reset();
    crc.update(plain, 0, HEADER + body.length);
    int sum = (int) crc.getValue();
    for (int i = 0; i < CRC; i++) {
      plain[HEADER + body.length + i] = (byte) (sum >> (8 * i));
    }
    reserve(Cobs.encodedMax(size) + 2);
    if (apart) {
      wire[length++] = 0;
    }
    length = Cobs.encode(plain, size, wire, length);
    wire[length++] = 0;
  }

  /** Appends a lone 00, which ends whatever the receiver has taken for the start of a frame. */
  void addDelimiter() {
    reserve(1);
    wire[length++] = 0;
  }

  private void reserve(int more) {
    if (wire.length - length < more) {
      wire = Arrays.copyOf(wire, Math.max(wire.length * 2, length + more));
    }
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** Takes what is pending. */
  byte[] take() {
    byte[] taken = Arrays.copyOf(wire, length);
    length = 0;
    return taken;
  }

  /** One frame's wire bytes. */
  static byte[] encode(int type, int seq, int ack, byte[] body) {
    FrameEncoder encoder = new FrameEncoder();
    encoder.add(type, seq, ack, body, false);
    return encoder.take();
  }
}
