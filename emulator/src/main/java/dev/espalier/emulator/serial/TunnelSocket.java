package dev.espalier.emulator.serial;

import org.jspecify.annotations.Nullable;

/** Who an id stands for, on the host. */
interface TunnelSocket {
  /** How a request went, or the connection's failure; not for CLOSE. */
  void status(SocketMessage.Status status) throws ViolationException;

  void data(byte[] bytes) throws ViolationException;

  void datagram(SocketMessage.Dgram piece) throws ViolationException;

  void credit(SocketMessage.Credit credit) throws ViolationException;

  void end() throws ViolationException;

  /** A connection has come to this listening socket, in the id of one of its slots. */
  void accepted(SocketMessage.Accepted accepted) throws ViolationException;

  /**
   * The next frame of data, taken out.
   *
   * @param payload the longest body
   * @return null when there is none
   */
  @Nullable SocketMessage next(int payload);

  /** Whether the frames of {@link #next} go on with what has begun: nobody's may come between. */
  default boolean isInPieces() {
    return false;
  }

  /** The session has ended; the id is gone. */
  void lost();
}
