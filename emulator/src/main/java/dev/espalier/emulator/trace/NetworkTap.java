package dev.espalier.emulator.trace;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Hears what passes between boards and their network. Called on the simulation's thread. */
public interface NetworkTap {
  /**
   * A socket of a board, as long as it lives.
   *
   * @param board the board's name
   * @param number counted from 1 in the whole run
   * @param protocol IP's number for what it carries, such as {@link #TCP}
   */
  record Flow(String board, int number, int protocol) {
    /** Of a socket with connections. */
    public static final int TCP = 6;

    /** Of a socket with datagrams. */
    public static final int UDP = 17;
  }

  /**
   * A TCP connection stands.
   *
   * @param nanos the simulated time
   * @param flow the socket
   * @param local the board's end
   * @param remote the other end
   * @param outbound whether the board has connected, rather than accepted
   */
  void connected(
      long nanos, Flow flow, InetSocketAddress local, InetSocketAddress remote, boolean outbound);

  /**
   * Bytes have passed: of a raw socket, what follows the IP header.
   *
   * @param nanos the simulated time
   * @param flow the socket
   * @param local the board's end
   * @param remote the other end
   * @param outbound whether the board has sent them
   * @param bytes the bytes, a copy
   */
  void bytes(
      long nanos,
      Flow flow,
      InetSocketAddress local,
      InetSocketAddress remote,
      boolean outbound,
      byte[] bytes);

  /**
   * A direction, or all of a connection, has ended.
   *
   * @param nanos the simulated time
   * @param flow the socket
   * @param outbound whether the board has ended it
   * @param reset true for RST, false for FIN
   */
  void ended(long nanos, Flow flow, boolean outbound, boolean reset);

  /**
   * A name was looked up.
   *
   * @param nanos the simulated time
   * @param board the board's name
   * @param name what was asked
   * @param addresses the answer, empty for none
   */
  void resolved(long nanos, String board, String name, List<InetAddress> addresses);
}
