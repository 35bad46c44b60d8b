package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.WaitList;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.HeapLease;
import org.jspecify.annotations.Nullable;

/**
 * A binary or counting semaphore, a mutex or a recursive mutex ({@code SemaphoreHandle_t}).
 *
 * <p>A mutex lends the priority of the most urgent waiting task to its holder. The holder gives it
 * back when it holds no mutex any more (not earlier), or when that task's time is over and this
 * mutex is the only one it holds.
 */
public final class Semaphore extends QueueSet.Member {

  private enum Kind {
    BINARY(3, "binary semaphore"),
    COUNTING(2, "counting semaphore"),
    MUTEX(1, "mutex"),
    RECURSIVE(4, "recursive mutex");

    final int type;
    final String words;

    Kind(int type, String words) {
      this.type = type;
      this.words = words;
    }

    boolean isMutex() {
      return this == MUTEX || this == RECURSIVE;
    }
  }

  private final Kind kind;
  private final int maxCount;
  private final WaitList takers;
  private int count;
  private int recursion;
  private @Nullable Task holder;
  private boolean deleted;

  private Semaphore(Kind kind, int maxCount, int initialCount, HeapLease memory) {
    super(memory);
    this.kind = kind;
    this.maxCount = maxCount;
    this.count = initialCount;
    this.takers = rtos.kernel.waitList(kind.words, "");
  }

  /**
   * Creates a binary semaphore, not given.
   *
   * @return the semaphore
   */
  @EspApi("xSemaphoreCreateBinary")
  public static Semaphore createBinary() {
    return new Semaphore(Kind.BINARY, 1, 0, take(0, "xSemaphoreCreateBinary"));
  }

  /**
   * Creates a binary semaphore as the old macro did: given.
   *
   * @return the semaphore
   */
  @EspApi("vSemaphoreCreateBinary")
  public static Semaphore createBinaryGiven() {
    Semaphore semaphore = createBinary();
    semaphore.give();
    return semaphore;
  }

  /**
   * Creates a binary semaphore, not given, in the firmware's own static memory.
   *
   * @return the semaphore
   */
  @EspApi("xSemaphoreCreateBinaryStatic")
  public static Semaphore createBinaryStatic() {
    return new Semaphore(Kind.BINARY, 1, 0, none());
  }

  /**
   * Creates a counting semaphore.
   *
   * @param maxCount how far it counts, at least 1
   * @param initialCount where it starts, at most {@code maxCount}
   * @return the semaphore
   * @throws EspAbort when a count is not allowed, as {@code configASSERT} does
   */
  @EspApi("xSemaphoreCreateCounting")
  @EspApi("xQueueCreateCountingSemaphore")
  public static Semaphore createCounting(int maxCount, int initialCount) {
    assertCounts(maxCount, initialCount, "xQueueCreateCountingSemaphore", 789);
    return new Semaphore(
        Kind.COUNTING, maxCount, initialCount, take(0, "xSemaphoreCreateCounting"));
  }

  /**
   * Creates a counting semaphore in the firmware's own static memory.
   *
   * @param maxCount how far it counts, at least 1
   * @param initialCount where it starts, at most {@code maxCount}
   * @return the semaphore
   * @throws EspAbort when a count is not allowed, as {@code configASSERT} does
   */
  @EspApi("xSemaphoreCreateCountingStatic")
  @EspApi("xQueueCreateCountingSemaphoreStatic")
  public static Semaphore createCountingStatic(int maxCount, int initialCount) {
    assertCounts(maxCount, initialCount, "xQueueCreateCountingSemaphoreStatic", 758);
    return new Semaphore(Kind.COUNTING, maxCount, initialCount, none());
  }

  private static void assertCounts(int maxCount, int initialCount, String function, int line) {
    if (maxCount <= 0) {
      throw EspAbort.assertFailed(function, "queue.c:" + line, "uxMaxCount != 0");
    }
    if (initialCount < 0 || initialCount > maxCount) {
      throw EspAbort.assertFailed(
          function, "queue.c:" + (line + 1), "uxInitialCount <= uxMaxCount");
    }
  }

  /**
   * Creates a mutex that nobody holds.
   *
   * @return the mutex
   */
  @EspApi("xSemaphoreCreateMutex")
  @EspApi("xQueueCreateMutex")
  public static Semaphore createMutex() {
    return new Semaphore(Kind.MUTEX, 1, 1, take(0, "xSemaphoreCreateMutex"));
  }

  /**
   * Creates a mutex that nobody holds, in the firmware's own static memory.
   *
   * @return the mutex
   */
  @EspApi("xSemaphoreCreateMutexStatic")
  @EspApi("xQueueCreateMutexStatic")
  public static Semaphore createMutexStatic() {
    return new Semaphore(Kind.MUTEX, 1, 1, none());
  }

  /**
   * Creates a mutex that its holder may take again, for {@link #takeRecursive} and {@link
   * #giveRecursive} only.
   *
   * @return the mutex
   */
  @EspApi("xSemaphoreCreateRecursiveMutex")
  public static Semaphore createRecursiveMutex() {
    return new Semaphore(Kind.RECURSIVE, 1, 1, take(0, "xSemaphoreCreateRecursiveMutex"));
  }

  /**
   * Creates a mutex that its holder may take again, in the firmware's own static memory.
   *
   * @return the mutex
   */
  @EspApi("xSemaphoreCreateRecursiveMutexStatic")
  public static Semaphore createRecursiveMutexStatic() {
    return new Semaphore(Kind.RECURSIVE, 1, 1, none());
  }

  /**
   * Takes the semaphore, waiting until it is given.
   *
   * @param timeout how long to wait
   * @return true ({@code pdTRUE}), or false when time was over
   */
  @EspApi("xSemaphoreTake")
  @EspApi("xQueueSemaphoreTake")
  public boolean take(Timeout timeout) {
    rtos.beginWaiting(timeout, "xQueueSemaphoreTake", "queue.c:1554");
    return takeOrWait(timeout);
  }

  /**
   * Gives the semaphore.
   *
   * @return true, or false when it is given already or has counted up to its limit
   * @throws EspAbort when this is a mutex that another task holds ({@code
   *     CONFIG_FREERTOS_CHECK_MUTEX_GIVEN_BY_OWNER}, on by default)
   */
  @CanIgnoreReturnValue
  @EspApi("xSemaphoreGive")
  public boolean give() {
    rtos.kernel.call();
    return giveNow();
  }

  /**
   * Takes a recursive mutex; its holder gets it at once, as often as it likes.
   *
   * @param timeout how long to wait
   * @return true, or false when time was over
   */
  @EspApi("xSemaphoreTakeRecursive")
  @EspApi("xQueueTakeMutexRecursive")
  public boolean takeRecursive(Timeout timeout) {
    rtos.kernel.call();
    if (holder != null && holder == rtos.current()) {
      recursion++;
      return true;
    }
    rtos.assertMayWait(timeout, "xQueueSemaphoreTake", "queue.c:1554");
    if (!takeOrWait(timeout)) {
      return false;
    }
    recursion++;
    return true;
  }

  /**
   * Gives a recursive mutex back once; it is free when this was done as often as it was taken.
   *
   * @return true, or false when the calling task does not hold it
   */
  @CanIgnoreReturnValue
  @EspApi("xSemaphoreGiveRecursive")
  @EspApi("xQueueGiveMutexRecursive")
  public boolean giveRecursive() {
    rtos.kernel.call();
    assertUsable("xQueueGiveMutexRecursive");
    if (holder == null || holder != rtos.current()) {
      return false;
    }
    recursion--;
    if (recursion == 0) {
      var _ = giveNow();
    }
    return true;
  }

  /**
   * Gives a semaphore from an interrupt.
   *
   * @param woken set when a task was readied that goes first, may be null
   * @return true, or false when it is given already or has counted up to its limit
   * @throws EspAbort when this is a mutex that somebody holds, as {@code configASSERT} does
   */
  @CanIgnoreReturnValue
  @EspApi("xSemaphoreGiveFromISR")
  @EspApi("xQueueGiveFromISR")
  public boolean giveFromIsr(@Nullable Woken woken) {
    assertUsable("xQueueGiveFromISR");
    if (holder != null) {
      throw EspAbort.assertFailed(
          "xQueueGiveFromISR",
          "queue.c:1226",
          "!( ( pxQueue->uxQueueType == queueQUEUE_IS_MUTEX ) && ("
              + " pxQueue->u.xSemaphore.xMutexHolder != NULL ) )");
    }
    if (count == maxCount) {
      return false;
    }
    count++;
    rtos.note(woken, ready(takers, false));
    return true;
  }

  /**
   * Takes a semaphore from an interrupt, without waiting; not for mutexes.
   *
   * @param woken never set: nobody waits to give
   * @return true, or false when it is not given
   */
  @EspApi("xSemaphoreTakeFromISR")
  public boolean takeFromIsr(@Nullable Woken woken) {
    assertUsable("xQueueReceiveFromISR");
    if (count == 0) {
      return false;
    }
    count--;
    return true;
  }

  /**
   * Who holds a mutex.
   *
   * @return the task, or null when it is free or no mutex
   */
  @EspApi("xSemaphoreGetMutexHolder")
  @EspApi("xQueueGetMutexHolder")
  @EspApi("xSemaphoreGetMutexHolderFromISR")
  @EspApi("xQueueGetMutexHolderFromISR")
  public @Nullable Task getMutexHolder() {
    rtos.kernel.call();
    return holder;
  }

  /**
   * How often it can be taken without waiting.
   *
   * @return the count; of a mutex 1 when free, else 0
   */
  @EspApi("uxSemaphoreGetCount")
  public int getCount() {
    rtos.kernel.call();
    return count;
  }

  /** Frees the semaphore; a task that still uses or awaits it is stopped with a panic. */
  @EspApi("vSemaphoreDelete")
  public void delete() {
    rtos.kernel.call();
    assertUsable("vQueueDelete");
    deleted = true;
    QueueRegistry.ofBoard().forget(this);
    release();
    count = 0;
  }

  private boolean takeOrWait(Timeout timeout) {
    assertUsable("xQueueSemaphoreTake");
    if (count == 0) {
      if (timeout.amount() == 0 || !await(rtos.kernel.deadline(timeout))) {
        return false;
      }
    }
    count--;
    if (kind.isMutex()) {
      holder = rtos.current();
      if (holder != null) {
        holder.lentPriority().mutexTaken();
        takers.heldBy(holder.kernelTask());
      }
    }
    return true;
  }

  private boolean await(long deadline) {
    boolean inherited = false;
    do {
      Task current = kind.isMutex() ? rtos.current() : null;
      if (current != null && holder != null && !rtos.isOver(deadline)) {
        inherited = holder.lentPriority().inherit(current.kernelTask().priority());
      }
      if (!rtos.await(takers, deadline)) {
        if (inherited && holder != null) {
          KernelTask next = takers.first();
          holder.lentPriority().disinheritAfterTimeout(next == null ? 0 : next.priority());
        }
        return false;
      }
      assertUsable("xQueueSemaphoreTake");
    } while (count == 0);
    return true;
  }

  private boolean giveNow() {
    assertUsable("xQueueGenericSend");
    if (rtos.checkMutexOwner && holder != null && holder != rtos.current()) {
      throw EspAbort.assertFailed(
          "xQueueGenericSend",
          "queue.c:830",
          "pxQueue->uxQueueType != queueQUEUE_IS_MUTEX || pxQueue->u.xSemaphore.xMutexHolder =="
              + " NULL || pxQueue->u.xSemaphore.xMutexHolder == xTaskGetCurrentTaskHandle()");
    }
    if (count == maxCount) {
      return false;
    }
    boolean yield = false;
    if (holder != null) {
      yield = holder.lentPriority().disinherit();
      holder = null;
      takers.heldBy(null);
    }
    count++;
    if (ready(takers, false) != null) {
      rtos.kernel.reschedule();
    } else if (yield) {
      rtos.kernel.yield(); // Back at its own priority, behind its equals.
    }
    return true;
  }

  @Override
  public int getType() {
    return kind.type;
  }

  @Override
  int itemsHeld() {
    return count;
  }

  private void assertUsable(String function) {
    if (deleted) {
      throw EspAbort.useAfterFree(function, "the semaphore, freed by vSemaphoreDelete");
    }
  }
}
