package dev.espalier.hal.event;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.freertos.Woken;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The default event loop, which system events (Wi-Fi, IP) go through. Its task "sys_evt" has
 * priority 20. Everything answers {@code ESP_ERR_INVALID_STATE} before {@link #loopCreateDefault}.
 */
public final class EspEvent {
  /** All ids of a base. */
  public static final int ESP_EVENT_ANY_ID = -1;

  /** All bases ({@code NULL} in C). */
  public static final EventBase<Object> ESP_EVENT_ANY_BASE = EventBase.define("any");

  private static final int DEFAULT_LOOP_PRIORITY = 20;

  private EspEvent() {}

  /**
   * Creates the default loop with its task.
   *
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_STATE} when it exists
   */
  @EspApi("esp_event_loop_create_default")
  public static EspErr loopCreateDefault() {
    EventLoops loops = EventLoops.ofBoard();
    if (loops.defaultLoop != null) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    var config = Chip.current().config();
    loops.defaultLoop =
        EventLoop.create(
            EventLoopArgs.withTask(
                config.get(Kconfig.ESP_SYSTEM_EVENT_QUEUE_SIZE),
                "sys_evt",
                DEFAULT_LOOP_PRIORITY,
                config.get(Kconfig.ESP_SYSTEM_EVENT_TASK_STACK_SIZE)));
    return EspErr.ESP_OK;
  }

  /**
   * Deletes the default loop.
   *
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_STATE} when it does not exist
   */
  @EspApi("esp_event_loop_delete_default")
  public static EspErr loopDeleteDefault() {
    EventLoops loops = EventLoops.ofBoard();
    EventLoop loop = loops.defaultLoop;
    if (loop == null) {
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    EspErr err = loop.delete();
    if (err.isOk()) {
      loops.defaultLoop = null;
    }
    return err;
  }

  /**
   * Registers a handler with the default loop; see {@link EventLoop#handlerRegister}.
   *
   * @param base whose events, {@link #ESP_EVENT_ANY_BASE} for all
   * @param id which of them, {@link #ESP_EVENT_ANY_ID} for all
   * @param handler what to call
   * @param arg what to give it
   * @param <D> the data of the events
   * @return {@code ESP_OK}, {@code ESP_ERR_INVALID_ARG} for all bases with one id, or {@code
   *     ESP_ERR_INVALID_STATE} without a default loop
   */
  @EspApi("esp_event_handler_register")
  public static <D> EspErr handlerRegister(
      EventBase<D> base, int id, @Nullable EventHandler<? super D> handler, @Nullable Object arg) {
    EventLoop loop = EventLoops.ofBoard().defaultLoop;
    return loop == null
        ? EspErr.ESP_ERR_INVALID_STATE
        : loop.handlerRegister(base, id, handler, arg);
  }

  /**
   * Registers a handler with the default loop as an instance of its own; see {@link
   * EventLoop#handlerInstanceRegister}.
   *
   * @param base whose events, {@link #ESP_EVENT_ANY_BASE} for all
   * @param id which of them, {@link #ESP_EVENT_ANY_ID} for all
   * @param handler what to call
   * @param arg what to give it
   * @param <D> the data of the events
   * @return the instance
   * @throws EspException with {@code ESP_ERR_INVALID_ARG} for all bases with one id, or {@code
   *     ESP_ERR_INVALID_STATE} without a default loop
   */
  @CanIgnoreReturnValue
  @EspApi("esp_event_handler_instance_register")
  public static <D> EventHandlerInstance handlerInstanceRegister(
      EventBase<D> base, int id, @Nullable EventHandler<? super D> handler, @Nullable Object arg) {
    EventLoop loop = EventLoops.ofBoard().defaultLoop;
    if (loop == null) {
      throw new EspException(
          EspErr.ESP_ERR_INVALID_STATE,
          "there is no default event loop yet: call EspEvent.loopCreateDefault() first");
    }
    return loop.handlerInstanceRegister(base, id, handler, arg);
  }

  /**
   * Unregisters a handler from the default loop. The answer does not tell whether it was
   * registered.
   *
   * @param base whose events, as registered
   * @param id which of them, as registered
   * @param handler the handler
   * @param <D> the data of the events
   * @return {@code ESP_OK}, {@code ESP_FAIL} for all bases with one id, or {@code
   *     ESP_ERR_INVALID_STATE} without a default loop
   */
  @EspApi("esp_event_handler_unregister")
  public static <D> EspErr handlerUnregister(
      EventBase<D> base, int id, @Nullable EventHandler<? super D> handler) {
    EventLoop loop = EventLoops.ofBoard().defaultLoop;
    return loop == null ? EspErr.ESP_ERR_INVALID_STATE : loop.handlerUnregister(base, id, handler);
  }

  /**
   * Unregisters one instance from the default loop. The answer does not tell whether it was
   * registered.
   *
   * @param base whose events, as registered
   * @param id which of them, as registered
   * @param instance the instance
   * @return {@code ESP_OK}, {@code ESP_ERR_INVALID_ARG} without an instance, {@code ESP_FAIL} for
   *     all bases with one id, or {@code ESP_ERR_INVALID_STATE} without a default loop
   */
  @EspApi("esp_event_handler_instance_unregister")
  public static EspErr handlerInstanceUnregister(
      EventBase<?> base, int id, @Nullable EventHandlerInstance instance) {
    EventLoop loop = EventLoops.ofBoard().defaultLoop;
    return loop == null
        ? EspErr.ESP_ERR_INVALID_STATE
        : loop.handlerInstanceUnregister(base, id, instance);
  }

  /**
   * Posts an event to the default loop; see {@link EventLoop#post}.
   *
   * @param base its base
   * @param id its id
   * @param data its data, immutable or a {@code byte[]} that is copied; empty counts as null
   * @param timeout how long to wait for room
   * @param <D> its data
   * @return {@code ESP_OK}, {@code ESP_ERR_TIMEOUT} when there was no room, {@code
   *     ESP_ERR_INVALID_ARG} for any base or any id, or {@code ESP_ERR_INVALID_STATE} without a
   *     default loop
   */
  @EspApi("esp_event_post")
  public static <D> EspErr post(EventBase<D> base, int id, @Nullable D data, Timeout timeout) {
    EventLoop loop = EventLoops.ofBoard().defaultLoop;
    return loop == null ? EspErr.ESP_ERR_INVALID_STATE : loop.post(base, id, data, timeout);
  }

  /**
   * Posts an event to the default loop from an interrupt; see {@link EventLoop#isrPost}.
   *
   * @param base its base
   * @param id its id
   * @param data its data, at most four bytes in C
   * @param woken set when a task was readied that goes first, may be null
   * @param <D> its data
   * @return {@code ESP_OK}, {@code ESP_FAIL} when there was no room, {@code ESP_ERR_INVALID_ARG}
   *     for any base, any id or more data, or {@code ESP_ERR_INVALID_STATE} without a default loop
   */
  @EspApi("esp_event_isr_post")
  public static <D> EspErr isrPost(
      EventBase<D> base, int id, @Nullable D data, @Nullable Woken woken) {
    EventLoop loop = EventLoops.ofBoard().defaultLoop;
    return loop == null ? EspErr.ESP_ERR_INVALID_STATE : loop.isrPost(base, id, data, woken);
  }

  /**
   * Writes what all loops and handlers did so far, if {@code CONFIG_ESP_EVENT_LOOP_PROFILING} is
   * set; nothing otherwise.
   *
   * @param file takes the text
   * @return {@code ESP_OK}
   * @throws EspAbort without a file when profiling, as {@code assert} does
   */
  @EspApi("esp_event_dump")
  public static EspErr dump(@Nullable Consumer<? super String> file) {
    if (!Chip.current().config().get(Kconfig.ESP_EVENT_LOOP_PROFILING)) {
      return EspErr.ESP_OK;
    }
    if (file == null) {
      throw EspAbort.assertFailed("esp_event_dump", "esp_event.c:953", "file");
    }
    file.accept(EventLoops.ofBoard().dump());
    return EspErr.ESP_OK;
  }

  /**
   * The default loop as an object, for what only {@link EventLoop} has.
   *
   * @return the loop, or null before {@link #loopCreateDefault}
   */
  public static @Nullable EventLoop defaultLoop() {
    return EventLoops.ofBoard().defaultLoop;
  }
}
