package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.WaitList;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * 24 bits to wait for ({@code EventGroupHandle_t}). Setting bits readies every task whose condition
 * holds, in the order of their arrival; the bits they clear go after all of them were looked at.
 */
public final class EventGroup {
  private static final int CONTROL_BITS = 0xFF00_0000;

  private final Rtos rtos = Rtos.ofBoard();
  private final List<Task> waiting = new ArrayList<>(2);
  private final WaitList list = rtos.kernel.waitList("event group", "");
  private final HeapLease memory;
  private int bits;
  private int number;
  private boolean deleted;

  private EventGroup(HeapLease memory) {
    this.memory = memory;
  }

  /** What a task waits for in a group. One object per task, used again. */
  static final class Waiter {
    private @Nullable EventGroup group;
    private int bits;
    private boolean clearOnExit;
    private boolean forAll;
    private boolean unblockedByBits;
    private int result;
  }

  /**
   * Creates a group with all bits clear.
   *
   * @return the group
   * @throws EspException with {@code ESP_ERR_NO_MEM} where C gives NULL
   */
  @EspApi("xEventGroupCreate")
  public static EventGroup create() {
    return new EventGroup(
        Heap.leaseOrThrow(HeapUse.RTOS, CStruct.EVENT_GROUP.bytes(), "xEventGroupCreate"));
  }

  /**
   * Creates a group with all bits clear in the firmware's own static memory.
   *
   * @return the group
   */
  @EspApi("xEventGroupCreateStatic")
  public static EventGroup createStatic() {
    return new EventGroup(Heap.lease(HeapUse.RTOS));
  }

  /**
   * Its number, for tracing tools.
   *
   * @return what {@link #setNumber} was called with, 0 at first
   */
  @EspApi("uxEventGroupGetNumber")
  public int getNumber() {
    return number;
  }

  /**
   * Sets its number.
   *
   * @param newNumber any
   */
  @EspApi("vEventGroupSetNumber")
  public void setNumber(int newNumber) {
    number = newNumber;
  }

  /**
   * Waits for bits.
   *
   * @param bitsToWaitFor which, at least one of the lower 24
   * @param clearOnExit whether they are cleared when the condition holds
   * @param waitForAllBits true for all of them, false for any
   * @param timeout how long to wait
   * @return the bits when the condition came true (before clearing) or when time was over
   */
  @EspApi("xEventGroupWaitBits")
  public int waitBits(
      int bitsToWaitFor, boolean clearOnExit, boolean waitForAllBits, Timeout timeout) {
    rtos.kernel.call();
    assertUsable("xEventGroupWaitBits");
    assertWaitable(bitsToWaitFor, "xEventGroupWaitBits", 370);
    rtos.assertMayWait(timeout, "xEventGroupWaitBits", "event_groups.c:374");
    int now = bits;
    if (holds(now, bitsToWaitFor, waitForAllBits)) {
      if (clearOnExit) {
        bits &= ~bitsToWaitFor;
      }
      return now;
    }
    if (timeout.amount() == 0) {
      return now;
    }
    return await(bitsToWaitFor, clearOnExit, waitForAllBits, timeout);
  }

  /**
   * Sets bits and waits until all of some bits are set, as a rendezvous of tasks.
   *
   * @param bitsToSet the caller's bits
   * @param bitsToWaitFor everybody's bits; they are cleared when all are set
   * @param timeout how long to wait
   * @return the bits when all were set (before clearing) or when time was over
   */
  @EspApi("xEventGroupSync")
  public int sync(int bitsToSet, int bitsToWaitFor, Timeout timeout) {
    rtos.kernel.call();
    assertUsable("xEventGroupSync");
    assertWaitable(bitsToWaitFor, "xEventGroupSync", 227);
    rtos.assertMayWait(timeout, "xEventGroupSync", "event_groups.c:231");
    int original = bits;
    setNow(bitsToSet);
    int result;
    if (((original | bitsToSet) & bitsToWaitFor) == bitsToWaitFor) {
      result = original | bitsToSet;
      bits &= ~bitsToWaitFor;
    } else if (timeout.amount() == 0) {
      result = bits;
    } else {
      return await(bitsToWaitFor, true, true, timeout);
    }
    rtos.kernel.reschedule();
    return result;
  }

  /**
   * Sets bits and readies the tasks whose condition holds now.
   *
   * @param bitsToSet which of the lower 24
   * @return the bits when the call returns: readied tasks may have cleared some
   */
  @CanIgnoreReturnValue
  @EspApi("xEventGroupSetBits")
  @EspApi("vEventGroupSetBitsCallback")
  public int setBits(int bitsToSet) {
    rtos.kernel.call();
    assertUsable("xEventGroupSetBits");
    assertNoControlBits(bitsToSet, "xEventGroupSetBits", 597, "uxBitsToSet");
    setNow(bitsToSet);
    rtos.kernel.reschedule();
    return bits;
  }

  /**
   * Clears bits.
   *
   * @param bitsToClear which of the lower 24
   * @return the bits before
   */
  @CanIgnoreReturnValue
  @EspApi("xEventGroupClearBits")
  @EspApi("vEventGroupClearBitsCallback")
  public int clearBits(int bitsToClear) {
    rtos.kernel.call();
    assertUsable("xEventGroupClearBits");
    assertNoControlBits(bitsToClear, "xEventGroupClearBits", 533, "uxBitsToClear");
    int before = bits;
    bits &= ~bitsToClear;
    return before;
  }

  /**
   * The bits.
   *
   * @return which are set
   */
  @EspApi("xEventGroupGetBits")
  @EspApi("xEventGroupGetBitsFromISR")
  public int getBits() {
    rtos.kernel.call();
    assertUsable("xEventGroupClearBits");
    return bits;
  }

  /**
   * Asks the timer task to set bits, from an interrupt.
   *
   * @param bitsToSet which of the lower 24
   * @param woken set when the timer task goes before the interrupted one, may be null
   * @return true, or false when the timer task's command queue is full
   */
  @CanIgnoreReturnValue
  @EspApi("xEventGroupSetBitsFromISR")
  public boolean setBitsFromIsr(int bitsToSet, @Nullable Woken woken) {
    return rtos.timers().pendFromIsr(() -> setBits(bitsToSet), woken);
  }

  /**
   * Asks the timer task to clear bits, from an interrupt.
   *
   * @param bitsToClear which of the lower 24
   * @return true, or false when the timer task's command queue is full
   */
  @CanIgnoreReturnValue
  @EspApi("xEventGroupClearBitsFromISR")
  public boolean clearBitsFromIsr(int bitsToClear) {
    return rtos.timers().pendFromIsr(() -> clearBits(bitsToClear), null);
  }

  /** Frees the group; tasks that wait in it go on with bits 0. */
  @EspApi("vEventGroupDelete")
  public void delete() {
    rtos.kernel.call();
    assertUsable("vEventGroupDelete");
    deleted = true;
    for (Task task : waiting) {
      Waiter waiter = waiterOf(task);
      if (waiter != null) {
        release(task, waiter, 0);
      }
    }
    waiting.clear();
    memory.release();
    rtos.kernel.reschedule();
  }

  private int await(int wanted, boolean clearOnExit, boolean forAll, Timeout timeout) {
    Task task = Task.current();
    Waiter waiter = task.groupWaiter();
    waiter.group = this;
    waiter.bits = wanted;
    waiter.clearOnExit = clearOnExit;
    waiter.forAll = forAll;
    waiter.unblockedByBits = false;
    waiting.add(task);
    var _ = rtos.kernel.block(list, rtos.kernel.deadline(timeout));
    waiter.group = null;
    if (waiter.unblockedByBits) {
      return waiter.result;
    }
    waiting.remove(task);
    assertUsable("xEventGroupWaitBits");
    int now = bits;
    if (clearOnExit && holds(now, wanted, forAll)) {
      bits &= ~wanted;
    }
    return now;
  }

  private void setNow(int bitsToSet) {
    bits |= bitsToSet;
    int bitsToClear = 0;
    int kept = 0;
    for (int i = 0; i < waiting.size(); i++) {
      Task task = waiting.get(i);
      Waiter waiter = waiterOf(task);
      if (waiter == null) {
        continue;
      }
      if (!holds(bits, waiter.bits, waiter.forAll)) {
        waiting.set(kept++, task);
        continue;
      }
      if (waiter.clearOnExit) {
        bitsToClear |= waiter.bits;
      }
      release(task, waiter, bits);
    }
    while (waiting.size() > kept) {
      waiting.removeLast();
    }
    bits &= ~bitsToClear;
  }

  /** The wait of a task that is still in it: not timed out, suspended or deleted meanwhile. */
  private @Nullable Waiter waiterOf(Task task) {
    Waiter waiter = task.groupWaiter();
    boolean waits = waiter.group == this && task.kernelTask().state() == KernelTask.State.BLOCKED;
    return waits ? waiter : null;
  }

  private void release(Task task, Waiter waiter, int result) {
    waiter.unblockedByBits = true;
    waiter.result = result;
    waiter.group = null;
    var _ = rtos.kernel.wake(task.kernelTask());
  }

  private static boolean holds(int bits, int wanted, boolean forAll) {
    int present = bits & wanted;
    return forAll ? present == wanted : present != 0;
  }

  private static void assertWaitable(int bitsToWaitFor, String function, int line) {
    assertNoControlBits(bitsToWaitFor, function, line, "uxBitsToWaitFor");
    if (bitsToWaitFor == 0) {
      throw EspAbort.assertFailed(function, "event_groups.c:" + (line + 1), "uxBitsToWaitFor != 0");
    }
  }

  private static void assertNoControlBits(int bits, String function, int line, String name) {
    if ((bits & CONTROL_BITS) != 0) {
      throw EspAbort.assertFailed(
          function, "event_groups.c:" + line, "( " + name + " & 0xff000000UL ) == 0");
    }
  }

  private void assertUsable(String function) {
    if (deleted) {
      throw EspAbort.useAfterFree(function, "the event group, freed by vEventGroupDelete");
    }
  }
}
