package dev.espalier.hal.port;

import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A task of the system that does what others hand it, in order: the TCP/IP task, the Wi-Fi task. It
 * is a daemon and starts with the first thing to do; what it has to do later keeps no board alive.
 */
public final class ServiceTask {
  /** More than any burst of a simulated radio or interface: a sign of work that is never done. */
  private static final int WAITING_MAX = 1024;

  private final String name;
  private final int priority;
  private final int stackBytes;
  private final Kernel kernel = Chip.current().kernel();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final WaitList idle;
  private boolean started;

  /**
   * Describes the task of the running board.
   *
   * @param name its name
   * @param priority 0 (idle) to 24
   * @param stackBytes its stack size, for reports
   */
  public ServiceTask(String name, int priority, int stackBytes) {
    this.name = name;
    this.priority = priority;
    this.stackBytes = stackBytes;
    this.idle = kernel.waitList("work", name);
    HeapLease memory = Heap.lease(HeapUse.TASKS);
    if (!memory.take(stackBytes) || !memory.take(CStruct.TCB)) {
      throw Heap.current().exhausted("xTaskCreate of \"" + name + "\"", stackBytes);
    }
  }

  /**
   * Hands something to do to the task, from a task or an interrupt. When the task's priority is
   * higher than the caller's it is done when this returns, unless it blocks.
   *
   * @param work runs in the task, may block
   */
  public void post(Runnable work) {
    if (waiting.size() == WAITING_MAX) {
      throw new IllegalStateException(
          "more than " + WAITING_MAX + " things to do wait for task \"" + name + "\"");
    }
    waiting.add(work);
    wake();
  }

  /**
   * Makes a timer that is not set.
   *
   * @param work runs in the task, may block
   * @return the timer; its deadlines go by {@link Kernel#now}
   */
  public Kernel.Alarm timer(Runnable work) {
    return kernel.housekeepingAlarm(() -> post(work));
  }

  private void wake() {
    if (!started) {
      started = true;
      kernel.spawn(name, priority, stackBytes, this::run).daemon();
    } else {
      var _ = kernel.wake(idle);
    }
    kernel.reschedule();
  }

  private void run() {
    while (true) {
      Runnable work = waiting.poll();
      if (work != null) {
        work.run();
      } else {
        var _ = kernel.block(idle, Kernel.NEVER);
      }
    }
  }
}
