package dev.espalier.hal.lwip;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.StackEstimate;
import dev.espalier.hal.freertos.StackUse;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import org.jspecify.annotations.Nullable;

/**
 * What lwIP takes of the heap for sockets: the netconn, its mailbox with a queue, the protocol's
 * control block, and once per task a semaphore ({@code LWIP_NETCONN_SEM_PER_THREAD}). What is on
 * its way in buffers is not counted, nor a connection in TIME_WAIT after its socket was closed.
 */
final class SocketMemory {
  private static final int POINTER_BYTES = 4;
  private static final int TCP_MAILBOX_LENGTH = 6; // CONFIG_LWIP_TCP_RECVMBOX_SIZE

  /** A task's semaphore, which it has until it is deleted. */
  private record TaskSemaphore(HeapLease lease) implements Runnable {
    @Override
    public void run() {
      lease.release();
    }
  }

  private SocketMemory() {}

  /** Takes what a socket needs; null when so much is not free. */
  static @Nullable HeapLease take(boolean tcp) {
    HeapLease lease = Heap.lease(HeapUse.SOCKETS);
    boolean enough =
        hasSemaphore()
            && lease.take(CStruct.NETCONN)
            && lease.take(CStruct.MAILBOX)
            && lease.take(CStruct.QUEUE.bytes() + mailboxLength(tcp) * POINTER_BYTES)
            && lease.take(tcp ? CStruct.TCP_PCB : CStruct.UDP_PCB);
    if (!enough) {
      lease.release();
      return null;
    }
    return lease;
  }

  private static int mailboxLength(boolean tcp) {
    return tcp ? TCP_MAILBOX_LENGTH : SdkConfig.current().get(Kconfig.LWIP_UDP_RECVMBOX_SIZE);
  }

  /** A listening socket has a smaller control block. */
  static boolean listen(HeapLease lease) {
    if (!lease.take(CStruct.TCP_LISTEN_PCB)) {
      return false;
    }
    lease.give(CStruct.TCP_PCB.bytes());
    return true;
  }

  /** The running task's semaphore, taken at its first socket and kept as long as the task lives. */
  private static boolean hasSemaphore() {
    if (Chip.current().kernel().current() == null) {
      return true;
    }
    StackEstimate.note(StackUse.SOCKET);
    Task task = Task.current();
    if (task.locals().hasOnDelete(TaskSemaphore.class)) {
      return true;
    }
    HeapLease lease = Heap.lease(HeapUse.SOCKETS);
    if (!lease.take(POINTER_BYTES) || !lease.take(CStruct.QUEUE)) {
      lease.release();
      return false;
    }
    task.locals().onDelete(new TaskSemaphore(lease));
    return true;
  }
}
