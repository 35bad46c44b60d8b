package dev.espalier.hal.freertos;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.WaitList;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import org.jspecify.annotations.Nullable;

/**
 * A task ({@code TaskHandle_t}). The ready task of highest priority runs; equal priorities take
 * turns on {@link #yield} and at ticks.
 *
 * <p>Notifications to a task are in {@link #notification}.
 */
public final class Task {
  private final Rtos rtos;
  private final KernelTask kernelTask;
  private final int coreId;
  private final int number;
  private @Nullable HeapLease memory;
  private int taskNumber;
  private boolean delayAborted;
  int stackUsed = StackUse.TASK.bytes(); // StackEstimate's

  // Made at first use: most tasks never need most of them.
  private @Nullable TaskNotification notification;
  private @Nullable LentPriority lentPriority;
  private @Nullable TaskLocals locals;
  private @Nullable WaitList delay;
  private EventGroup.@Nullable Waiter groupWaiter;

  Task(Rtos rtos, KernelTask kernelTask, int coreId, @Nullable HeapLease memory) {
    this.rtos = rtos;
    this.memory = memory;
    this.number =
        kernelTask instanceof SystemTask system ? system.number() : rtos.tasks.nextNumber();
    this.kernelTask = kernelTask;
    this.coreId = coreId;
  }

  /**
   * Creates a task, ready to run; it runs at once if its priority is higher than the caller's.
   *
   * @param name its name, cut to {@code CONFIG_FREERTOS_MAX_TASK_NAME_LEN - 1} characters
   * @param stackBytes its stack size
   * @param priority 0 (idle) to 24; more counts as 24
   * @param body what it does; it must not return but {@link #delete} itself
   * @return the task
   * @throws EspException with {@code ESP_ERR_NO_MEM} when the heap has no room for its stack and
   *     control block ({@code errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY})
   */
  @CanIgnoreReturnValue
  @EspApi("xTaskCreate")
  public static Task create(String name, int stackBytes, int priority, Runnable body) {
    return createPinnedToCore(name, stackBytes, priority, NO_AFFINITY, body);
  }

  /** {@code tskNO_AFFINITY}: any core. */
  public static final int NO_AFFINITY = 0x7FFF_FFFF;

  /**
   * Creates a task for one core.
   *
   * @param name its name, cut to {@code CONFIG_FREERTOS_MAX_TASK_NAME_LEN - 1} characters
   * @param stackBytes its stack size
   * @param priority 0 (idle) to 24; more counts as 24
   * @param coreId 0, 1 or {@link #NO_AFFINITY}; with {@code CONFIG_FREERTOS_UNICORE} always 0
   * @param body what it does; it must not return but {@link #delete} itself
   * @return the task
   * @throws EspException with {@code ESP_ERR_NO_MEM} when the heap has no room for its stack and
   *     control block ({@code errCOULD_NOT_ALLOCATE_REQUIRED_MEMORY})
   * @throws EspAbort when there is no such core, as {@code configASSERT} does
   */
  @CanIgnoreReturnValue
  @EspApi(
      value = "xTaskCreatePinnedToCore",
      fidelity = Fidelity.PARTIAL,
      note = "tasks of both cores take turns on one: they are never at the same time")
  public static Task createPinnedToCore(
      String name, int stackBytes, int priority, int coreId, Runnable body) {
    return new TaskFactory(name, stackBytes, priority, coreId).createDynamic(body);
  }

  /**
   * Creates a task whose stack and control block are the firmware's own static memory: none of the
   * heap is taken.
   *
   * @param name its name, cut to {@code CONFIG_FREERTOS_MAX_TASK_NAME_LEN - 1} characters
   * @param stackBytes its stack size
   * @param priority 0 (idle) to 24; more counts as 24
   * @param body what it does; it must not return but {@link #delete} itself
   * @return the task
   */
  @CanIgnoreReturnValue
  @EspApi("xTaskCreateStatic")
  public static Task createStatic(String name, int stackBytes, int priority, Runnable body) {
    return createStaticPinnedToCore(name, stackBytes, priority, NO_AFFINITY, body);
  }

  /**
   * Creates a task for one core in the firmware's own static memory.
   *
   * @param name its name, cut to {@code CONFIG_FREERTOS_MAX_TASK_NAME_LEN - 1} characters
   * @param stackBytes its stack size
   * @param priority 0 (idle) to 24; more counts as 24
   * @param coreId 0, 1 or {@link #NO_AFFINITY}; with {@code CONFIG_FREERTOS_UNICORE} always 0
   * @param body what it does; it must not return but {@link #delete} itself
   * @return the task
   * @throws EspAbort when there is no such core, as {@code configASSERT} does
   */
  @CanIgnoreReturnValue
  @EspApi(
      value = "xTaskCreateStaticPinnedToCore",
      fidelity = Fidelity.PARTIAL,
      note = "tasks of both cores take turns on one: they are never at the same time")
  public static Task createStaticPinnedToCore(
      String name, int stackBytes, int priority, int coreId, Runnable body) {
    return new TaskFactory(name, stackBytes, priority, coreId).createStatic(body);
  }

  /**
   * Ends the task. Mutexes it holds stay taken. A task that ends itself does not come back from
   * this call.
   */
  @EspApi("vTaskDelete")
  public void delete() {
    rtos.kernel.call();
    if (lentPriority != null && lentPriority.holdsMutex()) {
      Lint.warn(
          "deleted-holder " + getName(),
          "task \""
              + getName()
              + "\" is deleted while it holds a mutex, which stays taken for good");
    }
    TaskDeletion.delete(rtos, this);
  }

  /** {@code prvDeleteTLS} and {@code prvDeleteTCB}: what the idle task does in the end. */
  void free() {
    if (locals != null) {
      locals.delete();
    }
    if (memory != null) {
      memory.release();
    }
  }

  /** Charges the memory of a task that the emulator has started itself. */
  void adopt() {
    HeapLease lease = Heap.lease(HeapUse.TASKS);
    var _ = lease.take(kernelTask.stackBytes()); // Where there is none, later ones will tell.
    var _ = lease.take(CStruct.TCB);
    memory = lease;
  }

  /**
   * The running task.
   *
   * @return the task
   * @throws IllegalStateException in an interrupt, which has none
   */
  @EspApi("xTaskGetCurrentTaskHandle")
  public static Task current() {
    Task task = Rtos.ofBoard().current();
    if (task == null) {
      throw new IllegalStateException("an interrupt handler has no current task");
    }
    return task;
  }

  /**
   * Whether this is the running task.
   *
   * @return true when the caller runs in it
   */
  public boolean isCurrent() {
    return rtos.current() == this;
  }

  /**
   * Waits. A time of less than a tick only lets tasks of equal priority run.
   *
   * @param timeout how long, in ticks: the wait ends on a tick boundary
   */
  @EspApi("vTaskDelay")
  public static void delay(Timeout timeout) {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    long deadline = rtos.kernel.deadline(timeout);
    if (rtos.isOver(deadline)) {
      rtos.warnOfNoTick(timeout);
      rtos.kernel.yield();
      return;
    }
    rtos.assertSchedulerRuns("vTaskDelay", "tasks.c:1570");
    var _ = rtos.kernel.block(current().delayList(), deadline);
  }

  /**
   * Waits for the end of a period that began at the end of the last one.
   *
   * @param previousWakeTime when the last period ended; moved on by one period
   * @param increment the period, at least a tick
   * @return true if it waited, false when the end had passed
   */
  @CanIgnoreReturnValue
  @EspApi("xTaskDelayUntil")
  @EspApi("vTaskDelayUntil")
  public static boolean delayUntil(WakeTime previousWakeTime, Timeout increment) {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    long ticks = increment.toTicks();
    if (ticks == 0) {
      throw EspAbort.assertFailed("xTaskDelayUntil", "tasks.c:1474", "( xTimeIncrement > 0U )");
    }
    rtos.assertSchedulerRuns("xTaskDelayUntil", "tasks.c:1475");
    long timeToWake = previousWakeTime.tick() + ticks;
    previousWakeTime.tick(timeToWake);
    if (timeToWake <= getTickCount()) {
      rtos.kernel.yield();
      return false;
    }
    long deadline = timeToWake * rtos.kernel.tickNanos();
    var _ = rtos.kernel.block(current().delayList(), deadline);
    return true;
  }

  /**
   * Ends the wait of a blocked task early, as if its time were over.
   *
   * @return true, or false when the task is not blocked
   */
  @CanIgnoreReturnValue
  @EspApi("xTaskAbortDelay")
  public boolean abortDelay() {
    rtos.kernel.call();
    if (getState() != TaskState.BLOCKED) {
      return false;
    }
    boolean delaying = delay != null && !delay.isEmpty();
    delayAborted = !delaying && (notification == null || !notification.isWaiting());
    var _ = rtos.kernel.wake(kernelTask);
    rtos.kernel.reschedule();
    return true;
  }

  /** Lets tasks of equal priority run first. */
  @EspApi("taskYIELD")
  public static void yield() {
    Kernel kernel = Rtos.ofBoard().kernel;
    kernel.call();
    kernel.yield();
  }

  /**
   * Its priority, inheritance included.
   *
   * @return 0 to 24
   */
  @EspApi("uxTaskPriorityGet")
  @EspApi("uxTaskPriorityGetFromISR")
  public int priorityGet() {
    rtos.kernel.call();
    return kernelTask.priority();
  }

  /**
   * Changes its priority. While it has an inherited one, that stays until it is given back.
   *
   * @param newPriority 0 to 24
   * @throws EspAbort when the priority is not allowed, as {@code configASSERT} does
   */
  @EspApi("vTaskPrioritySet")
  public void prioritySet(int newPriority) {
    rtos.kernel.call();
    if (newPriority < 0 || newPriority >= Rtos.MAX_PRIORITIES) {
      throw EspAbort.assertFailed("vTaskPrioritySet", "tasks.c:1779", "( uxNewPriority < ( 25 ) )");
    }
    if (!lentPriority().setOwn(newPriority)) {
      return;
    }
    if (isCurrent()) {
      rtos.kernel.yield();
    } else {
      rtos.kernel.reschedule();
    }
  }

  /** Takes it out of scheduling, whatever it waits for, until {@link #resume}. */
  @EspApi("vTaskSuspend")
  public void suspend() {
    rtos.kernel.call();
    notification().cancelWait();
    kernelTask.suspend();
  }

  /**
   * Lets it run again if it is suspended. A task that waits for a notification without limit counts
   * as suspended here, as in FreeRTOS.
   */
  @EspApi("vTaskResume")
  public void resume() {
    rtos.kernel.call();
    if (resumeNow()) {
      rtos.kernel.reschedule();
    }
  }

  /**
   * Lets it run again if it is suspended, from an interrupt.
   *
   * @return true when it goes before the interrupted task
   */
  @CanIgnoreReturnValue
  @EspApi("xTaskResumeFromISR")
  public boolean resumeFromIsr() {
    if (!resumeNow()) {
      return false;
    }
    KernelTask current = rtos.kernel.current();
    return current == null || kernelTask.priority() >= current.priority();
  }

  /**
   * What it is doing.
   *
   * @return the state
   */
  @EspApi("eTaskGetState")
  public TaskState getState() {
    return switch (kernelTask.state()) {
      case RUNNING -> TaskState.RUNNING;
      case READY -> TaskState.READY;
      case BLOCKED -> TaskState.BLOCKED;
      case SUSPENDED -> TaskState.SUSPENDED;
      case DELETED -> TaskState.DELETED;
    };
  }

  /**
   * Its name.
   *
   * @return the name given at creation, perhaps cut
   */
  @EspApi("pcTaskGetName")
  public String getName() {
    return kernelTask.name();
  }

  /**
   * Its core.
   *
   * @return 0, 1 or {@link #NO_AFFINITY}
   */
  @EspApi("xTaskGetAffinity")
  public int getAffinity() {
    return coreId;
  }

  /**
   * The time in ticks.
   *
   * @return ticks since boot; differs: does not wrap at 32 bits
   */
  @EspApi("xTaskGetTickCount")
  @EspApi("xTaskGetTickCountFromISR")
  public static long getTickCount() {
    Kernel kernel = Rtos.ofBoard().kernel;
    kernel.call();
    return kernel.now() / kernel.tickNanos();
  }

  /**
   * Its notification: send to it, or wait for it when it is the running task's.
   *
   * @return the notification, the same object always
   */
  public TaskNotification notification() {
    if (notification == null) {
      notification = new TaskNotification(rtos, this);
    }
    return notification;
  }

  /**
   * Its thread-local storage pointers.
   *
   * @return the pointers, the same object always
   */
  public TaskLocals locals() {
    if (locals == null) {
      locals = new TaskLocals();
    }
    return locals;
  }

  /**
   * The least of its stack that was left, by what it has called so far.
   *
   * @return bytes
   */
  @EspApi(
      value = "uxTaskGetStackHighWaterMark",
      fidelity = Fidelity.PARTIAL,
      note = "an estimate from the deepest HAL call; the firmware's own frames are not counted")
  @EspApi(
      value = "uxTaskGetStackHighWaterMark2",
      fidelity = Fidelity.PARTIAL,
      note = "an estimate from the deepest HAL call; the firmware's own frames are not counted")
  public int getStackHighWaterMark() {
    rtos.kernel.call();
    return StackEstimate.highWaterMark(this);
  }

  /**
   * Its number for tracing tools.
   *
   * @return what {@link #setTaskNumber} was called with, 0 at first
   */
  @EspApi("uxTaskGetTaskNumber")
  public int getTaskNumber() {
    return taskNumber;
  }

  /**
   * Sets its number for tracing tools.
   *
   * @param newNumber any
   */
  @EspApi("vTaskSetTaskNumber")
  public void setTaskNumber(int newNumber) {
    taskNumber = newNumber;
  }

  /** The task of a kernel's task, made now for one that the emulator started itself. */
  static Task of(KernelTask kernelTask) {
    if (kernelTask.attachment() instanceof Task task) {
      return task;
    }
    int core = kernelTask instanceof SystemTask system ? system.coreId() : 0;
    Task task = new Task(Rtos.ofBoard(), kernelTask, core, null);
    kernelTask.attach(task);
    return task;
  }

  int number() {
    return number;
  }

  KernelTask kernelTask() {
    return kernelTask;
  }

  LentPriority lentPriority() {
    if (lentPriority == null) {
      lentPriority = new LentPriority(kernelTask);
    }
    return lentPriority;
  }

  /** Whether {@code xTaskAbortDelay} ended a wait since this was last asked. */
  boolean takeDelayAborted() {
    boolean aborted = delayAborted;
    delayAborted = false;
    return aborted;
  }

  /** What it waits for in event groups. */
  EventGroup.Waiter groupWaiter() {
    if (groupWaiter == null) {
      groupWaiter = new EventGroup.Waiter();
    }
    return groupWaiter;
  }

  private boolean resumeNow() {
    if (kernelTask.state() == KernelTask.State.SUSPENDED) {
      kernelTask.resume();
      return true;
    }
    return notification != null && notification.isWaitingForever() && rtos.kernel.wake(kernelTask);
  }

  private WaitList delayList() {
    if (delay == null) {
      delay = rtos.kernel.waitList("delay", "");
    }
    return delay;
  }
}
