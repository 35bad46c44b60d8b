package dev.espalier.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes a client's bytes apart, strictly: what RFC 6455 forbids is told as opcode 255. */
final class ClientFrames {
  private static final int BROKEN = 255;

  /** Hears of whole messages and control frames. */
  interface Listener {
    void message(int opcode, String latin1);
  }

  private final Listener listener;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private byte[] pending = new byte[1024];
  private int from;
  private int to;
  private int messageOpcode;

  ClientFrames(Listener listener) {
    this.listener = listener;
  }

  void accept(byte[] bytes, int count) {
    if (to + count > pending.length) {
      pending = Arrays.copyOf(Arrays.copyOfRange(pending, from, to), to - from + 2 * count + 64);
      to -= from;
      from = 0;
    }
    System.arraycopy(bytes, 0, pending, to, count);
    to += count;
    while (oneFrame()) {
      // The next one.
    }
  }

  private boolean oneFrame() {
    if (to - from < 2) {
      return false;
    }
    ByteBuffer in = ByteBuffer.wrap(pending, from, to - from);
    int first = in.get() & 0xFF;
    int second = in.get() & 0xFF;
    int form = second & 0x7F;
    int more = 4 + (form == 126 ? 2 : form == 127 ? 8 : 0);
    if (in.remaining() < more) {
      return false;
    }
    long length = form == 126 ? in.getShort() & 0xFFFF : form == 127 ? in.getLong() : form;
    byte[] mask = new byte[4];
    in.get(mask);
    if (in.remaining() < length) {
      return false;
    }
    byte[] payload = new byte[Math.toIntExact(length)];
    in.get(payload);
    from = in.position();
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    if (second < 0x80 || (form == 126 && length < 126) || (form == 127 && length < 65536)) {
      listener.message(BROKEN, "not masked, or a length in too many bytes");
    }
    frame(first, payload);
    return true;
  }

  private void frame(int first, byte[] payload) {
    int opcode = first & 0x0F;
    boolean last = (first & 0x80) != 0;
    if ((first & 0x70) != 0 || (opcode > 2 && opcode < 8) || opcode > 10) {
      listener.message(BROKEN, "first byte " + first);
    } else if (opcode >= 8) {
      boolean good = last && payload.length <= 125;
      listener.message(good ? opcode : BROKEN, new String(payload, StandardCharsets.ISO_8859_1));
    } else if ((opcode == 0) != (messageOpcode != 0)) {
      listener.message(BROKEN, "opcode " + opcode + " within opcode " + messageOpcode);
    } else {
      messageOpcode = opcode == 0 ? messageOpcode : opcode;
      message.writeBytes(payload);
      if (last) {
        listener.message(
            messageOpcode == 1 && !isUtf8() ? BROKEN : messageOpcode,
            message.toString(StandardCharsets.ISO_8859_1));
        message.reset();
        messageOpcode = 0;
      }
    }
  }

  private boolean isUtf8() {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message.toByteArray()));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
