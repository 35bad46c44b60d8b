package dev.espalier.hal.lwip;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * lwIP's BSD sockets ({@code lwip/sockets.h}, {@code sys/select.h}, {@code sys/poll.h}), with their
 * names. A call that fails returns -1 and leaves the reason in {@link Errno}; one that succeeds
 * sets it to 0.
 *
 * <p>A call waits unless the socket is non-blocking, and then only the calling task waits. Two
 * tasks may use one socket, one to read and one to write.
 */
public final class Sockets extends SocketControl {
  private Sockets() {}

  /**
   * Opens a socket.
   *
   * @param domain {@link #AF_INET} or {@link #AF_INET6}
   * @param type {@link #SOCK_STREAM}, {@link #SOCK_DGRAM} or {@link #SOCK_RAW}
   * @param protocol 0, {@link #IPPROTO_TCP} or {@link #IPPROTO_UDP}; lwIP looks at it for raw
   *     sockets alone
   * @return the lowest free descriptor from 54 on, or -1: ENFILE when CONFIG_LWIP_MAX_SOCKETS are
   *     open, ENOBUFS without memory, EINVAL for an unknown type
   */
  @EspApi(
      value = "socket",
      fidelity = Fidelity.PARTIAL,
      note = "SOCK_RAW: IPv4 on the simulated network, with ICMP's echo; elsewhere ENOBUFS")
  public static int socket(int domain, int type, int protocol) {
    SocketTable table = begin();
    if (type < SOCK_STREAM || type > SOCK_RAW) {
      return fail(Errno.EINVAL);
    }
    boolean ipv6 = domain == AF_INET6 && table.config.ipv6();
    return type == SOCK_RAW
        ? table.openRaw(ipv6, protocol & 0xFF)
        : table.open(type == SOCK_STREAM, ipv6);
  }

  /**
   * Binds a socket to a local address.
   *
   * @param fd the socket
   * @param address of the socket's family; port 0 takes a free one
   * @return 0, or -1: EADDRINUSE, EINVAL for the wrong family, EADDRNOTAVAIL
   */
  @EspApi("bind")
  @CanIgnoreReturnValue
  public static int bind(int fd, SockAddr address) {
    LwipSocket socket = find(fd);
    return socket == null ? -1 : result(socket.bind(address));
  }

  /**
   * Lets a TCP socket take connections.
   *
   * @param fd the socket
   * @param backlog how many may wait, cut to 0 to 255
   * @return 0, or -1: EOPNOTSUPP for UDP, ENOTCONN while connecting, EINVAL when connected
   */
  @EspApi("listen")
  @CanIgnoreReturnValue
  public static int listen(int fd, int backlog) {
    LwipSocket socket = find(fd);
    if (socket == null) {
      return -1;
    }
    return socket instanceof TcpSocket tcp ? result(tcp.listen(backlog)) : fail(Errno.EOPNOTSUPP);
  }

  /**
   * Takes a connection, waiting for one up to SO_RCVTIMEO.
   *
   * @param fd a listening socket
   * @param peer receives the peer's address, or null
   * @return the new descriptor, or -1: EWOULDBLOCK, EINVAL when not listening, EOPNOTSUPP for UDP,
   *     ENFILE (the connection is closed)
   */
  @EspApi("accept")
  public static int accept(int fd, @Nullable SockAddr peer) {
    LwipSocket socket = find(fd);
    if (socket == null) {
      return -1;
    }
    if (!(socket instanceof TcpSocket tcp)) {
      return fail(Errno.EOPNOTSUPP);
    }
    return tcp.table.accept(tcp, peer);
  }

  /**
   * Connects; for UDP sets the peer.
   *
   * @param fd the socket
   * @param address the peer; family AF_UNSPEC takes a UDP socket's peer away
   * @return 0, or -1: EINPROGRESS when non-blocking, EALREADY, EISCONN, ECONNRESET when refused,
   *     ECONNABORTED when nobody answered, EHOSTUNREACH without a route
   */
  @EspApi("connect")
  @CanIgnoreReturnValue
  public static int connect(int fd, SockAddr address) {
    LwipSocket socket = find(fd);
    return socket == null ? -1 : result(socket.connect(address));
  }

  /**
   * Closes a socket. Tasks that wait in it return with ENOTCONN, in select with EBADF.
   *
   * <p>With SO_LINGER above 0 it waits for the peer's acknowledgement of what was sent.
   *
   * @param fd the socket
   * @return 0, or -1: EBADF, EWOULDBLOCK where a socket that must not wait would have to linger
   */
  @EspApi(
      value = "close",
      fidelity = Fidelity.PARTIAL,
      note = "SO_LINGER: on the host's network close does not wait, and 0 always resets")
  @CanIgnoreReturnValue
  public static int close(int fd) {
    LwipSocket socket = find(fd);
    if (socket == null) {
      return -1;
    }
    int refused = socket.linger();
    if (refused < 0) {
      return result(refused);
    }
    socket.close();
    socket.table.kernel.reschedule();
    return 0;
  }

  /**
   * Ends one or both directions of a connection.
   *
   * @param fd the socket
   * @param how {@link #SHUT_RD}, {@link #SHUT_WR} or {@link #SHUT_RDWR}
   * @return 0, or -1: ENOTCONN, EINVAL, EOPNOTSUPP for UDP
   */
  @EspApi("shutdown")
  @CanIgnoreReturnValue
  public static int shutdown(int fd, int how) {
    LwipSocket socket = find(fd);
    if (socket == null) {
      return -1;
    }
    int result = socket.shutdown(how);
    socket.table.kernel.reschedule();
    return result(result);
  }

  /**
   * Sends, waiting up to SO_SNDTIMEO for room.
   *
   * @param fd the socket
   * @param data where from
   * @param offset the first byte
   * @param length how many
   * @param flags {@link #MSG_DONTWAIT}, {@link #MSG_MORE}
   * @return the count, less than {@code length} when non-blocking or when the time was over; or -1:
   *     EWOULDBLOCK, ECONNRESET, ENOTCONN, EINPROGRESS while connecting or while another task sends
   */
  @EspApi(value = "send", fidelity = Fidelity.PARTIAL, note = "MSG_MORE has no effect")
  @CanIgnoreReturnValue
  public static int send(int fd, byte[] data, int offset, int length, int flags) {
    LwipSocket socket = find(fd);
    return socket == null ? -1 : socket.table.result(socket.send(data, offset, length, flags));
  }

  /**
   * Sends a whole array.
   *
   * @param fd the socket
   * @param data what to send
   * @param flags as for the long form
   * @return as the long form
   */
  @CanIgnoreReturnValue
  public static int send(int fd, byte[] data, int flags) {
    return send(fd, data, 0, data.length, flags);
  }

  /**
   * Sends a datagram to an address; on TCP the same as {@link #send}.
   *
   * @param fd the socket
   * @param data where from
   * @param offset the first byte
   * @param length how many, at most 65535
   * @param flags {@link #MSG_DONTWAIT}
   * @param to the receiver, or null for the connected one
   * @return the count, or -1: EMSGSIZE, EHOSTUNREACH, ENOTCONN without any receiver
   */
  @EspApi("sendto")
  @CanIgnoreReturnValue
  public static int sendto(
      int fd, byte[] data, int offset, int length, int flags, @Nullable SockAddr to) {
    LwipSocket socket = find(fd);
    if (socket == null) {
      return -1;
    }
    return result(
        socket instanceof UdpSocket udp
            ? udp.sendTo(data, offset, length, to)
            : socket.send(data, offset, length, flags));
  }

  /**
   * Receives, waiting up to SO_RCVTIMEO for the first byte.
   *
   * @param fd the socket
   * @param buffer where to
   * @param offset the first index
   * @param length at most so many
   * @param flags {@link #MSG_PEEK}, {@link #MSG_DONTWAIT}
   * @return the count; 0 at the end of the stream, once, after that -1 with ENOTCONN; or -1:
   *     EWOULDBLOCK, ECONNRESET, ECONNABORTED, ENOTCONN
   */
  @EspApi("recv")
  public static int recv(int fd, byte[] buffer, int offset, int length, int flags) {
    return recvfrom(fd, buffer, offset, length, flags, null);
  }

  /**
   * Receives into a whole array.
   *
   * @param fd the socket
   * @param buffer where to
   * @param flags as for the long form
   * @return as the long form
   */
  public static int recv(int fd, byte[] buffer, int flags) {
    return recvfrom(fd, buffer, 0, buffer.length, flags, null);
  }

  /**
   * Receives and notes from whom.
   *
   * @param fd the socket
   * @param buffer where to; the rest of a longer datagram is lost
   * @param offset the first index
   * @param length at most so many
   * @param flags {@link #MSG_PEEK}, {@link #MSG_DONTWAIT}
   * @param from receives the sender, or null
   * @return as {@link #recv}
   */
  @EspApi("recvfrom")
  public static int recvfrom(
      int fd, byte[] buffer, int offset, int length, int flags, @Nullable SockAddr from) {
    LwipSocket socket = find(fd);
    if (socket == null) {
      return -1;
    }
    int count = socket.receive(buffer, offset, length, flags);
    if (from != null && count >= 0) {
      InetSocketAddress sender =
          socket.isTcp() ? socket.endpoint.remote() : socket.endpoint.sender();
      from.assign(sender, socket.ipv6);
    }
    if (count == 0 && socket.isTcp() && length > 0) {
      if (!socket.table.linux) {
        Errno.set(Errno.ENOTCONN); // lwIP passes ERR_CLSD through its table before it returns 0
      }
      return 0;
    }
    return socket.table.result(count);
  }

  /**
   * Receives, as {@link #recv} without flags.
   *
   * @param fd the socket
   * @param buffer where to
   * @param offset the first index
   * @param length at most so many
   * @return as {@link #recv}
   */
  @EspApi(value = "read", fidelity = Fidelity.PARTIAL, note = "sockets only, no files")
  public static int read(int fd, byte[] buffer, int offset, int length) {
    return recvfrom(fd, buffer, offset, length, 0, null);
  }

  /**
   * Sends, as {@link #send} without flags.
   *
   * @param fd the socket
   * @param data where from
   * @param offset the first byte
   * @param length how many
   * @return as {@link #send}
   */
  @EspApi(value = "write", fidelity = Fidelity.PARTIAL, note = "sockets only, no files")
  @CanIgnoreReturnValue
  public static int write(int fd, byte[] data, int offset, int length) {
    return send(fd, data, offset, length, 0);
  }

  /**
   * Waits until a descriptor is ready. The sets are changed to those found ready, except on
   * failure.
   *
   * @param nfds one more than the largest descriptor, at most 64
   * @param readfds to be readable, or null
   * @param writefds to be writable, or null
   * @param exceptfds to have failed, or null
   * @param timeout the longest wait, rounded to milliseconds and down to ticks; null for no limit
   * @return how many were found, 0 after the time, or -1: EBADF, EINVAL
   */
  @EspApi(value = "select", fidelity = Fidelity.PARTIAL, note = "sockets only, no files")
  @CanIgnoreReturnValue
  public static int select(
      int nfds,
      @Nullable FdSet readfds,
      @Nullable FdSet writefds,
      @Nullable FdSet exceptfds,
      @Nullable Timeval timeout) {
    return selectMicros(
        nfds,
        readfds,
        writefds,
        exceptfds,
        timeout == null ? Selects.FOREVER : timeout.sec() * 1_000_000 + timeout.usec());
  }

  /**
   * The same as {@link #select} with the time as a number, for loops that make no garbage.
   *
   * @param nfds one more than the largest descriptor, at most 64
   * @param readfds to be readable, or null
   * @param writefds to be writable, or null
   * @param exceptfds to have failed, or null
   * @param timeoutMicros the longest wait, -1 for no limit
   * @return as {@link #select}
   */
  @CanIgnoreReturnValue
  public static int selectMicros(
      int nfds,
      @Nullable FdSet readfds,
      @Nullable FdSet writefds,
      @Nullable FdSet exceptfds,
      long timeoutMicros) {
    SocketTable table = begin();
    if (nfds < 0 || nfds > FdSet.FD_SETSIZE) {
      return fail(Errno.EINVAL);
    }
    long mask = nfds == 0 ? 0 : -1L >>> (64 - nfds) & -1L << table.first;
    Selects selects = table.selects;
    int count =
        selects.select(
            readfds == null ? 0 : readfds.bits() & mask,
            writefds == null ? 0 : writefds.bits() & mask,
            exceptfds == null ? 0 : exceptfds.bits() & mask,
            timeoutMicros);
    if (count < 0) {
      return table.result(count);
    }
    if (readfds != null) {
      readfds.bits(selects.readable());
    }
    if (writefds != null) {
      writefds.bits(selects.writable());
    }
    if (exceptfds != null) {
      exceptfds.bits(selects.excepted());
    }
    return table.result(count);
  }

  /**
   * Sets an option that is a number or a switch.
   *
   * @param fd the socket
   * @param level {@link #SOL_SOCKET}, {@link #IPPROTO_TCP}, {@link #IPPROTO_IP}, {@link
   *     #IPPROTO_IPV6}
   * @param option its name at that level
   * @param value the number; 1 and 0 for on and off
   * @return 0, or -1: ENOPROTOOPT, EINVAL
   */
  @EspApi(
      value = "setsockopt",
      fidelity = Fidelity.PARTIAL,
      note =
          "no multicast over IPv6; IP_TTL, IP_TOS, IP_MULTICAST_IF, SO_NO_CHECK and IPV6_V6ONLY are"
              + " stored only")
  @CanIgnoreReturnValue
  public static int setsockopt(int fd, int level, int option, int value) {
    LwipSocket socket = find(fd);
    return socket == null ? -1 : result(socket.options.set(level, option, value));
  }

  /**
   * Sets SO_RCVTIMEO or SO_SNDTIMEO.
   *
   * @param fd the socket
   * @param level {@link #SOL_SOCKET}
   * @param option {@link #SO_RCVTIMEO} or {@link #SO_SNDTIMEO}
   * @param value the longest wait, 0 for no limit
   * @return 0, or -1: EINVAL for a negative time, ENOPROTOOPT
   */
  @CanIgnoreReturnValue
  public static int setsockopt(int fd, int level, int option, Timeval value) {
    LwipSocket socket = find(fd);
    return socket == null ? -1 : result(socket.options.set(level, option, value));
  }

  /**
   * Sets SO_LINGER.
   *
   * @param fd the socket
   * @param level {@link #SOL_SOCKET}
   * @param option {@link #SO_LINGER}
   * @param value whether and how long
   * @return 0, or -1: ENOPROTOOPT unless CONFIG_LWIP_SO_LINGER is set, EINVAL
   */
  @CanIgnoreReturnValue
  public static int setsockopt(int fd, int level, int option, Linger value) {
    LwipSocket socket = find(fd);
    return socket == null ? -1 : result(socket.options.set(level, option, value));
  }

  /**
   * Joins or leaves a multicast group; closing leaves all.
   *
   * @param fd a datagram socket
   * @param level {@link #IPPROTO_IP}
   * @param option {@link #IP_ADD_MEMBERSHIP} or {@link #IP_DROP_MEMBERSHIP}
   * @param value the group
   * @return 0, or -1: EADDRNOTAVAIL, ENOMEM, ENOPROTOOPT
   */
  @CanIgnoreReturnValue
  public static int setsockopt(int fd, int level, int option, IpMreq value) {
    LwipSocket socket = find(fd);
    return socket == null ? -1 : result(socket.options.set(level, option, value));
  }

  /**
   * Sets SO_BINDTODEVICE.
   *
   * @param fd the socket
   * @param level {@link #SOL_SOCKET}
   * @param option {@link #SO_BINDTODEVICE}
   * @param interfaceName lwIP's name such as {@code "st1"}; empty for any
   * @return 0, or -1: ENODEV for an unknown name, ENOPROTOOPT
   */
  @CanIgnoreReturnValue
  public static int setsockopt(int fd, int level, int option, String interfaceName) {
    LwipSocket socket = find(fd);
    return socket == null ? -1 : result(socket.options.set(level, option, interfaceName));
  }

  /**
   * Reads an option.
   *
   * @param fd the socket
   * @param level as for {@link #setsockopt(int, int, int, int)}
   * @param option its name at that level
   * @param value receives the number; two for SO_RCVTIMEO and SO_SNDTIMEO (seconds, microseconds)
   *     and SO_LINGER (on, seconds)
   * @return 0, or -1: ENOPROTOOPT, EINVAL
   */
  @EspApi(value = "getsockopt", fidelity = Fidelity.PARTIAL, note = "no multicast over IPv6")
  @CanIgnoreReturnValue
  public static int getsockopt(int fd, int level, int option, int[] value) {
    LwipSocket socket = find(fd);
    return socket == null ? -1 : result(socket.options.get(level, option, value));
  }

  /** The open socket of a descriptor; null with EBADF. Begins the call. */
  static @Nullable LwipSocket find(int fd) {
    LwipSocket socket = begin().find(fd);
    if (socket == null) {
      Errno.set(Errno.EBADF);
    }
    return socket;
  }

  static SocketTable begin() {
    SocketTable table = SocketTable.current();
    table.kernel.call();
    return table;
  }

  /** Turns a count or a negative error number into C's answer. */
  static int result(int value) {
    return value < 0 ? fail(-value) : value; // lwIP's set_errno keeps the last number
  }

  static int fail(int error) {
    Errno.set(error);
    return -1;
  }
}
