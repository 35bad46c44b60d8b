package dev.espalier.hal.transport;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the frame being read ({@code ws_transport_frame_state_t}), and the decoding of
 * its header: bytes in, no I/O.
 *
 * <p>A header has up to three parts: two bytes, the long length, the mask. {@link #wanted} says how
 * many bytes the next part has and {@link #target} where they belong; {@link #accept} takes them.
 */
final class WsFrameState {
  private static final int FIXED = 2;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final int LENGTH_16_MAX = 0xFFFF;
  private static final int RESERVED_BITS = 0x70;
  private static final int MASKED = 0x80;

  /** What the C code makes of a length that does not fit 32 bits. */
  private static final int TOO_LONG = -1;

  private enum Part {
    FIXED,
    LENGTH,
    MASK,
    DONE
  }

  /**
   * What bytes hold that a short read leaves out: in C whatever is on the stack. Any value but 0
   * does, for a length of 0 would be the one rare case.
   */
  private static final byte UNINITIALISED = 0x55;

  private final byte[] bytes = new byte[FIXED + Long.BYTES + Integer.BYTES];
  private Part part = Part.DONE;
  private int at;
  private boolean headerReceived;
  private int firstByte;
  private int length;
  private int pendingLength;
  private int remaining;
  private int mask;

  /** A new header is about to be read. */
  void begin() {
    Arrays.fill(bytes, UNINITIALISED);
    headerReceived = false;
    part = Part.FIXED;
    at = 0;
  }

  /** How many bytes to read next; 0 when the header is complete. */
  int wanted() {
    return switch (part) {
      case FIXED -> FIXED;
      case LENGTH -> lengthCode() == LENGTH_16 ? Short.BYTES : Long.BYTES;
      case MASK -> Integer.BYTES;
      case DONE -> 0;
    };
  }

  /** Where to read them to. */
  byte[] target() {
    return bytes;
  }

  /** The index in {@link #target}. */
  int targetOffset() {
    return at;
  }

  /** Whether the mask comes next. */
  boolean maskIsNext() {
    return part == Part.MASK;
  }

  /** The bytes that were wanted are in the target, or count as being there. */
  void accept() {
    int whole = wanted();
    switch (part) {
      case FIXED -> fixedDone();
      case LENGTH -> lengthDone();
      case MASK -> acceptMask(bytes, at);
      case DONE -> throw new AssertionError("the header is complete");
    }
    at += whole;
  }

  private void fixedDone() {
    headerReceived = true;
    firstByte = bytes[0] & 0xFF;
    if (lengthCode() >= LENGTH_16) {
      part = Part.LENGTH;
    } else {
      lengthKnown(lengthCode());
    }
  }

  private void lengthDone() {
    int from = FIXED;
    if (lengthCode() == LENGTH_16) {
      lengthKnown(((bytes[from] & 0xFF) << 8) | (bytes[from + 1] & 0xFF));
      return;
    }
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = (value << 8) | (bytes[from + i] & 0xFF);
    }
    // 2^31 up to 2^32-1 become negative as well: the C field is an int.
    lengthKnown(value >>> 32 != 0 ? TOO_LONG : (int) value);
  }

  private void lengthKnown(int value) {
    pendingLength = value;
    // A mask without payload is not read: its bytes are the next header (Q13b).
    if (masked() && value != 0) {
      part = Part.MASK;
    } else {
      mask = 0;
      part = Part.DONE;
    }
  }

  /** Takes a mask that was read elsewhere. */
  void acceptMask(byte[] source, int offset) {
    mask = WsMask.get(source, offset);
    part = Part.DONE;
  }

  /** The header is complete and good: its payload comes next. */
  void headerDone() {
    length = pendingLength;
    remaining = pendingLength;
  }

  private int lengthCode() {
    return bytes[1] & 0x7F;
  }

  /** Whether the last attempt to read a header got at least its first part. */
  boolean headerReceived() {
    return headerReceived;
  }

  /** The header has been dealt with. */
  void headerHandled() {
    headerReceived = false;
  }

  /** The opcode of the frame, 0 to 15. */
  int opcode() {
    return firstByte & 0x0F;
  }

  /** FIN, the reserved bits and the opcode. */
  int firstByte() {
    return firstByte;
  }

  /** Whether the frame ends its message. */
  boolean fin() {
    return (firstByte & WsOpcode.WS_TRANSPORT_OPCODES_FIN) != 0;
  }

  /** Whether the server masks the frame. */
  boolean masked() {
    return (bytes[1] & MASKED) != 0;
  }

  /** Whether the header has been read up to its length. */
  boolean lengthKnown() {
    return part == Part.MASK || part == Part.DONE;
  }

  /** What the header says, once that is known; negative for what does not fit an int. */
  int announcedLength() {
    return pendingLength;
  }

  /** Whether the length is known and does not fit an int (Q13e). */
  boolean tooLong() {
    return lengthKnown() && pendingLength < 0;
  }

  /** Whether a shorter form of the length would have done. */
  boolean lengthTooWide() {
    return switch (lengthCode()) {
      case LENGTH_16 -> pendingLength < LENGTH_16;
      case LENGTH_64 -> pendingLength >= 0 && pendingLength <= LENGTH_16_MAX;
      default -> false;
    };
  }

  /** What RFC 6455 does not allow in the header so far; null for nothing. */
  @Nullable WsViolation violation() {
    int opcode = opcode();
    if ((firstByte & RESERVED_BITS) != 0) {
      return WsViolation.RESERVED_BITS;
    }
    if ((opcode & ~WsOpcode.CONTROL) > WsOpcode.WS_TRANSPORT_OPCODES_BINARY) {
      return WsViolation.RESERVED_OPCODE;
    }
    if (isControl() && !fin()) {
      return WsViolation.FRAGMENTED_CONTROL;
    }
    if (isControl() && lengthKnown() && pendingLength > WsFunctions.CONTROL_PAYLOAD_MAX) {
      return WsViolation.LONG_CONTROL;
    }
    return null;
  }

  boolean isControl() {
    return (firstByte & WsOpcode.CONTROL) != 0;
  }

  /** The payload's length; negative when it does not fit an int. */
  int length() {
    return length;
  }

  /** How much of the payload is still to be read. */
  int remaining() {
    return remaining;
  }

  void remaining(int bytesLeft) {
    remaining = bytesLeft;
  }

  /** Whether the payload is masked. */
  boolean hasMask() {
    return mask != 0;
  }

  /** The mask, lowest byte first; 0 for none. */
  int mask() {
    return mask;
  }
}
