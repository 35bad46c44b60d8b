package dev.espalier.hal.lwip;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The less used half of {@link Sockets}: addresses, modes, poll, messages in pieces, interface
 * names.
 */
abstract sealed class SocketControl extends SocketConstants permits Sockets {
  /** What {@link #selectOne} gives for a socket that select's third set would have. */
  public static final int SELECTED_FAILED = 2;

  SocketControl() {}

  /**
   * The local address of a socket.
   *
   * @param fd the socket
   * @param name receives the address
   * @return 0, or -1: EBADF, ENOTCONN when the connection is gone
   */
  @EspApi("getsockname")
  @CanIgnoreReturnValue
  public static int getsockname(int fd, SockAddr name) {
    LwipSocket socket = Sockets.find(fd);
    if (socket == null) {
      return -1;
    }
    if (socket instanceof TcpSocket tcp && tcp.isGone()) {
      return Sockets.fail(Errno.ENOTCONN);
    }
    InetSocketAddress local = socket.endpoint.local();
    if (local == null) {
      name.copyFrom(SockAddr.any(socket.family(), 0));
    } else {
      name.assign(local, socket.ipv6);
    }
    return Sockets.result(0);
  }

  /**
   * The peer's address.
   *
   * @param fd the socket
   * @param name receives the address
   * @return 0, or -1: EBADF, ENOTCONN
   */
  @EspApi("getpeername")
  @CanIgnoreReturnValue
  public static int getpeername(int fd, SockAddr name) {
    LwipSocket socket = Sockets.find(fd);
    if (socket == null) {
      return -1;
    }
    InetSocketAddress peer = socket.peer();
    if (peer == null) {
      return Sockets.fail(Errno.ENOTCONN);
    }
    name.assign(peer, socket.ipv6);
    return Sockets.result(0);
  }

  /**
   * Reads or sets the file flags.
   *
   * @param fd the socket
   * @param command {@link Sockets#F_GETFL} or {@link Sockets#F_SETFL}
   * @param value for F_SETFL: 0 or {@link Sockets#O_NONBLOCK}; access modes in it have no effect
   * @return the flags or 0, or -1: ENOSYS for anything else
   */
  @EspApi(value = "fcntl", fidelity = Fidelity.PARTIAL, note = "sockets only, no files")
  @CanIgnoreReturnValue
  public static int fcntl(int fd, int command, int value) {
    LwipSocket socket = Sockets.find(fd);
    if (socket == null) {
      return -1;
    }
    return switch (command) {
      case F_GETFL -> Sockets.result((socket.nonBlocking ? O_NONBLOCK : 0) | accessMode(socket));
      case F_SETFL -> {
        int flags = value & ~(O_RDONLY | O_WRONLY | O_RDWR);
        if ((flags & ~O_NONBLOCK) != 0) {
          yield Sockets.fail(Errno.ENOSYS);
        }
        socket.nonBlocking = flags != 0;
        yield Sockets.result(0);
      }
      default -> Sockets.fail(Errno.ENOSYS);
    };
  }

  /**
   * lwIP builds the mode of {@code O_RDONLY | O_WRONLY}, which with newlib's numbers is O_WRONLY,
   * and takes exactly that for O_RDWR: a socket whose reading has ended still reads as O_RDWR.
   */
  private static int accessMode(LwipSocket socket) {
    return socket instanceof TcpSocket tcp && tcp.writeEnded() ? O_RDONLY : O_RDWR;
  }

  /**
   * Counts what waits or sets the mode.
   *
   * @param fd the socket
   * @param command {@link Sockets#FIONREAD} or {@link Sockets#FIONBIO}
   * @param argument the mode for FIONBIO; receives the count for FIONREAD
   * @return 0, or -1: ENOSYS for another command, and for FIONREAD unless CONFIG_LWIP_SO_RCVBUF is
   *     set
   */
  @EspApi(value = "ioctl", fidelity = Fidelity.PARTIAL, note = "sockets only, no files")
  @CanIgnoreReturnValue
  public static int ioctl(int fd, int command, int[] argument) {
    LwipSocket socket = Sockets.find(fd);
    if (socket == null) {
      return -1;
    }
    if (command == FIONBIO) {
      socket.nonBlocking = argument[0] != 0;
      return Sockets.result(0);
    }
    if (command == FIONREAD && socket.table.config.receiveBuffer()) {
      argument[0] = socket.endpoint.available();
      return Sockets.result(0);
    }
    return Sockets.fail(Errno.ENOSYS);
  }

  /**
   * Waits until one of some sockets is ready. ESP-IDF builds it on {@link Sockets#select}.
   *
   * @param fds what to watch; each entry's {@code revents} is set
   * @param timeoutMillis the longest wait; negative for no limit
   * @return how many bits were found, 0 after the time, or -1 with select's error
   */
  @EspApi("poll")
  @CanIgnoreReturnValue
  public static int poll(List<PollFd> fds, int timeoutMillis) {
    FdSet read = new FdSet();
    FdSet write = new FdSet();
    FdSet except = new FdSet();
    int max = -1;
    int invalid = 0;
    for (PollFd entry : fds) {
      entry.revents(0);
      if (entry.fd() < 0) {
        continue;
      }
      if (entry.fd() >= FdSet.FD_SETSIZE) {
        entry.revents(POLLNVAL);
        invalid++;
        continue;
      }
      boolean reads = (entry.events() & (POLLIN | POLLRDNORM | POLLRDBAND)) != 0;
      boolean writes = (entry.events() & (POLLOUT | POLLWRBAND)) != 0;
      if (reads) {
        read.set(entry.fd());
      }
      if (writes) {
        write.set(entry.fd());
      }
      if (reads || writes) {
        except.set(entry.fd());
        max = Math.max(max, entry.fd());
      }
    }
    long micros = timeoutMillis < 0 ? Selects.FOREVER : timeoutMillis * 1000L;
    int found = Sockets.selectMicros(max + 1, read, write, except, micros);
    if (found <= 0) {
      return found; // also when an entry was invalid, as in poll.c
    }
    for (PollFd entry : fds) {
      int events = read.isSet(entry.fd()) ? POLLIN : 0;
      events |= write.isSet(entry.fd()) ? POLLOUT : 0;
      events |= except.isSet(entry.fd()) ? POLLERR : 0;
      entry.revents(entry.revents() | events);
    }
    return found + invalid;
  }

  /**
   * The same as {@link Sockets#select} on one descriptor that may also have failed, without sets.
   *
   * @param fd the socket
   * @param toWrite whether to wait for room to write, not for something to read
   * @param timeoutMicros the longest wait, -1 for no limit
   * @return 1 when ready, {@link #SELECTED_FAILED} when failed, 0 after the time, or -1: EBADF
   */
  public static int selectOne(int fd, boolean toWrite, long timeoutMicros) {
    SocketTable table = Sockets.begin();
    LwipSocket socket = table.find(fd);
    int wanted = toWrite ? LwipSocket.WRITE : LwipSocket.READ;
    int ready = socket == null ? 0 : socket.ready() & (wanted | LwipSocket.EXCEPT);
    if (ready == 0) {
      long bit = fd >= table.first && fd < FdSet.FD_SETSIZE ? 1L << fd : 0;
      Selects selects = table.selects;
      int count = selects.select(toWrite ? 0 : bit, toWrite ? bit : 0, bit, timeoutMicros);
      if (count <= 0) {
        return table.result(count);
      }
      ready = selects.excepted() != 0 ? LwipSocket.EXCEPT : wanted;
    }
    return table.result((ready & LwipSocket.EXCEPT) != 0 ? SELECTED_FAILED : 1);
  }

  /**
   * Receives into several pieces, filling one after the other.
   *
   * @param fd the socket
   * @param iov the pieces
   * @return as {@link Sockets#recv}; also -1 with EMSGSIZE without pieces
   */
  @EspApi("readv")
  public static int readv(int fd, List<IoVec> iov) {
    return recvmsg(fd, new MsgHdr(iov, null), 0);
  }

  /**
   * Sends several pieces as one.
   *
   * @param fd the socket
   * @param iov the pieces
   * @return as {@link Sockets#send}; also -1 with EMSGSIZE without pieces
   */
  @EspApi("writev")
  @CanIgnoreReturnValue
  public static int writev(int fd, List<IoVec> iov) {
    return sendmsg(fd, new MsgHdr(iov, null), 0);
  }

  /**
   * Receives a message in pieces.
   *
   * @param fd the socket
   * @param message where to; its flags tell of a datagram cut short
   * @param flags {@link Sockets#MSG_PEEK}, {@link Sockets#MSG_DONTWAIT}
   * @return the count or, for a datagram, its full length; or -1: EOPNOTSUPP for other flags,
   *     EMSGSIZE without pieces, and as {@link Sockets#recv}
   */
  @EspApi(value = "recvmsg", fidelity = Fidelity.PARTIAL, note = "no control data")
  public static int recvmsg(int fd, MsgHdr message, int flags) {
    if ((flags & ~(MSG_PEEK | MSG_DONTWAIT)) != 0) {
      return Sockets.fail(Errno.EOPNOTSUPP);
    }
    if (message.iov().isEmpty()) {
      return Sockets.fail(Errno.EMSGSIZE);
    }
    LwipSocket socket = Sockets.find(fd);
    if (socket == null) {
      return -1;
    }
    message.flags(0);
    return socket.isTcp()
        ? receiveStream(socket, message, flags)
        : receiveDatagram(socket, message, flags);
  }

  private static int receiveStream(LwipSocket socket, MsgHdr message, int flags) {
    int total = 0;
    int mode = flags;
    for (IoVec piece : message.iov()) {
      int count = socket.receive(piece.base(), piece.offset(), piece.length(), mode);
      total += Math.max(count, 0);
      if (count < piece.length() || (flags & MSG_PEEK) != 0) {
        return Sockets.result(total > 0 ? total : count);
      }
      mode |= MSG_DONTWAIT;
    }
    return Sockets.result(total);
  }

  private static int receiveDatagram(LwipSocket socket, MsgHdr message, int flags) {
    byte[] datagram = new byte[0xFFFF];
    int length = socket.receive(datagram, 0, datagram.length, flags);
    int at = 0;
    for (IoVec piece : message.iov()) {
      int count = Math.max(0, Math.min(piece.length(), length - at));
      System.arraycopy(datagram, at, piece.base(), piece.offset(), count);
      at += count;
    }
    if (length > at) {
      message.flags(MSG_TRUNC);
    }
    SockAddr from = message.name();
    if (length >= 0 && from != null) {
      from.assign(socket.endpoint.sender(), socket.ipv6);
    }
    return Sockets.result(length);
  }

  /**
   * Sends a message in pieces.
   *
   * @param fd the socket
   * @param message what, and for UDP to whom
   * @param flags {@link Sockets#MSG_DONTWAIT}, {@link Sockets#MSG_MORE}
   * @return as {@link Sockets#send}; also -1: EOPNOTSUPP for other flags, EMSGSIZE without pieces
   */
  @EspApi(value = "sendmsg", fidelity = Fidelity.PARTIAL, note = "no control data")
  @CanIgnoreReturnValue
  public static int sendmsg(int fd, MsgHdr message, int flags) {
    LwipSocket socket = Sockets.find(fd);
    if (socket == null) {
      return -1;
    }
    if (message.iov().isEmpty()) {
      return Sockets.fail(Errno.EMSGSIZE);
    }
    if ((flags & ~(MSG_DONTWAIT | MSG_MORE)) != 0) {
      return Sockets.fail(Errno.EOPNOTSUPP);
    }
    int length = 0;
    for (IoVec piece : message.iov()) {
      length = Math.addExact(length, piece.length());
    }
    byte[] whole = new byte[length];
    int at = 0;
    for (IoVec piece : message.iov()) {
      System.arraycopy(piece.base(), piece.offset(), whole, at, piece.length());
      at += piece.length();
    }
    SockAddr to = message.name();
    return Sockets.result(
        socket instanceof UdpSocket udp
            ? udp.sendTo(whole, 0, length, to)
            : socket.send(whole, 0, length, flags));
  }

  /**
   * The number of a network interface.
   *
   * @param name lwIP's name such as {@code "st1"}
   * @return 1 or more, 0 when there is none
   */
  @EspApi("if_nametoindex")
  public static int if_nametoindex(String name) {
    return NetIf.indexOf(name);
  }

  /**
   * The name of a network interface.
   *
   * @param index 1 or more
   * @return lwIP's name, or null when there is none
   */
  @EspApi("if_indextoname")
  public static @Nullable String if_indextoname(int index) {
    return NetIf.nameOf(index);
  }
}
