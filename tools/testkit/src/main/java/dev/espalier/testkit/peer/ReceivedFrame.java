package dev.espalier.testkit.peer;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A frame that a {@link WebSocketServer} received, unmasked.
 *
 * @param nanos the simulated time
 * @param connection the number of the connection, from 1 on
 * @param fin the FIN bit
 * @param rsv the three reserved bits, 0 to 7
 * @param opcode 0 continuation, 1 text, 2 binary, 8 close, 9 ping, 10 pong
 * @param masked whether it was masked, as RFC 6455 section 5.1 demands of a client
 * @param payload the payload; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed through, never compared
public record ReceivedFrame(
    long nanos, int connection, boolean fin, int rsv, int opcode, boolean masked, byte[] payload) {
  /** Opcode of a text message. */
  public static final int TEXT = 1;

  /** Opcode of a binary message. */
  public static final int BINARY = 2;

  /** Opcode of a close frame. */
  public static final int CLOSE = 8;

  /** Opcode of a ping. */
  public static final int PING = 9;

  /** Opcode of a pong. */
  public static final int PONG = 10;

  private static final int SHOWN_BYTES = 32;

  /**
   * The payload as text.
   *
   * @return the UTF-8 text
   */
  public String text() {
    return new String(payload, StandardCharsets.UTF_8);
  }

  /**
   * The status code of a close frame (RFC 6455 section 7.4).
   *
   * @return the code, 1005 when the frame has none
   */
  public int closeCode() {
    return payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
  }

  /**
   * The opcode's name.
   *
   * @return such as {@code text}
   */
  public String kind() {
    return switch (opcode) {
      case 0 -> "continuation";
      case TEXT -> "text";
      case BINARY -> "binary";
      case CLOSE -> "close";
      case PING -> "ping";
      case PONG -> "pong";
      default -> "opcode " + opcode;
    };
  }

  /**
   * The frame in words.
   *
   * @return such as {@code text "hello"} or {@code close 1000}
   */
  @Override
  public String toString() {
    String shown =
        switch (opcode) {
          case TEXT -> "\"" + text() + "\"";
          case CLOSE -> String.valueOf(closeCode());
          default -> {
            int length = Math.min(SHOWN_BYTES, payload.length);
            yield payload.length + " bytes " + HexFormat.of().formatHex(payload, 0, length);
          }
        };
    return kind() + (fin ? " " : " (more follows) ") + shown;
  }
}
