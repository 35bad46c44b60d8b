package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.WaitList;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import org.jspecify.annotations.Nullable;

/**
 * Waits for several queues and semaphores at once ({@code QueueSetHandle_t}). Each item that comes
 * into a member puts the member into the set's own queue; whoever selects a member must take
 * exactly one item out of it.
 */
public final class QueueSet {
  /** What can be in a set: a {@link Queue} or a {@link Semaphore} that is no mutex. */
  public abstract static sealed class Member permits Queue, Semaphore {
    final Rtos rtos = Rtos.ofBoard();
    private final HeapLease memory;
    private @Nullable QueueSet set;
    private int number;

    Member(HeapLease memory) {
      this.memory = memory;
    }

    /** Takes the block that holds the control structure and the items. */
    static HeapLease take(long itemBytes, String function) {
      long bytes = CStruct.QUEUE.bytes() + itemBytes;
      return Heap.leaseOrThrow(
          HeapUse.RTOS, (int) Math.min(bytes, Integer.MAX_VALUE - 64), function);
    }

    /** What an object in the firmware's own static memory takes. */
    static HeapLease none() {
      return Heap.lease(HeapUse.RTOS);
    }

    /**
     * What it is, for tracing tools.
     *
     * @return 0 for a queue, 1 for a mutex, 2 for a counting and 3 for a binary semaphore, 4 for a
     *     recursive mutex
     */
    @EspApi("ucQueueGetQueueType")
    public int getType() {
      return 0;
    }

    /**
     * Its number, for tracing tools.
     *
     * @return what {@link #setNumber} was called with, 0 at first
     */
    @EspApi("uxQueueGetQueueNumber")
    public final int getNumber() {
      return number;
    }

    /**
     * Sets its number.
     *
     * @param newNumber any
     */
    @EspApi("vQueueSetQueueNumber")
    public final void setNumber(int newNumber) {
      number = newNumber;
    }

    /** Gives its memory back. */
    final void release() {
      memory.release();
    }

    /** How many items there are, or how often the semaphore was given. */
    abstract int itemsHeld();

    /** Readies who waits for an item that came: here or, in a set, in the set alone. */
    final @Nullable KernelTask ready(WaitList waiting, boolean atFront) {
      QueueSet container = set;
      return container == null
          ? rtos.kernel.wake(waiting)
          : container.selectable.insert(this, atFront);
    }
  }

  private final Queue<Member> selectable;

  private QueueSet(int length) {
    selectable = Queue.create(length, 4, "set");
  }

  /**
   * Creates a set.
   *
   * @param length how many items all members can hold together
   * @return the set without members
   */
  @EspApi("xQueueCreateSet")
  public static QueueSet create(int length) {
    return new QueueSet(length);
  }

  /**
   * Adds a queue or semaphore.
   *
   * @param member it must be empty
   * @return true, or false when it is in a set or not empty
   */
  @CanIgnoreReturnValue
  @EspApi("xQueueAddToSet")
  public boolean add(Member member) {
    if (member.set != null || member.itemsHeld() != 0) {
      return false;
    }
    member.set = this;
    return true;
  }

  /**
   * Removes a queue or semaphore.
   *
   * @param member it must be empty
   * @return true, or false when it is not in this set or not empty
   */
  @CanIgnoreReturnValue
  @EspApi("xQueueRemoveFromSet")
  public boolean remove(Member member) {
    if (member.set != this || member.itemsHeld() != 0) {
      return false;
    }
    member.set = null;
    return true;
  }

  /**
   * Waits for a member that has an item.
   *
   * @param timeout how long to wait
   * @return the member, or null when time was over
   */
  @EspApi("xQueueSelectFromSet")
  public @Nullable Member select(Timeout timeout) {
    return selectable.receive(timeout);
  }

  /**
   * Looks for a member that has an item, from an interrupt.
   *
   * @return the member, or null
   */
  @EspApi("xQueueSelectFromSetFromISR")
  public @Nullable Member selectFromIsr() {
    return selectable.receiveFromIsr(null);
  }
}
