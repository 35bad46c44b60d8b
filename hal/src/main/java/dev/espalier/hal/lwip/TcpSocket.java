package dev.espalier.hal.lwip;

import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.port.Network.Option;
import dev.espalier.hal.system.HeapLease;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket: what {@code api_lib.c}, {@code api_msg.c} and {@code lwip_recv_tcp} make of one.
 */
final class TcpSocket extends LwipSocket {
  /** {@code TCP_SLOW_INTERVAL}. */
  private static final long SLOW_TIMER_NANOS = 500_000_000;

  private static final long SECOND_NANOS = 1_000_000_000;

  /** {@code NETCONN_TCP_POLL_INTERVAL} slow timers. */
  private static final long POLL_NANOS = 2 * SLOW_TIMER_NANOS;

  private enum State {
    /** Neither connected nor listening. */
    FRESH,
    CONNECTING,
    OPEN,
    LISTENING,
    /** The control block is gone: failed, reset or shut down both ways. */
    GONE
  }

  private State state;

  /** The end of the stream was read, or reading was shut down: the receive box is gone. */
  private boolean readEnded;

  private boolean writeEnded;

  /** Another task is inside a send that waits. */
  private boolean writing;

  /** The connection's error lies in the receive box, behind the data. */
  private int boxedError;

  private boolean excepted;

  /** Close waits for the peer to acknowledge. */
  private boolean lingering;

  /** The slow timer at which the connection became active, by {@link Kernel#now}. */
  private long activeSince;

  TcpSocket(SocketTable table, Endpoint endpoint, boolean ipv6) {
    super(table, endpoint, ipv6);
    state = State.FRESH;
  }

  /** Wraps a connection that a listening socket gave. */
  static TcpSocket accepted(SocketTable table, Endpoint connection, boolean ipv6) {
    TcpSocket socket = new TcpSocket(table, connection, ipv6);
    socket.state = State.OPEN;
    socket.becomeActive();
    return socket;
  }

  @Override
  boolean isTcp() {
    return true;
  }

  @Override
  int type() {
    return Sockets.SOCK_STREAM;
  }

  boolean isListening() {
    return state == State.LISTENING;
  }

  boolean isGone() {
    return state == State.GONE;
  }

  boolean readEnded() {
    return readEnded || state == State.GONE;
  }

  boolean writeEnded() {
    return writeEnded || state == State.GONE;
  }

  @Override
  int ready() {
    return switch (state) {
      case FRESH, CONNECTING -> 0;
      case LISTENING -> endpoint.ready() & Endpoint.READABLE;
      case GONE -> READ | WRITE | (excepted ? EXCEPT : 0);
      case OPEN -> {
        int now = endpoint.ready();
        int mask = readEnded ? READ : now & Endpoint.READABLE;
        yield mask | (now & Endpoint.WRITABLE) | (excepted ? EXCEPT : 0);
      }
    };
  }

  @Override
  void onReady() {
    int now = endpoint.ready();
    if (state == State.CONNECTING) {
      if ((now & (Endpoint.WRITABLE | Endpoint.ERROR)) == 0) {
        return;
      }
      int error = endpoint.takeError();
      if (error == 0) {
        state = State.OPEN;
        options.applyLate();
      } else {
        fail(error);
      }
    } else if (state == State.OPEN && (now & Endpoint.ERROR) != 0) {
      int error = endpoint.takeError();
      if (error != 0) {
        fail(error);
      }
    }
    if ((now & (Endpoint.READABLE | Endpoint.ERROR)) != 0) {
      wakeReaders();
    }
    // A send that waits goes on with any room; select sees lwIP's low-water mark.
    if (lingering || writing || (now & (Endpoint.WRITABLE | Endpoint.ERROR)) != 0) {
      wakeWriters();
    }
    table.selects.notice(this);
  }

  /** The connection is lost ({@code err_tcp}). */
  private void fail(int hostError) {
    int error = errorOf(hostError);
    state = State.GONE;
    pendingError = error;
    boxedError = readEnded || table.linux ? 0 : error;
    excepted = !table.linux;
    wakeReaders();
    wakeWriters();
    table.selects.notice(this);
  }

  /** The address it may come from is gone ({@code tcp_abort}). */
  void addressLost(Set<? extends InetAddress> others) {
    InetSocketAddress local = endpoint.local();
    boolean active = state == State.OPEN || state == State.CONNECTING;
    if (active
        && local != null
        && !local.getAddress().isLoopbackAddress()
        && !others.contains(local.getAddress())) {
      int result = endpoint.option(Option.LINGER, 0); // its end is a reset
      assert result <= 0;
      fail(Errno.ECONNABORTED);
    }
  }

  /**
   * The number that lwIP reports where a host's stack reports another: an RST is ECONNRESET in any
   * state, and a peer that never answers makes {@code tcp_slowtmr} abort the connection.
   */
  static int lwipError(int hostError) {
    return switch (hostError) {
      case Errno.ECONNREFUSED, Errno.EPIPE -> Errno.ECONNRESET;
      case Errno.ETIMEDOUT -> Errno.ECONNABORTED;
      case Errno.ENETUNREACH, Errno.ENETDOWN, Errno.EHOSTDOWN -> Errno.EHOSTUNREACH;
      default -> hostError;
    };
  }

  private int errorOf(int hostError) {
    return table.linux ? hostError : lwipError(hostError);
  }

  @Override
  int connect(SockAddr address) {
    InetSocketAddress peer = address.toJdk();
    if (peer == null || address.family() != family()) {
      return -Errno.EINVAL;
    }
    switch (state) {
      case CONNECTING -> {
        return -Errno.EALREADY;
      }
      case LISTENING, OPEN -> {
        return -Errno.EISCONN;
      }
      case GONE -> {
        return -Errno.ENOTCONN;
      }
      case FRESH -> {}
    }
    options.applyEarly();
    int result = endpoint.connect(peer);
    if (result < 0 && result != -Errno.EINPROGRESS && !isAnswer(-result)) {
      return -errorOf(-result);
    }
    state = State.CONNECTING;
    becomeActive();
    if (result == 0) {
      state = State.OPEN;
      options.applyLate();
    } else if (result != -Errno.EINPROGRESS) {
      fail(-result);
    }
    if (nonBlocking) {
      return -Errno.EINPROGRESS;
    }
    while (state == State.CONNECTING) {
      if (!awaitWritable(Kernel.NEVER) || isClosed()) {
        return -Errno.ENOTCONN;
      }
    }
    return state == State.OPEN ? 0 : -pendingError;
  }

  /** Whether an error at once stands for an answer of the peer, which lwIP would get later. */
  private static boolean isAnswer(int error) {
    return error == Errno.ECONNREFUSED || error == Errno.ECONNRESET || error == Errno.ETIMEDOUT;
  }

  int listen(int backlog) {
    return switch (state) {
      case GONE, CONNECTING -> -Errno.ENOTCONN;
      case OPEN -> -Errno.EINVAL;
      case FRESH, LISTENING -> {
        HeapLease held = memory;
        if (state == State.FRESH && held != null && !SocketMemory.listen(held)) {
          yield -Errno.ENOMEM;
        }
        int result = endpoint.listen(Math.min(Math.max(backlog, 0), 0xFF));
        if (result == 0) {
          state = State.LISTENING;
        }
        yield result;
      }
    };
  }

  /** Takes a connection; null with {@code failure()} set otherwise. */
  @Nullable Endpoint accept() {
    int error = takePendingError();
    if (error != 0 || state != State.LISTENING) {
      failure = error != 0 ? error : Errno.EINVAL;
      return null;
    }
    long deadline = 0;
    while (true) {
      Endpoint connection = endpoint.accept();
      if (connection != null) {
        return connection;
      }
      if (deadline == 0) {
        deadline = deadlineMillis(options.receiveTimeoutMillis());
      }
      if (nonBlocking || !awaitReadable(deadline)) {
        failure = Errno.EWOULDBLOCK;
        return null;
      }
      if (isClosed()) {
        failure = Errno.ENOTCONN;
        return null;
      }
    }
  }

  private int failure;

  int failure() {
    return failure;
  }

  @Override
  int receive(byte[] buffer, int offset, int length, int flags) {
    boolean peek = (flags & Sockets.MSG_PEEK) != 0;
    boolean dontWait = dontWait(flags);
    long deadline = 0;
    while (true) {
      if (readEnded || state == State.LISTENING) {
        return table.linux && readEnded ? 0 : -Errno.ENOTCONN;
      }
      int count = -Errno.EAGAIN;
      if (state == State.OPEN || state == State.GONE) {
        count = endpoint.read(buffer, offset, length, peek);
        if (count > 0) {
          return count;
        }
        if (state == State.GONE && !(table.linux && count == 0)) {
          return -takeFailure();
        }
        if (count == 0) { // on Linux also when a reset has followed the end
          readEnded = true;
          return 0;
        }
        if (count != -Errno.EAGAIN) {
          fail(-count);
          return -takeFailure();
        }
      }
      if (dontWait) {
        int error = takePendingError();
        return error != 0 ? -error : -Errno.EWOULDBLOCK;
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

  /** The error in the receive box first, then the pending one, then "not connected". */
  private int takeFailure() {
    int error = boxedError;
    boxedError = 0;
    if (error == 0) {
      error = takePendingError();
    }
    if (error == 0) {
      return table.linux ? 0 : Errno.ENOTCONN;
    }
    return error;
  }

  @Override
  int send(byte[] data, int offset, int length, int flags) {
    if (length == 0 && (!table.linux || state == State.CONNECTING)) {
      return 0; // Linux looks at the connection first.
    }
    int error = takePendingError();
    if (error != 0) {
      return -error;
    }
    if (writing || state == State.CONNECTING || state == State.LISTENING) {
      return -Errno.EINPROGRESS;
    }
    if (state != State.OPEN || writeEnded) {
      return table.linux ? -Errno.EPIPE : -Errno.ENOTCONN;
    }
    int sent = endpoint.write(data, offset, length);
    if (sent == length || (length == 0 && sent == -Errno.EAGAIN)) {
      return length;
    }
    if (sent < 0 && sent != -Errno.EAGAIN) {
      fail(-sent);
      return -errorOf(-sent);
    }
    if (dontWait(flags)) {
      return sent;
    }
    writing = true;
    try {
      return sendRest(data, offset, length, Math.max(sent, 0));
    } finally {
      writing = false;
    }
  }

  private int sendRest(byte[] data, int offset, int length, int sentBefore) {
    int sent = sentBefore;
    long deadline = nextPoll(deadlineMillis(options.sendTimeoutMillis()));
    while (sent < length) {
      if (!awaitWritable(deadline)) {
        return sent == 0 ? -Errno.EWOULDBLOCK : sent;
      }
      if (isClosed() || writeEnded) {
        return -Errno.ENOTCONN;
      }
      if (state == State.GONE) {
        return pendingError == 0 ? -Errno.ENOTCONN : -pendingError;
      }
      int count = endpoint.write(data, offset + sent, length - sent);
      if (count > 0) {
        sent += count;
      } else if (count != -Errno.EAGAIN) {
        fail(-count);
        return -errorOf(-count);
      }
    }
    return sent;
  }

  /**
   * When lwIP notices that the time to send is over: it looks when it polls the connection, every
   * second slow timer from when it became active on.
   */
  private long nextPoll(long deadline) {
    if (deadline == Kernel.NEVER || table.linux) {
      return deadline;
    }
    long polls = Math.ceilDiv(deadline - activeSince, POLL_NANOS);
    return activeSince + polls * POLL_NANOS;
  }

  private void becomeActive() {
    activeSince = table.kernel.now() / SLOW_TIMER_NANOS * SLOW_TIMER_NANOS;
  }

  /**
   * {@code lwip_netconn_do_close_internal} with SO_LINGER: waits for the peer's acknowledgements.
   */
  @Override
  int linger() {
    int seconds = options.linger();
    if (seconds < 0 || state != State.OPEN || table.linux || endpoint.unacknowledged() < 0) {
      return 0;
    }
    if (lingering) {
      return -Errno.EINPROGRESS;
    }
    if (endpoint.unacknowledged() == 0 || endpoint.available() > 0) {
      // Nothing to wait for, or what was not read makes it a reset.
      return endpoint.option(Option.LINGER, -1);
    }
    if (seconds == 0) {
      return 0; // the network resets
    }
    if (nonBlocking) {
      readEnded = true; // the receive box is gone; a later close may do
      return -Errno.EWOULDBLOCK;
    }
    lingering = true;
    long end = table.kernel.now() + seconds * SECOND_NANOS;
    int ended = endpoint.shutdown(Sockets.SHUT_RDWR);
    while (ended == 0 && state == State.OPEN && endpoint.unacknowledged() > 0) {
      long now = table.kernel.now();
      if (now >= end) {
        return endpoint.option(Option.LINGER, 0);
      }
      boolean _ = awaitWritable((now / SLOW_TIMER_NANOS + 1) * SLOW_TIMER_NANOS);
    }
    return 0;
  }

  @Override
  int shutdown(int how) {
    if (how < Sockets.SHUT_RD || how > Sockets.SHUT_RDWR) {
      return -Errno.EINVAL;
    }
    boolean both = how == Sockets.SHUT_RDWR;
    if (state == State.GONE || state == State.CONNECTING || (state == State.LISTENING && !both)) {
      return -Errno.ENOTCONN;
    }
    if (state == State.FRESH && !both) {
      return how == Sockets.SHUT_WR ? -Errno.ENOTCONN : 0;
    }
    boolean rest = how == Sockets.SHUT_WR ? readEnded : writeEnded;
    if (both || rest) {
      int refused = linger();
      if (refused < 0) {
        return refused;
      }
      if (table.linux) {
        // Linux forgets unread data and ends in peace; lwIP resets.
        int ended = endpoint.shutdown(Sockets.SHUT_RDWR);
        assert ended <= 0;
      }
      endpoint.close();
      state = State.GONE;
      excepted = true;
      readEnded = true;
      writeEnded = true;
    } else {
      int result = endpoint.shutdown(how);
      if (result < 0) {
        return -errorOf(-result);
      }
      if (how == Sockets.SHUT_RD) {
        readEnded = true;
      } else {
        writeEnded = true;
      }
    }
    wakeReaders();
    wakeWriters();
    table.selects.notice(this);
    return 0;
  }

  @Override
  @Nullable InetSocketAddress peer() {
    return state == State.OPEN || state == State.CONNECTING ? endpoint.remote() : null;
  }
}
