package dev.espalier.hal.event;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.event.HandlerTable.HandlerNode;
import dev.espalier.hal.event.PostPool.Post;
import dev.espalier.hal.freertos.Queue;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.freertos.Woken;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.Tracer;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An event loop ({@code esp_event_loop_handle_t}): events that are posted to it wait in a queue
 * until its own task, or the task that calls {@link #run}, hands each to every handler that
 * matches, in the order of registration.
 */
public final class EventLoop {
  private static final String TAG = "event";
  private static final EventHandler<Object> NOBODY = (_, _, _, _) -> {};

  final HandlerTable handlers = new HandlerTable();
  final String name;

  /** Posts taken by the queue, for {@link EspEvent#dump}. */
  int eventsReceived;

  /** Posts that found no room. */
  int eventsDropped;

  private final Kernel kernel = Chip.current().kernel();
  private final @Nullable Tracer tracer = Chip.current().tracer();
  private final boolean profiling;
  private final boolean debug;
  private final HandlerTable.Caller caller;
  private final Queue<Post> queue;
  private final Semaphore mutex;
  private final HeapLease memory = Heap.lease(HeapUse.EVENTS);
  private final @Nullable Semaphore profilingMutex;
  private @Nullable Task task;

  /** The task that runs a loop; reset after each event unless the time to run was over then. */
  private @Nullable Task runningTask;

  private final PostPool posts = new PostPool();
  private boolean deleted;

  /** Current ESP-IDF: being deleted, which waits for the tasks that are posting. */
  private boolean deleting;

  private int postsInFlight;
  private final boolean current = Chip.current().profile() == Profile.COMPONENT_1_8;

  private EventLoop(EventLoopArgs args) {
    SdkConfig config = Chip.current().config();
    profiling = config.get(Kconfig.ESP_EVENT_LOOP_PROFILING);
    debug = config.get(Kconfig.LOG_MAXIMUM_LEVEL) >= 4;
    caller = profiling || debug ? this::callMeasured : EventLoop::call;
    String taskName = args.taskName();
    name = taskName == null ? "" : taskName;
    var made = new LoopParts();
    made.loop(memory);
    queue = made.queue(args.queueSize(), taskName == null ? "event loop" : name);
    mutex = made.mutex(queue);
    profilingMutex = profiling ? made.profilingMutex(queue, mutex) : null;
  }

  /**
   * Creates a loop, and its task if it is to have one.
   *
   * @param args how
   * @return the loop
   * @throws EspException with {@code ESP_ERR_INVALID_ARG} without arguments
   * @throws EspAbort when the queue size is 0, as {@code configASSERT} does
   */
  @EspApi("esp_event_loop_create")
  public static EventLoop create(@Nullable EventLoopArgs args) {
    if (args == null) {
      EspLog.e(TAG, "event_loop_args was NULL");
      throw new EspException(EspErr.ESP_ERR_INVALID_ARG, "event_loop_args was NULL");
    }
    EventLoop loop = new EventLoop(args);
    if (args.taskName() != null) {
      loop.createTask(args, args.taskName());
    }
    if (loop.profiling) {
      EventLoops.ofBoard().add(loop);
    }
    return loop;
  }

  private void createTask(EventLoopArgs args, String taskName) {
    try {
      task =
          Task.createPinnedToCore(
              taskName,
              args.taskStackSize(),
              args.taskPriority(),
              args.taskCoreId(),
              this::runForever);
    } catch (EspException e) {
      LoopParts.freeAll(memory, queue, mutex, profilingMutex);
      throw new EspException(EspErr.ESP_FAIL, "no task for the event loop: " + e.getMessage());
    }
  }

  /**
   * Deletes the loop with its task, its handlers and its waiting events, after a running handler
   * has returned. Called in a handler by the loop's own task it does not come back, and the loop
   * stays locked for good.
   *
   * @return {@code ESP_OK}
   */
  @EspApi("esp_event_loop_delete")
  public EspErr delete() {
    assertUsable("esp_event_loop_delete");
    lock();
    deleting = current;
    while (deleting && postsInFlight > 0) {
      mutex.giveRecursive();
      Task.delay(Timeout.ticks(1));
      lock();
    }
    if (profilingMutex != null) {
      var _ = profilingMutex.take(Timeout.FOREVER);
      EventLoops.ofBoard().remove(this);
    }
    if (task != null) {
      task.delete();
    }
    handlers.clear();
    Post dropped = queue.receive(Timeout.NONE);
    while (dropped != null) {
      posts.drop(dropped);
      dropped = queue.receive(Timeout.NONE);
    }
    queue.delete();
    deleted = true;
    mutex.giveRecursive();
    if (profilingMutex != null) {
      profilingMutex.give();
      profilingMutex.delete();
    }
    mutex.delete();
    memory.release();
    return EspErr.ESP_OK;
  }

  /**
   * Hands waiting events to their handlers, in the calling task.
   *
   * <p>With a time of 0 that is at most one event. Otherwise each wait for the next event takes up
   * to the whole time again; the call returns when such a wait was in vain, or after an event by
   * whose end the time since the start is over.
   *
   * @param ticksToRun how long
   * @return {@code ESP_OK}
   */
  @EspApi("esp_event_loop_run")
  public EspErr run(Timeout ticksToRun) {
    assertUsable("esp_event_loop_run");
    boolean limited = !ticksToRun.isForever();
    long remaining = ticksToRun.toTicks();
    Timeout wait = limited ? Timeout.ticks(remaining) : Timeout.FOREVER;
    long marker = limited ? Task.getTickCount() : 0;
    Post post = queue.receive(wait);
    while (post != null) {
      lock();
      if (post.data instanceof HandlerRemoval removal) {
        boolean _ = handlers.removeFirst(removal);
        posts.drop(post);
      } else {
        runningTask = Task.current();
        dispatch(post);
      }
      assertUsable("esp_event_loop_run");
      if (limited) {
        long end = Task.getTickCount();
        remaining -= end - marker;
        if (remaining <= 0) {
          if (current) {
            runningTask = null;
          }
          mutex.giveRecursive();
          return EspErr.ESP_OK;
        }
        marker = end;
        if (current) {
          wait = Timeout.ticks(remaining);
        }
      }
      runningTask = null;
      mutex.giveRecursive();
      post = queue.receive(wait);
    }
    return EspErr.ESP_OK;
  }

  /**
   * Registers a handler. Registering the same one again for the same events replaces its argument.
   *
   * @param base whose events, {@link EspEvent#ESP_EVENT_ANY_BASE} for all
   * @param id which of them, {@link EspEvent#ESP_EVENT_ANY_ID} for all
   * @param handler what to call
   * @param arg what to give it
   * @param <D> the data of the events
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_ARG} for all bases with one id
   * @throws EspAbort without a handler, as {@code assert} does
   */
  @EspApi("esp_event_handler_register_with")
  public <D> EspErr handlerRegister(
      EventBase<D> base, int id, @Nullable EventHandler<? super D> handler, @Nullable Object arg) {
    EventHandlerInstance context = new EventHandlerInstance(given(handler), arg);
    EspErr refused = HandlerTable.refusal(base, id, "registering", EspErr.ESP_ERR_INVALID_ARG);
    return refused != null ? refused : add(base, id, context, true);
  }

  /**
   * Registers a handler as an instance of its own: the same handler any number of times.
   *
   * @param base whose events, {@link EspEvent#ESP_EVENT_ANY_BASE} for all
   * @param id which of them, {@link EspEvent#ESP_EVENT_ANY_ID} for all
   * @param handler what to call
   * @param arg what to give it
   * @param <D> the data of the events
   * @return the instance
   * @throws EspException with {@code ESP_ERR_INVALID_ARG} for all bases with one id
   * @throws EspAbort without a handler, as {@code assert} does
   */
  @CanIgnoreReturnValue
  @EspApi("esp_event_handler_instance_register_with")
  public <D> EventHandlerInstance handlerInstanceRegister(
      EventBase<D> base, int id, @Nullable EventHandler<? super D> handler, @Nullable Object arg) {
    EventHandlerInstance instance = new EventHandlerInstance(given(handler), arg);
    EspErr refused = HandlerTable.refusal(base, id, "registering", EspErr.ESP_ERR_INVALID_ARG);
    if (refused != null) {
      throw new EspException(refused, "handler for any event base with id " + id);
    }
    EspErr added = add(base, id, instance, false);
    if (!added.isOk()) {
      throw new EspException(added, "no memory for a handler");
    }
    return instance;
  }

  /**
   * Unregisters a handler. v4.4's answer does not tell whether it was registered. In current
   * ESP-IDF a handler that runs stays in the lists until its event is over.
   *
   * @param base whose events, as registered
   * @param id which of them, as registered
   * @param handler the handler
   * @param <D> the data of the events
   * @return {@code ESP_OK}, or {@code ESP_FAIL} for all bases with one id; in current ESP-IDF
   *     {@code ESP_ERR_INVALID_ARG} for that, {@code ESP_ERR_NOT_FOUND} when it was not registered,
   *     and, from a handler, {@code ESP_ERR_TIMEOUT} when the queue is full
   */
  @EspApi("esp_event_handler_unregister_with")
  public <D> EspErr handlerUnregister(
      EventBase<D> base, int id, @Nullable EventHandler<? super D> handler) {
    EventHandler<Object> same = handler == null ? NOBODY : raw(handler);
    return remove(base, id, new EventHandlerInstance(same, null), true);
  }

  /**
   * Unregisters one instance.
   *
   * @param base whose events, as registered
   * @param id which of them, as registered
   * @param instance the instance
   * @return {@code ESP_ERR_INVALID_ARG} without an instance, else as {@link #handlerUnregister}
   */
  @EspApi("esp_event_handler_instance_unregister_with")
  public EspErr handlerInstanceUnregister(
      EventBase<?> base, int id, @Nullable EventHandlerInstance instance) {
    return instance == null ? EspErr.ESP_ERR_INVALID_ARG : remove(base, id, instance, false);
  }

  /**
   * Posts an event.
   *
   * <p>From a handler of this loop it never waits, whatever the timeout. A loop without a task of
   * its own is locked while a handler runs: then other tasks wait for that, too.
   *
   * @param base its base
   * @param id its id
   * @param data its data, immutable or a {@code byte[]} that is copied; empty counts as null
   * @param timeout how long to wait for room
   * @param <D> its data
   * @return {@code ESP_OK}, {@code ESP_ERR_TIMEOUT} when there was no room, {@code ESP_ERR_NO_MEM}
   *     without memory for the data, {@code ESP_ERR_INVALID_ARG} for any base or any id, or, in
   *     current ESP-IDF, {@code ESP_ERR_INVALID_STATE} while the loop is being deleted
   */
  @EspApi("esp_event_post_to")
  public <D> EspErr post(EventBase<D> base, int id, @Nullable D data, Timeout timeout) {
    assertUsable("esp_event_post_to");
    if (isAny(base, id)) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    if (deleting) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    Post post = posts.filled(base, id, data, current);
    if (post == null) {
      return EspErr.ESP_ERR_NO_MEM;
    }
    postsInFlight++;
    boolean sent = enqueue(post, timeout);
    postsInFlight--;
    if (!sent) {
      posts.drop(post);
      eventsDropped++;
      return EspErr.ESP_ERR_TIMEOUT;
    }
    eventsReceived++;
    return EspErr.ESP_OK;
  }

  /**
   * Posts an event from an interrupt.
   *
   * @param base its base
   * @param id its id
   * @param data its data, which in C fits into four bytes: a number of at most 32 bits, a record of
   *     such a size, or a {@code byte[]} of at most four, delivered as four with zeros behind
   * @param woken set when a task was readied that goes first, may be null
   * @param <D> its data
   * @return {@code ESP_OK}, {@code ESP_FAIL} when there was no room, or {@code ESP_ERR_INVALID_ARG}
   *     for any base, any id, or more data
   */
  @EspApi("esp_event_isr_post_to")
  public <D> EspErr isrPost(EventBase<D> base, int id, @Nullable D data, @Nullable Woken woken) {
    assertUsable("esp_event_isr_post_to");
    if (!Chip.current().config().get(Kconfig.ESP_EVENT_POST_FROM_ISR)) {
      return EspErr.ESP_ERR_NOT_SUPPORTED; // The function does not exist in such a build.
    }
    if (isAny(base, id) || (data != null && DataSize.of(data) > 4)) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    Object kept = data;
    if (data instanceof byte[] bytes) {
      kept = bytes.length == 0 ? null : Arrays.copyOf(bytes, 4);
    }
    if (deleting) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    Post post = posts.take(base, id, kept);
    if (!queue.sendFromIsr(post, woken)) {
      posts.drop(post);
      eventsDropped++;
      return EspErr.ESP_FAIL;
    }
    eventsReceived++;
    return EspErr.ESP_OK;
  }

  boolean hasTask() {
    return task != null;
  }

  private void runForever() {
    KernelTask own = kernel.current();
    if (own != null) {
      own.daemon();
    }
    EspErr err = run(Timeout.FOREVER);
    while (err.isOk()) {
      err = run(Timeout.FOREVER); // Another task ended the wait (xTaskAbortDelay).
    }
  }

  private boolean enqueue(Post post, Timeout timeout) {
    Task running = task;
    if (running == null) {
      if (!mutex.takeRecursive(timeout)) {
        return false;
      }
      running = runningTask;
      mutex.giveRecursive();
    }
    boolean fromHandler = running != null && running.isCurrent();
    return queue.sendToBack(post, fromHandler ? Timeout.NONE : timeout);
  }

  private void dispatch(Post post) {
    EventBase<?> base = post.base;
    int id = post.id;
    Object data = post.data;
    int dataBytes = posts.release(post);
    if (base == null) {
      throw new AssertionError("a waiting event has a base");
    }
    if (tracer != null) {
      tracer.dispatched(base.name(), id, name);
    }
    boolean called = handlers.dispatch(base, id, data, caller);
    posts.giveData(dataBytes);
    if (!called && debug) {
      EspLog.d(
          TAG,
          "no handlers have been registered for event %s:%d posted to loop %s",
          base.name(),
          id,
          EventLoops.ofBoard().addressOf(this));
    }
  }

  private static void call(HandlerNode node, EventBase<?> base, int id, @Nullable Object data) {
    node.context.handler.handle(node.context.arg, base, id, data);
  }

  private void callMeasured(HandlerNode node, EventBase<?> base, int id, @Nullable Object data) {
    if (debug) {
      EspLog.d(TAG, "running post %s:%d on loop %s", base.name(), id, name);
    }
    long start = kernel.now();
    call(node, base, id, data);
    if (profilingMutex != null) {
      long micros = (kernel.now() - start) / 1000;
      var _ = profilingMutex.take(Timeout.FOREVER);
      node.invoked++;
      node.micros += micros;
      profilingMutex.give();
    }
  }

  private EventHandler<Object> given(@Nullable EventHandler<?> handler) {
    assertUsable("esp_event_handler_register_with_internal");
    if (handler == null) {
      throw EspAbort.assertFailed(
          "esp_event_handler_register_with_internal", "esp_event.c:698", "event_handler");
    }
    return raw(handler);
  }

  private EspErr add(EventBase<?> base, int id, EventHandlerInstance context, boolean legacy) {
    lock();
    boolean added = handlers.add(base, id, context, legacy);
    mutex.giveRecursive();
    return added ? EspErr.ESP_OK : EspErr.ESP_ERR_NO_MEM;
  }

  private EspErr remove(EventBase<?> base, int id, EventHandlerInstance context, boolean legacy) {
    assertUsable("esp_event_handler_unregister_with_internal");
    EspErr refused =
        HandlerTable.refusal(
            base, id, "unregistering", current ? EspErr.ESP_ERR_INVALID_ARG : EspErr.ESP_FAIL);
    if (refused != null) {
      return refused;
    }
    lock();
    EspErr result = EspErr.ESP_OK;
    if (current) {
      boolean inHandler = runningTask != null && runningTask.isCurrent();
      result = new HandlerRemoval(this, base, id, context, legacy).begin(inHandler);
    } else {
      handlers.remove(base, id, context, legacy);
    }
    mutex.giveRecursive();
    return result;
  }

  private void lock() {
    var _ = mutex.takeRecursive(Timeout.FOREVER); // Without limit: comes back with the mutex.
  }

  private static boolean isAny(EventBase<?> base, int id) {
    return base == EspEvent.ESP_EVENT_ANY_BASE || id == EspEvent.ESP_EVENT_ANY_ID;
  }

  @SuppressWarnings("unchecked") // A handler only gets data of the bases it was registered for.
  private static EventHandler<Object> raw(EventHandler<?> handler) {
    return (EventHandler<Object>) handler;
  }

  private void assertUsable(String function) {
    if (deleted) {
      throw EspAbort.useAfterFree(function, "the event loop, freed by esp_event_loop_delete");
    }
  }
}
