package dev.espalier.hal.port;

import dev.espalier.hal.lwip.Errno;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network for sockets, never blocking. Calls are made and callbacks arrive under the reactor's
 * baton; failures are negative lwIP error numbers (see {@code hal.lwip.Errno}).
 */
public interface Network {
  /**
   * Looks a name up.
   *
   * @param host a name or a literal address
   * @param done called once, later or at once
   */
  void resolve(String host, Resolved done);

  /**
   * Opens a socket.
   *
   * @param ipv6 true for AF_INET6
   * @param datagrams true for SOCK_DGRAM
   * @return the socket, neither bound nor connected
   */
  Endpoint open(boolean ipv6, boolean datagrams);

  /**
   * Opens a raw socket. It reads packets with their IP header, and sends what follows one.
   *
   * @param ipv6 true for AF_INET6
   * @param protocol of IP, such as 1 for ICMP
   * @return the socket, null where this network has none
   */
  default @Nullable Endpoint openRaw(boolean ipv6, int protocol) {
    return null;
  }

  /**
   * Whose results the socket calls give: lwIP's, unless this network stands for a host.
   *
   * @return the rules that {@code hal.lwip} follows
   */
  default Results results() {
    return Results.LWIP;
  }

  /** Whose results the socket calls give. */
  enum Results {
    /** lwIP's, as on the chip. */
    LWIP,
    /** Linux's, as in a test of the C code on a desktop. */
    LINUX
  }

  /** Takes the result of a look-up. */
  @FunctionalInterface
  interface Resolved {
    /**
     * The look-up has ended.
     *
     * @param addresses what was found, IPv4 first; empty when the name is not known
     */
    void resolved(List<InetAddress> addresses);
  }

  /** One socket below the semantics of lwIP: no descriptor, no blocking, no errno variable. */
  interface Endpoint {
    /**
     * Bit of {@link #ready}: a read would not wait (data, end or error, or a connection to take).
     */
    int READABLE = 1;

    /** Bit of {@link #ready}: a write would not wait; also: a connect has ended. */
    int WRITABLE = 2;

    /** Bit of {@link #ready}: an error is pending. */
    int ERROR = 4;

    /** For {@link #shutdown}: no more reading (SHUT_RD). */
    int SHUT_RD = 0;

    /** For {@link #shutdown}: no more writing (SHUT_WR). */
    int SHUT_WR = 1;

    /** For {@link #shutdown}: neither (SHUT_RDWR). */
    int SHUT_RDWR = 2;

    /**
     * Binds to a local address.
     *
     * @param address port 0 takes a free one
     * @return 0 or a negative errno
     */
    int bind(InetSocketAddress address);

    /**
     * Listens for connections.
     *
     * @param backlog how many may wait
     * @return 0 or a negative errno
     */
    int listen(int backlog);

    /**
     * Takes a waiting connection.
     *
     * @return the connection, or null when none waits
     */
    @Nullable Endpoint accept();

    /**
     * Begins to connect; for datagrams sets the peer.
     *
     * @param address the peer; null takes a datagram socket's peer away
     * @return 0 when done, -EINPROGRESS, or another negative errno
     */
    int connect(@Nullable InetSocketAddress address);

    /**
     * Takes the pending error (SO_ERROR), such as that of a connect that failed.
     *
     * @return 0 or a positive errno, which is then cleared
     */
    int takeError();

    /**
     * Reads what is there.
     *
     * @param buffer where to
     * @param offset first index
     * @param length at most so many bytes, 1 or more
     * @param peek true to leave the bytes there (MSG_PEEK)
     * @return the count, 0 at the end of the stream, -EAGAIN, or another negative errno
     */
    int read(byte[] buffer, int offset, int length, boolean peek);

    /**
     * Writes as much as fits.
     *
     * @param buffer where from
     * @param offset first index
     * @param length how many
     * @return the count, -EAGAIN when nothing fits, or another negative errno
     */
    int write(byte[] buffer, int offset, int length);

    /**
     * Sends a datagram. A stream takes it as a {@link #write}, whoever it is for.
     *
     * @param buffer where from
     * @param offset first index
     * @param length how many
     * @param to the receiver
     * @return the count or a negative errno
     */
    default int sendTo(byte[] buffer, int offset, int length, InetSocketAddress to) {
      return write(buffer, offset, length);
    }

    /**
     * The sender of the datagram that the last {@link #read} took; of a stream its peer.
     *
     * @return the sender, null before any
     */
    default @Nullable InetSocketAddress sender() {
      return remote();
    }

    /**
     * Bytes that can be read at once (FIONREAD).
     *
     * @return the count
     */
    int available();

    /**
     * What could be done now.
     *
     * @return bits {@link #READABLE}, {@link #WRITABLE}, {@link #ERROR}
     */
    int ready();

    /**
     * Sets who is told when readiness may have grown. Called in interrupt context; spurious calls
     * are allowed, missed ones are not.
     *
     * @param listener replaces the former one
     */
    void onReady(Runnable listener);

    /**
     * Ends one or both directions.
     *
     * @param how {@link #SHUT_RD}, {@link #SHUT_WR} or {@link #SHUT_RDWR}
     * @return 0 or a negative errno
     */
    int shutdown(int how);

    /**
     * Closes; unread data makes it a reset. Pending data is still sent. Further calls do nothing.
     */
    void close();

    /**
     * How much of what was written the peer has not acknowledged, an end as one byte. The listener
     * is told when it has become none.
     *
     * @return the count; -1 when this network cannot tell
     */
    default int unacknowledged() {
      return -1;
    }

    /**
     * Joins or leaves a multicast group, at the interfaces and not for this socket alone.
     *
     * @param group the group
     * @param local the address of the interface, the unspecified one for all
     * @param join true to join
     * @return 0, or a negative errno when there is no such interface or membership
     */
    default int membership(InetAddress group, InetAddress local, boolean join) {
      return -Errno.ENOPROTOOPT;
    }

    /**
     * Sets an option.
     *
     * @param option which
     * @param value its value; booleans as 0 and 1, times in milliseconds
     * @return 0 or a negative errno ({@code -ENOPROTOOPT} when this network cannot)
     */
    int option(Option option, int value);

    /**
     * The local address.
     *
     * @return the address, null when not bound
     */
    @Nullable InetSocketAddress local();

    /**
     * The peer's address.
     *
     * @return the address, null when not connected
     */
    @Nullable InetSocketAddress remote();
  }

  /** Options that a network may act on; the others live in {@code hal.lwip}. */
  enum Option {
    /** SO_KEEPALIVE. */
    KEEP_ALIVE,
    /** TCP_KEEPIDLE, seconds. */
    KEEP_IDLE,
    /** TCP_KEEPINTVL, seconds. */
    KEEP_INTERVAL,
    /** TCP_KEEPCNT. */
    KEEP_COUNT,
    /** TCP_NODELAY. */
    NO_DELAY,
    /** SO_REUSEADDR. */
    REUSE_ADDRESS,
    /** SO_BROADCAST. */
    BROADCAST,
    /** IP_MULTICAST_TTL. */
    MULTICAST_TTL,
    /** IP_MULTICAST_LOOP. */
    MULTICAST_LOOP,
    /** SO_RCVBUF, bytes. */
    RECEIVE_BUFFER,
    /** SO_SNDBUF, bytes. */
    SEND_BUFFER,
    /** SO_LINGER, seconds, -1 for off; 0 makes close a reset. */
    LINGER
  }
}
