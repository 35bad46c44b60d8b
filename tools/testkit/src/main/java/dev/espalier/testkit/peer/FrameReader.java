package dev.espalier.testkit.peer;

import dev.espalier.testkit.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes a client's bytes apart: the request, then frames. */
final class FrameReader {
  private static final byte[] HEADER_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Consumer<String> onRequest;
  private final Consumer<Frame> onFrame;
  private byte[] buffer = new byte[4096];
  private int length;
  private boolean http = true;

  /**
   * A frame that arrived whole.
   *
   * @param fin the FIN bit
   * @param rsv the three reserved bits
   * @param opcode the opcode
   * @param mask the mask, null when the frame was not masked
   * @param form how the length was written: "7", "16" or "64"
   * @param payload the payload, unmasked
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Frame(
      boolean fin, int rsv, int opcode, byte @Nullable [] mask, String form, byte[] payload) {
    JsonObject toRecord() {
      byte[] head = Arrays.copyOf(payload, Math.min(64, payload.length));
      return JsonObject.create()
          .put("fin", fin ? 1 : 0)
          .put("rsv", rsv)
          .put("opcode", opcode)
          .put("masked", mask != null)
          .put("len", payload.length)
          .put("len_form", form)
          .put("mask", mask == null ? null : HexFormat.of().formatHex(mask))
          .put("payload_head", HexFormat.of().formatHex(head))
          .put("payload_sha256", WireData.sha256(payload));
    }
  }

  FrameReader(Consumer<String> onRequest, Consumer<Frame> onFrame) {
    this.onRequest = onRequest;
    this.onFrame = onFrame;
  }

  /** Takes bytes, not kept; reports what is whole. */
  void take(byte[] bytes) {
    if (length + bytes.length > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + bytes.length));
    }
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
    if (http && !takeRequest()) {
      return;
    }
    int taken = 0;
    for (int n = takeFrame(0); n > 0; n = takeFrame(taken)) {
      taken += n;
    }
    drop(taken);
  }

  private void drop(int count) {
    System.arraycopy(buffer, count, buffer, 0, length - count);
    length -= count;
  }

  private boolean takeRequest() {
    for (int i = 0; i + 4 <= length; i++) {
      if (Arrays.equals(buffer, i, i + 4, HEADER_END, 0, 4)) {
        String request = new String(buffer, 0, i + 4, StandardCharsets.ISO_8859_1);
        drop(i + 4);
        http = false;
        onRequest.accept(request);
        return true;
      }
    }
    return false;
  }

  /** Takes a frame at an index; returns its length in bytes, 0 while it is not whole. */
  private int takeFrame(int at) {
    int available = length - at;
    if (available < 2) {
      return 0;
    }
    int b0 = buffer[at] & 0xFF;
    int b1 = buffer[at + 1] & 0xFF;
    String form = (b1 & 127) == 126 ? "16" : (b1 & 127) == 127 ? "64" : "7";
    int lengthBytes = form.equals("16") ? 2 : form.equals("64") ? 8 : 0;
    int offset = 2 + lengthBytes;
    boolean masked = (b1 & 0x80) != 0;
    int header = offset + (masked ? 4 : 0);
    if (available < header) {
      return 0;
    }
    long payloadLength = lengthBytes == 0 ? b1 & 127 : 0;
    for (int i = 0; i < lengthBytes; i++) {
      payloadLength = (payloadLength << 8) | (buffer[at + 2 + i] & 0xFF);
    }
    if (payloadLength < 0 || available - header < payloadLength) {
      return 0;
    }
    byte[] payload = Arrays.copyOfRange(buffer, at + header, at + header + (int) payloadLength);
    byte[] mask = null;
    if (masked) {
      mask = Arrays.copyOfRange(buffer, at + offset, at + header);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i & 3];
      }
    }
    onFrame.accept(new Frame(b0 >> 7 == 1, b0 >> 4 & 7, b0 & 15, mask, form, payload));
    return header + payload.length;
  }
}
