package dev.espalier.hal.transport;

/** First bytes of frames ({@code ws_transport_opcodes_t}): an opcode, or one with the FIN bit. */
public final class WsOpcode {
  /** Continues a fragmented message. */
  public static final int WS_TRANSPORT_OPCODES_CONT = 0x00;

  /** Text. */
  public static final int WS_TRANSPORT_OPCODES_TEXT = 0x01;

  /** Binary data. */
  public static final int WS_TRANSPORT_OPCODES_BINARY = 0x02;

  /** Close handshake. */
  public static final int WS_TRANSPORT_OPCODES_CLOSE = 0x08;

  /** Ping. */
  public static final int WS_TRANSPORT_OPCODES_PING = 0x09;

  /** Answer to a ping. */
  public static final int WS_TRANSPORT_OPCODES_PONG = 0x0a;

  /** To be added: the last (or only) frame of a message. */
  public static final int WS_TRANSPORT_OPCODES_FIN = 0x80;

  /** No opcode: the last read did not begin a frame. */
  public static final int WS_TRANSPORT_OPCODES_NONE = 0x100;

  /** The bit that makes an opcode one of a control frame (RFC 6455, section 5.5). */
  static final int CONTROL = 0x08;

  private WsOpcode() {}
}
