package dev.espalier.hal.lwip;

import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A UDP socket, or a raw one: lwIP's calls treat both alike. */
final class UdpSocket extends LwipSocket {
  private boolean connected;

  private final boolean raw;

  UdpSocket(SocketTable table, Endpoint endpoint, boolean ipv6, boolean raw) {
    super(table, endpoint, ipv6);
    this.raw = raw;
  }

  @Override
  int type() {
    return raw ? Sockets.SOCK_RAW : Sockets.SOCK_DGRAM;
  }

  @Override
  boolean isTcp() {
    return false;
  }

  @Override
  int ready() {
    return (endpoint.ready() & Endpoint.READABLE) | WRITE;
  }

  @Override
  void onReady() {
    if ((endpoint.ready() & (Endpoint.READABLE | Endpoint.ERROR)) != 0) {
      wakeReaders();
    }
    table.selects.notice(this);
  }

  @Override
  int connect(SockAddr address) {
    if (address.family() == Sockets.AF_UNSPEC) {
      connected = false;
      return endpoint.connect(null);
    }
    InetSocketAddress peer = address.toJdk();
    if (peer == null || address.family() != family()) {
      return -Errno.EINVAL;
    }
    int result = endpoint.connect(peer);
    connected = result == 0;
    return result;
  }

  @Override
  int receive(byte[] buffer, int offset, int length, int flags) {
    boolean peek = (flags & Sockets.MSG_PEEK) != 0;
    long deadline = 0;
    while (true) {
      int count = endpoint.read(buffer, offset, length, peek);
      // lwIP takes no notice of ICMP's "port unreachable"; hosts report it as a refusal.
      if (count >= 0 || (count != -Errno.EAGAIN && count != -Errno.ECONNREFUSED)) {
        return count;
      }
      if (dontWait(flags)) {
        return -Errno.EWOULDBLOCK;
      }
      if (deadline == 0) {
        deadline = deadlineMillis(options.receiveTimeoutMillis());
      }
      if (!awaitReadable(deadline)) {
        return -Errno.EWOULDBLOCK;
      }
      if (isClosed()) {
        return -Errno.ENOTCONN;
      }
    }
  }

  @Override
  int send(byte[] data, int offset, int length, int flags) {
    return sendTo(data, offset, length, null);
  }

  /** Sends a datagram; lwIP drops what does not fit and says that it was sent. */
  int sendTo(byte[] data, int offset, int length, @Nullable SockAddr to) {
    if (length > 0xFFFF) {
      return -Errno.EMSGSIZE;
    }
    InetSocketAddress receiver = to == null ? endpoint.remote() : to.toJdk();
    if (receiver == null) {
      return to == null ? -Errno.ENOTCONN : -Errno.EIO;
    }
    options.applyEarly();
    int result = endpoint.sendTo(data, offset, length, receiver);
    return result == -Errno.EAGAIN || result == -Errno.ECONNREFUSED
        ? length
        : result < 0 ? -TcpSocket.lwipError(-result) : result;
  }

  @Override
  int shutdown(int how) {
    return -Errno.EOPNOTSUPP;
  }

  @Override
  @Nullable InetSocketAddress peer() {
    return connected ? endpoint.remote() : null;
  }
}
