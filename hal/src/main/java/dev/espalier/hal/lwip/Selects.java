package dev.espalier.hal.lwip;

import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.WaitList;
import org.jspecify.annotations.Nullable;

/** Tasks that wait in {@code select} ({@code select_cb_list}). Waiters are used again. */
final class Selects {
  /** {@link Sockets#select} without a limit. */
  static final long FOREVER = -1;

  private static final class Waiter {
    final WaitList list;
    long read;
    long write;
    long except;
    boolean signalled;
    @Nullable Waiter next;

    Waiter(WaitList list) {
      this.list = list;
    }
  }

  private final SocketTable table;

  // The one that came last is first.
  private @Nullable Waiter waiting;
  private @Nullable Waiter spare;

  // What the last scan found. Nothing else runs between a scan and the use of its result.
  private long readable;
  private long writable;
  private long excepted;

  Selects(SocketTable table) {
    this.table = table;
  }

  long readable() {
    return readable;
  }

  long writable() {
    return writable;
  }

  long excepted() {
    return excepted;
  }

  /**
   * Waits until one of the sockets is ready.
   *
   * @return the number of bits found, 0 after the time, or a negative error number
   */
  int select(long read, long write, long except, long timeoutMicros) {
    int count = scan(read, write, except);
    if (count != 0 || timeoutMicros == 0) {
      return count;
    }
    long deadline = Kernel.NEVER;
    if (timeoutMicros > 0) {
      deadline = table.deadlineMillis(Math.max(1, (timeoutMicros + 500) / 1000));
    }
    Waiter waiter = beginWaiting();
    waiter.read = read;
    waiter.write = write;
    waiter.except = except;
    waiter.signalled = false;
    boolean woken;
    try {
      woken = table.kernel.block(waiter.list, deadline);
    } finally {
      endWaiting(waiter);
    }
    if (woken || waiter.signalled) {
      return scan(read, write, except);
    }
    readable = 0;
    writable = 0;
    excepted = 0;
    return table.linux ? closedMeanwhile(read, write) : 0;
  }

  /** Linux looks once more when the time is over, and calls a descriptor that is gone ready. */
  private int closedMeanwhile(long read, long write) {
    for (long rest = read | write; rest != 0; rest &= rest - 1) {
      if (table.find(Long.numberOfTrailingZeros(rest)) == null) {
        long bit = Long.lowestOneBit(rest);
        readable |= read & bit;
        writable |= write & bit;
      }
    }
    return Long.bitCount(readable) + Long.bitCount(writable);
  }

  /** Wakes the tasks that wait for what a socket is ready for now. */
  void notice(LwipSocket socket) {
    if (waiting == null || socket.fd < 0 || (table.linux && socket.isClosed())) {
      return; // On Linux a close wakes nobody.
    }
    long bit = 1L << socket.fd;
    int ready = socket.isClosed() ? -1 : socket.ready();
    for (Waiter waiter = waiting; waiter != null; waiter = waiter.next) {
      if (!waiter.signalled
          && (((ready & LwipSocket.READ) != 0 && (waiter.read & bit) != 0)
              || ((ready & LwipSocket.WRITE) != 0 && (waiter.write & bit) != 0)
              || ((ready & LwipSocket.EXCEPT) != 0 && (waiter.except & bit) != 0))) {
        waiter.signalled = true;
        var _ = table.kernel.wake(waiter.list);
      }
    }
  }

  private Waiter beginWaiting() {
    Waiter waiter = spare;
    if (waiter == null) {
      waiter = new Waiter(table.kernel.waitList("select", ""));
    } else {
      spare = waiter.next;
    }
    waiter.next = waiting;
    waiting = waiter;
    return waiter;
  }

  private void endWaiting(Waiter waiter) {
    Waiter before = null;
    for (Waiter each = waiting; each != null && each != waiter; each = each.next) {
      before = each;
    }
    if (before == null) {
      waiting = waiter.next;
    } else {
      before.next = waiter.next;
    }
    waiter.next = spare;
    spare = waiter;
  }

  private int scan(long read, long write, long except) {
    readable = 0;
    writable = 0;
    excepted = 0;
    for (long rest = read | write | except; rest != 0; rest &= rest - 1) {
      int fd = Long.numberOfTrailingZeros(rest);
      LwipSocket socket = table.find(fd);
      if (socket == null) {
        return -Errno.EBADF;
      }
      int ready = socket.ready();
      long bit = 1L << fd;
      if ((ready & LwipSocket.READ) != 0) {
        readable |= read & bit;
      }
      if ((ready & LwipSocket.WRITE) != 0) {
        writable |= write & bit;
      }
      if ((ready & LwipSocket.EXCEPT) != 0) {
        excepted |= except & bit;
      }
    }
    return Long.bitCount(readable) + Long.bitCount(writable) + Long.bitCount(excepted);
  }
}
