package dev.espalier.hal.lwip;

import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.system.HeapLease;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The descriptors of one board ({@code sockets[]} in sockets.c). */
final class SocketTable {
  private static final BoardLocal<SocketTable> CURRENT = BoardLocal.of(SocketTable::new);

  /**
   * How late a timeout comes on Linux until the task runs. In the recordings a wait of 1000 ms took
   * 1000.6 to 1001.1 ms, which decides comparisons by whole milliseconds.
   */
  private static final long LINUX_LATE_NANOS = 700_000;

  final Kernel kernel;
  final Network network;
  final LwipConfig config;

  /** Results are Linux's, see {@link Network.Results}. */
  final boolean linux;

  final Selects selects;

  final Memberships memberships;

  /** {@code LWIP_SOCKET_OFFSET}: 54 with ten sockets. */
  final int first;

  private final @Nullable LwipSocket[] sockets;

  private SocketTable() {
    Chip chip = Chip.current();
    kernel = chip.kernel();
    network = chip.network();
    config = LwipConfig.current();
    linux = network.results() == Network.Results.LINUX;
    sockets = new LwipSocket[config.maxSockets()];
    first = FdSet.FD_SETSIZE - config.maxSockets();
    selects = new Selects(this);
    memberships = new Memberships(config.maxSockets());
  }

  static SocketTable current() {
    return CURRENT.get();
  }

  /**
   * Turns a count or a negative error number into C's answer, in a call of this board: without
   * looking for the board again.
   */
  int result(int value) {
    if (value >= 0) {
      return value; // lwIP's set_errno leaves the last number where it is
    }
    KernelTask task = kernel.current();
    if (task != null) {
      task.errno(-value);
    }
    return -1;
  }

  /** Opens a socket: its descriptor, or -1. */
  int open(boolean tcp, boolean ipv6) {
    HeapLease memory = SocketMemory.take(tcp);
    if (memory == null) {
      return result(-Errno.ENOBUFS);
    }
    if (isFull()) {
      memory.release();
      return result(-Errno.ENFILE);
    }
    Endpoint endpoint = network.open(ipv6, !tcp);
    LwipSocket socket =
        tcp ? new TcpSocket(this, endpoint, ipv6) : new UdpSocket(this, endpoint, ipv6, false);
    socket.memory = memory;
    return add(socket);
  }

  /** Opens a raw socket: its descriptor, or -1. */
  int openRaw(boolean ipv6, int protocol) {
    HeapLease memory = SocketMemory.take(false);
    Endpoint endpoint = memory == null || isFull() ? null : network.openRaw(ipv6, protocol);
    if (memory == null || endpoint == null) {
      if (memory != null) {
        memory.release();
      }
      return result(memory != null && isFull() ? -Errno.ENFILE : -Errno.ENOBUFS);
    }
    LwipSocket socket = new UdpSocket(this, endpoint, ipv6, true);
    socket.memory = memory;
    return add(socket);
  }

  /** Takes a connection; lwIP drops one that it has no memory for, and waits on. */
  int accept(TcpSocket listener, @Nullable SockAddr peer) {
    while (true) {
      Endpoint connection = listener.accept();
      if (connection == null) {
        return result(-listener.failure());
      }
      HeapLease memory = SocketMemory.take(true);
      if (memory == null || isFull()) {
        connection.close();
        if (memory != null) {
          memory.release();
          return result(-Errno.ENFILE);
        }
        continue;
      }
      TcpSocket accepted = TcpSocket.accepted(this, connection, listener.ipv6);
      accepted.memory = memory;
      if (peer != null) {
        peer.assign(connection.remote(), listener.ipv6);
      }
      return add(accepted);
    }
  }

  /** The open socket of a descriptor, or null. */
  @Nullable LwipSocket find(int fd) {
    int index = fd - first;
    if (index < 0 || index >= sockets.length) {
      return null;
    }
    LwipSocket socket = sockets[index];
    return socket == null || socket.isClosed() ? null : socket;
  }

  /** The descriptors that are open, lowest first. */
  List<Integer> open() {
    List<Integer> open = new ArrayList<>();
    for (int fd = first; fd < first + sockets.length; fd++) {
      if (find(fd) != null) {
        open.add(fd);
      }
    }
    return open;
  }

  boolean isFull() {
    for (LwipSocket socket : sockets) {
      if (socket == null) {
        return false;
      }
    }
    return true;
  }

  /** Gives a socket the lowest free descriptor; -1 when there is none. */
  int add(LwipSocket socket) {
    for (int i = 0; i < sockets.length; i++) {
      if (sockets[i] == null) {
        sockets[i] = socket;
        socket.fd = first + i;
        return socket.fd;
      }
    }
    return -1;
  }

  /** Frees a descriptor; a closed socket keeps it while a task waits inside. */
  void release(LwipSocket socket) {
    int index = socket.fd - first;
    if (socket.fd >= 0 && sockets[index] == socket) {
      sockets[index] = null;
    }
  }

  /**
   * When a wait of so many milliseconds is over: whole ticks, rounded down, as in sys_arch.c; on
   * Linux a little later than asked for.
   */
  long deadlineMillis(long millis) {
    if (linux) {
      return kernel.now() + millis * 1_000_000 + LINUX_LATE_NANOS;
    }
    long tick = kernel.tickNanos();
    long ticks = millis * 1_000_000 / tick;
    long now = kernel.now();
    return ticks == 0 ? now : (now / tick + ticks) * tick;
  }
}
