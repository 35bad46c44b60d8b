package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.WaitList;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.HeapLease;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A queue of items ({@code QueueHandle_t}). C copies the item's bytes; here the reference is handed
 * on, so items are immutable records or belong to the receiver once sent.
 *
 * <p>Waiting tasks go by priority, then by time of arrival. A task that is woken looks again: if a
 * task of higher priority took the item meanwhile, it goes on waiting for the rest of its time.
 *
 * <p>Differs: on the chip (two cores) a send also switches to a readied task of <em>equal</em>
 * priority; here such a task runs when the sender waits, yields or its time slice ends.
 *
 * @param <T> the items
 */
public final class Queue<T> extends QueueSet.Member {
  private static final int POINTER_BYTES = 4;

  private final @Nullable Object[] items;
  private final WaitList senders;
  private final WaitList receivers;
  private int head;
  private int count;
  private boolean deleted;

  private Queue(int length, String name, HeapLease memory) {
    super(memory);
    items = new Object[length];
    senders = rtos.kernel.waitList("space in queue", name);
    receivers = rtos.kernel.waitList("item in queue", name);
  }

  /** Creates a queue of pointers: {@link #create(int, int)} with 4 bytes for an item. */
  public static <T> Queue<T> create(int length) {
    return create(length, POINTER_BYTES);
  }

  /**
   * Creates a queue.
   *
   * @param length how many items fit, at least 1
   * @param itemBytes what an item takes on the chip
   * @param <T> the items
   * @return the empty queue
   * @throws EspAbort when the length is 0, as {@code configASSERT} does
   * @throws EspException with {@code ESP_ERR_NO_MEM} where C gives NULL
   */
  @EspApi("xQueueCreate")
  @EspApi("xQueueGenericCreate")
  public static <T> Queue<T> create(int length, int itemBytes) {
    return create(length, itemBytes, "");
  }

  /**
   * Creates a queue with a name for reports.
   *
   * @param length how many items fit, at least 1
   * @param itemBytes what an item takes on the chip
   * @param name which queue it is
   * @param <T> the items
   * @return the empty queue
   */
  public static <T> Queue<T> create(int length, int itemBytes, String name) {
    assertLength(length, "xQueueGenericCreate", "queue.c:417");
    return new Queue<>(length, name, take((long) length * itemBytes, "xQueueCreate"));
  }

  /**
   * Creates a queue in the firmware's own static memory: none of the heap is taken.
   *
   * @param length how many items fit, at least 1
   * @param <T> the items
   * @return the empty queue
   * @throws EspAbort when the length is 0, as {@code configASSERT} does
   */
  @EspApi("xQueueCreateStatic")
  @EspApi("xQueueGenericCreateStatic")
  public static <T> Queue<T> createStatic(int length) {
    assertLength(length, "xQueueGenericCreateStatic", "queue.c:349");
    return new Queue<>(length, "", none());
  }

  private static void assertLength(int length, String function, String place) {
    if (length <= 0) {
      throw EspAbort.assertFailed(function, place, "uxQueueLength > ( UBaseType_t ) 0");
    }
  }

  /**
   * Appends an item, waiting for space.
   *
   * @param item the item
   * @param timeout how long to wait
   * @return true ({@code pdPASS}), or false ({@code errQUEUE_FULL}) when time was over
   */
  @EspApi("xQueueSend")
  @EspApi("xQueueGenericSend")
  public boolean send(T item, Timeout timeout) {
    begin(item, timeout);
    return await(timeout) && append(item);
  }

  /**
   * Appends an item, waiting for space; another name of {@link #send}.
   *
   * @param item the item
   * @param timeout how long to wait
   * @return true ({@code pdPASS}), or false ({@code errQUEUE_FULL}) when time was over
   */
  @EspApi("xQueueSendToBack")
  public boolean sendToBack(T item, Timeout timeout) {
    return send(item, timeout);
  }

  /**
   * Puts an item before all others, waiting for space.
   *
   * @param item the item
   * @param timeout how long to wait
   * @return true ({@code pdPASS}), or false ({@code errQUEUE_FULL}) when time was over
   */
  @EspApi("xQueueSendToFront")
  public boolean sendToFront(T item, Timeout timeout) {
    begin(item, timeout);
    return await(timeout) && prepend(item);
  }

  /**
   * Writes the item of a queue of length 1, whether or not there is one.
   *
   * @param item the item
   * @return true, always
   * @throws EspAbort when the queue is longer, as {@code configASSERT} does
   */
  @CanIgnoreReturnValue
  @EspApi("xQueueOverwrite")
  public boolean overwrite(T item) {
    begin(item, Timeout.NONE);
    assertLengthOne("xQueueGenericSend", "queue.c:822");
    if (count == 0) {
      return prepend(item);
    }
    items[head] = item; // What waits for the item that is replaced has been told.
    return true;
  }

  /**
   * Takes the first item, waiting for one.
   *
   * @param timeout how long to wait
   * @return the item, or null ({@code errQUEUE_EMPTY}) when time was over
   */
  @EspApi("xQueueReceive")
  public @Nullable T receive(Timeout timeout) {
    rtos.beginWaiting(timeout, "xQueueReceive", "queue.c:1391");
    return awaitItem(timeout, "xQueueReceive") ? take() : null;
  }

  /**
   * Looks at the first item, waiting for one; it stays.
   *
   * @param timeout how long to wait
   * @return the item, or null ({@code errQUEUE_EMPTY}) when time was over
   */
  @EspApi("xQueuePeek")
  public @Nullable T peek(Timeout timeout) {
    rtos.beginWaiting(timeout, "xQueuePeek", "queue.c:1779");
    if (!awaitItem(timeout, "xQueuePeek")) {
      return null;
    }
    T item = item(head);
    wake(receivers); // The item is still there for another waiting task.
    return item;
  }

  /**
   * Empties the queue and readies one task that waits for space.
   *
   * @return true, always
   */
  @CanIgnoreReturnValue
  @EspApi("xQueueReset")
  @EspApi("xQueueGenericReset")
  public boolean reset() {
    rtos.kernel.call();
    assertUsable("xQueueGenericReset");
    Arrays.fill(items, null);
    head = 0;
    count = 0;
    wake(senders);
    return true;
  }

  /**
   * How many items there are.
   *
   * @return 0 to the length
   */
  @EspApi("uxQueueMessagesWaiting")
  @EspApi("uxQueueMessagesWaitingFromISR")
  public int messagesWaiting() {
    rtos.kernel.call();
    return count;
  }

  /**
   * How many more items fit.
   *
   * @return 0 to the length
   */
  @EspApi("uxQueueSpacesAvailable")
  public int spacesAvailable() {
    rtos.kernel.call();
    return items.length - count;
  }

  /** Frees the queue; a task that still uses or awaits it is stopped with a panic. */
  @EspApi("vQueueDelete")
  public void delete() {
    rtos.kernel.call();
    assertUsable("vQueueDelete");
    deleted = true;
    QueueRegistry.ofBoard().forget(this);
    release();
    Arrays.fill(items, null);
    count = 0;
  }

  /**
   * Appends an item without waiting, from an interrupt.
   *
   * @param item the item
   * @param woken set when a task was readied that goes first, may be null
   * @return true ({@code pdPASS}), or false ({@code errQUEUE_FULL})
   */
  @EspApi("xQueueSendFromISR")
  @EspApi("xQueueGenericSendFromISR")
  public boolean sendFromIsr(T item, @Nullable Woken woken) {
    assertUsable("xQueueGenericSendFromISR");
    assertItem(item, "xQueueGenericSendFromISR", "queue.c:1056");
    if (count == items.length) {
      return false;
    }
    putLast(item);
    rtos.note(woken, ready(receivers, false));
    return true;
  }

  /**
   * Appends an item from an interrupt; another name of {@link #sendFromIsr}.
   *
   * @param item the item
   * @param woken set when a task was readied that goes first, may be null
   * @return true ({@code pdPASS}), or false ({@code errQUEUE_FULL})
   */
  @EspApi("xQueueSendToBackFromISR")
  public boolean sendToBackFromIsr(T item, @Nullable Woken woken) {
    return sendFromIsr(item, woken);
  }

  /**
   * Puts an item before all others, from an interrupt.
   *
   * @param item the item
   * @param woken set when a task was readied that goes first, may be null
   * @return true ({@code pdPASS}), or false ({@code errQUEUE_FULL})
   */
  @EspApi("xQueueSendToFrontFromISR")
  public boolean sendToFrontFromIsr(T item, @Nullable Woken woken) {
    assertUsable("xQueueGenericSendFromISR");
    assertItem(item, "xQueueGenericSendFromISR", "queue.c:1056");
    if (count == items.length) {
      return false;
    }
    putFirst(item);
    rtos.note(woken, ready(receivers, true));
    return true;
  }

  /**
   * Writes the item of a queue of length 1, from an interrupt.
   *
   * @param item the item
   * @param woken set when a task was readied that goes first, may be null
   * @return true, always
   */
  @CanIgnoreReturnValue
  @EspApi("xQueueOverwriteFromISR")
  public boolean overwriteFromIsr(T item, @Nullable Woken woken) {
    assertLengthOne("xQueueGenericSendFromISR", "queue.c:1057");
    if (count == 0) {
      return sendToFrontFromIsr(item, woken);
    }
    items[head] = item;
    return true;
  }

  /**
   * Takes the first item without waiting, from an interrupt.
   *
   * @param woken set when a task was readied that goes first, may be null
   * @return the item, or null when the queue is empty
   */
  @EspApi("xQueueReceiveFromISR")
  public @Nullable T receiveFromIsr(@Nullable Woken woken) {
    assertUsable("xQueueReceiveFromISR");
    if (count == 0) {
      return null;
    }
    T item = removeFirst();
    rtos.note(woken, rtos.kernel.wake(senders));
    return item;
  }

  /**
   * Looks at the first item without waiting, from an interrupt.
   *
   * @return the item, or null when the queue is empty
   */
  @EspApi("xQueuePeekFromISR")
  public @Nullable T peekFromIsr() {
    assertUsable("xQueuePeekFromISR");
    return count == 0 ? null : item(head);
  }

  /**
   * Whether the queue is empty, asked from an interrupt.
   *
   * @return true without items
   */
  @EspApi("xQueueIsQueueEmptyFromISR")
  public boolean isQueueEmptyFromIsr() {
    return count == 0;
  }

  /**
   * Whether the queue is full, asked from an interrupt.
   *
   * @return true when no further item fits
   */
  @EspApi("xQueueIsQueueFullFromISR")
  public boolean isQueueFullFromIsr() {
    return count == items.length;
  }

  /** Waits until there is an item or time is over ({@code vQueueWaitForMessageRestricted}). */
  void waitForMessage(long deadline) {
    if (count == 0) {
      var _ = rtos.kernel.block(receivers, deadline);
    }
  }

  private void begin(T item, Timeout timeout) {
    rtos.beginWaiting(timeout, "xQueueGenericSend", "queue.c:825");
    assertItem(item, "xQueueGenericSend", "queue.c:821");
  }

  private boolean await(Timeout timeout) {
    assertUsable("xQueueGenericSend");
    if (count < items.length) {
      return true;
    }
    if (timeout.amount() == 0) {
      return false;
    }
    long deadline = rtos.kernel.deadline(timeout);
    do {
      if (!rtos.await(senders, deadline)) {
        return false;
      }
      assertUsable("xQueueGenericSend");
    } while (count == items.length);
    return true;
  }

  private boolean awaitItem(Timeout timeout, String function) {
    assertUsable(function);
    if (count > 0) {
      return true;
    }
    if (timeout.amount() == 0) {
      return false;
    }
    long deadline = rtos.kernel.deadline(timeout);
    do {
      if (!rtos.await(receivers, deadline)) {
        return false;
      }
      assertUsable(function);
    } while (count == 0);
    return true;
  }

  private boolean append(T item) {
    putLast(item);
    switchTo(ready(receivers, false));
    return true;
  }

  private boolean prepend(T item) {
    putFirst(item);
    switchTo(ready(receivers, true));
    return true;
  }

  private T take() {
    T item = removeFirst();
    wake(senders);
    return item;
  }

  private void wake(WaitList list) {
    switchTo(rtos.kernel.wake(list));
  }

  private void switchTo(@Nullable KernelTask readied) {
    if (readied != null) {
      rtos.kernel.reschedule();
    }
  }

  /** Puts in an item that must fit: what a set does when one of its members gets an item. */
  @Nullable KernelTask insert(T item, boolean atFront) {
    if (count == items.length) {
      throw EspAbort.assertFailed(
          "prvNotifyQueueSetContainer",
          "queue.c:3092",
          "pxQueueSetContainer->uxMessagesWaiting < pxQueueSetContainer->uxLength");
    }
    if (atFront) {
      putFirst(item);
    } else {
      putLast(item);
    }
    return rtos.kernel.wake(receivers);
  }

  @Override
  int itemsHeld() {
    return count;
  }

  private void putLast(T item) {
    int tail = head + count;
    items[tail < items.length ? tail : tail - items.length] = item;
    count++;
  }

  private void putFirst(T item) {
    head = head == 0 ? items.length - 1 : head - 1;
    items[head] = item;
    count++;
  }

  private T removeFirst() {
    T item = item(head);
    items[head] = null;
    head = head + 1 == items.length ? 0 : head + 1;
    count--;
    return item;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // Callers ask for slots that hold an item.
  private T item(int index) {
    return (T) items[index];
  }

  private void assertUsable(String function) {
    if (deleted) {
      throw EspAbort.useAfterFree(function, "the queue, freed by vQueueDelete");
    }
  }

  private static void assertItem(@Nullable Object item, String function, String place) {
    if (item == null) {
      throw EspAbort.assertFailed(
          function,
          place,
          "!( ( pvItemToQueue == NULL ) && ( pxQueue->uxItemSize != ( UBaseType_t ) 0U ) )");
    }
  }

  private void assertLengthOne(String function, String place) {
    if (items.length != 1) {
      throw EspAbort.assertFailed(
          function,
          place,
          "!( ( xCopyPosition == queueOVERWRITE ) && ( pxQueue->uxLength != 1 ) )");
    }
  }
}
