package dev.espalier.emulator.serial;

/** The body of a frame, with its fields in the order of the wire. */
sealed interface Message permits LinkMessage, SocketMessage, BoardMessage {
  /** The type of its frame. */
  FrameType type();

  /** Writes the fields. */
  void write(BodyWriter to);

  /** The body. */
  default byte[] body() {
    BodyWriter writer = new BodyWriter();
    write(writer);
    return writer.take();
  }

  /**
   * Reads a body.
   *
   * @throws ViolationException when it is not what the type asks for
   */
  static Message read(FrameType type, byte[] body) throws ViolationException {
    BodyReader from = new BodyReader(type, body);
    Message message =
        switch (type) {
          case RST, HELLO, ACK, PING, PONG, BAUD, TEST, LOG, BYE -> LinkMessage.read(type, from);
          case OPEN, BIND, CONNECT, LISTEN, ACCEPT_SLOT, ACCEPTED, STATUS, DATA, DGRAM, CREDIT ->
              SocketMessage.read(type, from);
          case EOF, CLOSE, SETOPT -> SocketMessage.read(type, from);
          case RESOLVE, RESOLVED, NETINFO, WIFI_JOIN, WIFI_LEAVE -> BoardMessage.read(type, from);
        };
    switch (type) {
      case RST, HELLO, PING, PONG, NETINFO -> {} // later minor versions may add fields
      default -> from.end();
    }
    return message;
  }
}
