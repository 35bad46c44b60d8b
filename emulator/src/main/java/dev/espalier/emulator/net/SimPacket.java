package dev.espalier.emulator.net;

import java.net.InetSocketAddress;

/**
 * One packet as a {@link SimRule} sees it, at the moment it is sent.
 *
 * @param nanos the simulated time
 * @param kind what it is
 * @param from the sending host's name
 * @param to the receiving host's name
 * @param source the sender's address and port
 * @param target the receiver's address and port
 * @param connection a number that both directions share, counted from 1; 0 for datagrams
 * @param outbound whether it goes from the side that connected to the one that listened
 * @param offset where its first byte stands in the stream; 0 for other kinds
 * @param length its payload in bytes
 * @param attempt 0 for the first try, then counting retransmissions
 */
public record SimPacket(
    long nanos,
    Kind kind,
    String from,
    String to,
    InetSocketAddress source,
    InetSocketAddress target,
    long connection,
    boolean outbound,
    long offset,
    int length,
    int attempt) {
  /** What a packet is. */
  public enum Kind {
    /** Opens a connection. */
    SYN,
    /** Carries bytes of a stream. */
    DATA,
    /** Ends one direction. */
    FIN,
    /** Asks whether the peer is still there (keep-alive). */
    PROBE,
    /** A datagram. */
    DATAGRAM
  }
}
