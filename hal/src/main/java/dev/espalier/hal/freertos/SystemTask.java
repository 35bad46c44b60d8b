package dev.espalier.hal.freertos;

import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapUse;
import org.jspecify.annotations.Nullable;

/**
 * A task that start-up creates and that has nothing to run here: the idle tasks, whose work the
 * kernel does, the inter-processor-call tasks, and timer tasks before their first use.
 */
final class SystemTask implements KernelTask {
  private final String name;
  private final int priority;
  private final int stackBytes;
  private final int coreId;
  private final int number;
  private final State state;
  private @Nullable Object attachment;
  private int errno;
  private boolean hasMemory;

  SystemTask(String name, int priority, int stackBytes, int coreId, int number) {
    this.name = name;
    this.priority = priority;
    this.stackBytes = stackBytes;
    this.coreId = coreId;
    this.number = number;
    this.state = priority == 0 ? State.READY : State.BLOCKED;
  }

  int coreId() {
    return coreId;
  }

  /** {@code uxTCBNumber}. */
  int number() {
    return number;
  }

  /** Takes stack and control block; where start-up finds no memory is no concern of ours. */
  void takeMemory() {
    Heap heap = Heap.current();
    if (heap.take(HeapUse.TASKS, stackBytes)) {
      hasMemory = heap.take(HeapUse.TASKS, CStruct.TCB.bytes());
      if (!hasMemory) {
        heap.give(HeapUse.TASKS, stackBytes);
      }
    }
  }

  void giveMemory() {
    if (hasMemory) {
      hasMemory = false;
      Heap.current().give(HeapUse.TASKS, stackBytes);
      Heap.current().give(HeapUse.TASKS, CStruct.TCB.bytes());
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int priority() {
    return priority;
  }

  @Override
  public void priority(int newPriority) {}

  @Override
  public State state() {
    return state;
  }

  @Override
  public void suspend() {}

  @Override
  public void resume() {}

  @Override
  public void delete() {}

  @Override
  public void daemon() {}

  @Override
  public int stackBytes() {
    return stackBytes;
  }

  @Override
  public long cpuNanos() {
    return 0;
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(Object newAttachment) {
    attachment = newAttachment;
  }

  @Override
  public int errno() {
    return errno;
  }

  @Override
  public void errno(int value) {
    errno = value;
  }

  @Override
  public String backtrace() {
    return "";
  }
}
