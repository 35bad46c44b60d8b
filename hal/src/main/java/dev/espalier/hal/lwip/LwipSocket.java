package dev.espalier.hal.lwip;

import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.port.WaitList;
import dev.espalier.hal.system.HeapLease;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One socket ({@code struct lwip_sock} with its netconn). Results are counts, 0, or negative error
 * numbers; {@link Sockets} turns those into -1 and errno.
 */
abstract sealed class LwipSocket permits TcpSocket, UdpSocket {
  /** Bits of {@link #ready}. */
  static final int READ = 1;

  static final int WRITE = 2;
  static final int EXCEPT = 4;

  final SocketTable table;
  final Endpoint endpoint;
  final boolean ipv6;
  final SocketOptions options;

  /** Owner: {@link SocketTable}. */
  int fd = -1;

  /** What it takes of the heap; owner: {@link SocketTable}. */
  @Nullable HeapLease memory;

  boolean nonBlocking;

  /** The error that the next call reports, 0 for none ({@code pending_err}). */
  int pendingError;

  // Made when a task first waits in the socket itself: most wait in select.
  private @Nullable WaitList readers;
  private @Nullable WaitList writers;

  private int waiting;
  private boolean closed;

  LwipSocket(SocketTable table, Endpoint endpoint, boolean ipv6) {
    this.table = table;
    this.endpoint = endpoint;
    this.ipv6 = ipv6;
    this.options = new SocketOptions(this);
    endpoint.onReady(this::onReady);
  }

  abstract boolean isTcp();

  /** SOCK_STREAM, SOCK_DGRAM or SOCK_RAW. */
  abstract int type();

  final boolean isUdp() {
    return type() == Sockets.SOCK_DGRAM;
  }

  /** What select sees: bits {@link #READ}, {@link #WRITE}, {@link #EXCEPT}. */
  abstract int ready();

  /** Readiness of the endpoint may have grown. Interrupt context. */
  abstract void onReady();

  abstract int connect(SockAddr address);

  abstract int receive(byte[] buffer, int offset, int length, int flags);

  abstract int send(byte[] data, int offset, int length, int flags);

  abstract int shutdown(int how);

  /**
   * What closing has to wait for first.
   *
   * @return 0, or a negative error number with which the socket stays open
   */
  int linger() {
    return 0;
  }

  /** The peer's address; null when there is none. */
  abstract @Nullable InetSocketAddress peer();

  boolean isClosed() {
    return closed;
  }

  int takePendingError() {
    int error = pendingError;
    pendingError = 0;
    return error;
  }

  boolean dontWait(int flags) {
    return nonBlocking || (flags & Sockets.MSG_DONTWAIT) != 0;
  }

  /** Waits until a read may go on; false when the deadline has come. */
  boolean awaitReadable(long deadline) {
    if (readers == null) {
      readers = table.kernel.waitList("socket", "read");
    }
    return await(readers, deadline);
  }

  /** Waits until a write may go on; false when the deadline has come. */
  boolean awaitWritable(long deadline) {
    if (writers == null) {
      writers = table.kernel.waitList("socket", "write");
    }
    return await(writers, deadline);
  }

  private boolean await(WaitList list, long deadline) {
    waiting++;
    try {
      return table.kernel.block(list, deadline);
    } finally {
      waiting--;
      if (closed && waiting == 0) {
        table.release(this);
      }
    }
  }

  void wakeReaders() {
    wakeAll(readers);
  }

  void wakeWriters() {
    wakeAll(writers);
  }

  private void wakeAll(@Nullable WaitList list) {
    Kernel kernel = table.kernel;
    while (list != null && !list.isEmpty()) {
      if (kernel.wake(list) == null) {
        return;
      }
    }
  }

  /** Closes; tasks that wait in this socket are woken and find {@link #isClosed}. */
  void close() {
    closed = true;
    HeapLease held = memory;
    if (held != null) {
      held.release();
    }
    table.memberships.dropAll(this);
    endpoint.close();
    wakeReaders();
    wakeWriters();
    table.selects.notice(this);
    if (waiting == 0) {
      table.release(this);
    }
  }

  int bind(SockAddr address) {
    InetSocketAddress local = address.toJdk();
    if (local == null || address.family() != family()) {
      return -Errno.EINVAL;
    }
    return endpoint.bind(local);
  }

  int family() {
    return ipv6 ? Sockets.AF_INET6 : Sockets.AF_INET;
  }

  long deadlineMillis(long millis) {
    return millis == 0 ? Kernel.NEVER : table.deadlineMillis(millis);
  }
}
