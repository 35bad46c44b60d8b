package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.WaitList;
import dev.espalier.hal.system.EspAbort;
import org.jspecify.annotations.Nullable;

/**
 * The notification of one task: a 32-bit value and whether it is pending. ESP-IDF v4.4 gives each
 * task one ({@code configTASK_NOTIFICATION_ARRAY_ENTRIES} is 1), so the only index is 0.
 *
 * <p>Anybody sends through {@code task.notification()}; the receiving calls are static and act on
 * the running task.
 */
public final class TaskNotification {
  private enum State {
    NOT_WAITING,
    WAITING,
    RECEIVED
  }

  private final Rtos rtos;
  private final Task task;
  private State state = State.NOT_WAITING;
  private boolean forever;
  private int value;
  private @Nullable WaitList list;

  TaskNotification(Rtos rtos, Task task) {
    this.rtos = rtos;
    this.task = task;
  }

  /**
   * Notifies the task.
   *
   * @param newValue what the action works with
   * @param action what happens to the task's value
   * @return true, or false when the value was not to be overwritten and one is pending
   */
  @CanIgnoreReturnValue
  @EspApi("xTaskNotify")
  public boolean send(int newValue, NotifyAction action) {
    rtos.kernel.call();
    boolean passed = deliver(newValue, action);
    rtos.kernel.reschedule();
    return passed;
  }

  /**
   * Notifies the task.
   *
   * @param index 0
   * @param newValue what the action works with
   * @param action what happens to the task's value
   * @return true, or false when the value was not to be overwritten and one is pending
   */
  @CanIgnoreReturnValue
  @EspApi("xTaskNotifyIndexed")
  public boolean sendIndexed(int index, int newValue, NotifyAction action) {
    assertIndex(index, "xTaskGenericNotify", "tasks.c:5656", "uxIndexToNotify");
    return send(newValue, action);
  }

  /**
   * Notifies the task and tells the value it had.
   *
   * @param index 0
   * @param newValue what the action works with
   * @param action what happens to the task's value
   * @return whether it passed, and the value before
   */
  @EspApi("xTaskNotifyAndQueryIndexed")
  @EspApi("xTaskGenericNotify")
  public NotifyResult sendAndQuery(int index, int newValue, NotifyAction action) {
    assertIndex(index, "xTaskGenericNotify", "tasks.c:5656", "uxIndexToNotify");
    rtos.kernel.call();
    int before = value;
    boolean passed = deliver(newValue, action);
    rtos.kernel.reschedule();
    return new NotifyResult(passed, before);
  }

  /**
   * Notifies the task and tells the value it had.
   *
   * @param newValue what the action works with
   * @param action what happens to the task's value
   * @return whether it passed, and the value before
   */
  @EspApi("xTaskNotifyAndQuery")
  public NotifyResult sendAndQuery(int newValue, NotifyAction action) {
    return sendAndQuery(0, newValue, action);
  }

  /** Adds one to the task's value: a light counting semaphore, taken with {@link #take}. */
  @EspApi("xTaskNotifyGive")
  @EspApi("xTaskNotifyGiveIndexed")
  public void give() {
    rtos.kernel.call();
    var _ = deliver(0, NotifyAction.INCREMENT); // An increment always passes.
    rtos.kernel.reschedule();
  }

  /**
   * Notifies the task from an interrupt.
   *
   * @param newValue what the action works with
   * @param action what happens to the task's value
   * @param woken set when the task was readied and goes first, may be null
   * @return true, or false when the value was not to be overwritten and one is pending
   */
  @CanIgnoreReturnValue
  @EspApi("xTaskNotifyFromISR")
  @EspApi("xTaskNotifyIndexedFromISR")
  public boolean sendFromIsr(int newValue, NotifyAction action, @Nullable Woken woken) {
    boolean waits = state == State.WAITING;
    boolean passed = deliver(newValue, action);
    if (waits) {
      rtos.note(woken, task.kernelTask());
    }
    return passed;
  }

  /**
   * Notifies the task from an interrupt and tells the value it had.
   *
   * @param newValue what the action works with
   * @param action what happens to the task's value
   * @param woken set when the task was readied and goes first, may be null
   * @return whether it passed, and the value before
   */
  @EspApi("xTaskNotifyAndQueryFromISR")
  @EspApi("xTaskNotifyAndQueryIndexedFromISR")
  @EspApi("xTaskGenericNotifyFromISR")
  public NotifyResult sendAndQueryFromIsr(
      int newValue, NotifyAction action, @Nullable Woken woken) {
    int before = value;
    return new NotifyResult(sendFromIsr(newValue, action, woken), before);
  }

  /**
   * Adds one to the task's value, from an interrupt.
   *
   * @param woken set when the task was readied and goes first, may be null
   */
  @EspApi("vTaskNotifyGiveFromISR")
  @EspApi("vTaskNotifyGiveIndexedFromISR")
  @EspApi("vTaskGenericNotifyGiveFromISR")
  public void giveFromIsr(@Nullable Woken woken) {
    var _ = sendFromIsr(0, NotifyAction.INCREMENT, woken);
  }

  /**
   * Waits until the running task's value is not 0, then lowers it.
   *
   * @param clearCountOnExit true: the value becomes 0; false: one less
   * @param timeout how long to wait
   * @return the value before it was lowered, 0 when time was over
   */
  @CanIgnoreReturnValue
  @EspApi("ulTaskNotifyTake")
  @EspApi("ulTaskNotifyTakeIndexed")
  @EspApi("ulTaskGenericNotifyTake")
  public static int take(boolean clearCountOnExit, Timeout timeout) {
    TaskNotification own = beginReceiving();
    if (own.value == 0) {
      own.await(timeout);
    }
    int taken = own.value;
    if (taken != 0) {
      own.value = clearCountOnExit ? 0 : taken - 1;
    }
    own.state = State.NOT_WAITING;
    return taken;
  }

  /**
   * Waits until the running task is notified, unless a notification is pending.
   *
   * @param bitsToClearOnEntry cleared in the value before waiting, only if none is pending
   * @param bitsToClearOnExit cleared in the value after a notification came
   * @param timeout how long to wait
   * @return whether a notification came, and the value before bits were cleared on exit
   */
  @EspApi("xTaskNotifyWait")
  @EspApi("xTaskNotifyWaitIndexed")
  @EspApi("xTaskGenericNotifyWait")
  public static NotifyResult await(int bitsToClearOnEntry, int bitsToClearOnExit, Timeout timeout) {
    TaskNotification own = beginReceiving();
    if (own.state != State.RECEIVED) {
      own.value &= ~bitsToClearOnEntry;
      own.await(timeout);
    }
    int received = own.value;
    boolean passed = own.state == State.RECEIVED;
    if (passed) {
      own.value &= ~bitsToClearOnExit;
    }
    own.state = State.NOT_WAITING;
    return new NotifyResult(passed, received);
  }

  /**
   * Takes a pending notification back; the value stays.
   *
   * @return true if one was pending
   */
  @CanIgnoreReturnValue
  @EspApi("xTaskNotifyStateClear")
  @EspApi("xTaskNotifyStateClearIndexed")
  @EspApi("xTaskGenericNotifyStateClear")
  public boolean stateClear() {
    rtos.kernel.call();
    if (state != State.RECEIVED) {
      return false;
    }
    state = State.NOT_WAITING;
    return true;
  }

  /**
   * Clears bits of the value.
   *
   * @param bitsToClear the bits
   * @return the value before
   */
  @CanIgnoreReturnValue
  @EspApi("ulTaskNotifyValueClear")
  @EspApi("ulTaskNotifyValueClearIndexed")
  @EspApi("ulTaskGenericNotifyValueClear")
  public int valueClear(int bitsToClear) {
    rtos.kernel.call();
    int before = value;
    value &= ~bitsToClear;
    return before;
  }

  boolean isWaiting() {
    return state == State.WAITING;
  }

  boolean isWaitingForever() {
    return state == State.WAITING && forever;
  }

  /** What {@code vTaskSuspend} does to a task that waits for a notification. */
  void cancelWait() {
    if (state == State.WAITING) {
      state = State.NOT_WAITING;
    }
  }

  private static TaskNotification beginReceiving() {
    Task current = Task.current();
    TaskNotification own = current.notification();
    own.rtos.kernel.call();
    return own;
  }

  private void await(Timeout timeout) {
    state = State.WAITING;
    if (timeout.amount() == 0) {
      return;
    }
    long deadline = rtos.kernel.deadline(timeout);
    forever = deadline == Kernel.NEVER;
    WaitList waiting = list;
    if (waiting == null) {
      waiting = rtos.kernel.waitList("notification", "");
      list = waiting;
    }
    var _ = rtos.kernel.block(waiting, deadline); // The state tells whether one came.
  }

  private boolean deliver(int newValue, NotifyAction action) {
    State before = state;
    state = State.RECEIVED;
    boolean passed = true;
    switch (action) {
      case NO_ACTION -> {}
      case SET_BITS -> value |= newValue;
      case INCREMENT -> value++;
      case SET_VALUE_WITH_OVERWRITE -> value = newValue;
      case SET_VALUE_WITHOUT_OVERWRITE -> {
        passed = before != State.RECEIVED;
        if (passed) {
          value = newValue;
        }
      }
    }
    if (before == State.WAITING) {
      var _ = rtos.kernel.wake(task.kernelTask());
    }
    return passed;
  }

  private static void assertIndex(int index, String function, String place, String name) {
    if (index != 0) {
      throw EspAbort.assertFailed(function, place, name + " < 1");
    }
  }
}
