package dev.espalier.testkit.golden;

import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.event.EventHandlerInstance;
import dev.espalier.hal.event.EventLoop;
import dev.espalier.hal.event.EventLoopArgs;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.testkit.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@code esp_event}. What C can be given and Java cannot (a NULL where to put the
 * result, a length without data) is answered here as C answers it.
 */
final class EventSteps implements StepFamily {
  private static final String DEFAULT = "default";
  private static final int TASK_PRIORITY = 5;
  private static final int TASK_STACK_BYTES = 4096;

  /** An event from an interrupt carries at most so many bytes. */
  private static final int ISR_DATA_BYTES_MAX = 4;

  private final Recorder recorder;
  private final Handlers handlers;
  private final Map<String, EventLoop> loops = new HashMap<>();
  private final Map<String, EventHandlerInstance> instances = new HashMap<>();

  EventSteps(Recorder recorder, Handlers handlers) {
    this.recorder = recorder;
    this.handlers = handlers;
  }

  @Override
  public boolean play(JsonObject step, String op, String id) {
    if (!op.startsWith("ev_")) {
      return false;
    }
    var returns = new Returns(recorder, id, op);
    returns.err(
        switch (op) {
          case "ev_loop_create" -> create(step);
          case "ev_loop_delete" -> loop(step).delete();
          case "ev_loop_create_default" -> EspEvent.loopCreateDefault();
          case "ev_loop_delete_default" -> EspEvent.loopDeleteDefault();
          case "ev_run" -> loop(step).run(ticks(step));
          case "ev_register" -> register(step);
          case "ev_unregister" -> unregister(step);
          case "ev_inst_register" -> registerInstance(step);
          case "ev_inst_unregister" -> unregisterInstance(step);
          case "ev_post" -> post(step);
          case "ev_isr_post" -> isrPost(step);
          case "ev_dump" -> EspEvent.dump(text -> {});
          default -> throw new JsonObject.FormatException("unknown client step: " + op);
        });
    return true;
  }

  /** The step's ticks; -1 and less stand for portMAX_DELAY. */
  static Timeout ticks(JsonObject step) {
    long ticks = step.number("ticks", -1);
    return ticks < 0 ? Timeout.FOREVER : Timeout.ticks(ticks);
  }

  private static boolean isDefault(JsonObject step) {
    return DEFAULT.equals(step.text("loop"));
  }

  private EventLoop loop(JsonObject step) {
    String name = step.text("loop", "");
    return Objects.requireNonNull(
        loops.get(name), () -> "event loop \"" + name + "\" is NULL: assert failed in esp_event.c");
  }

  private EspErr create(JsonObject step) {
    if (step.flag("null_out", false)) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    String task = step.text("task_name");
    int queueSize = (int) step.number("queue_size", 5);
    EventLoopArgs args =
        step.flag("null_args", false)
            ? null
            : task == null
                ? EventLoopArgs.withoutTask(queueSize)
                : EventLoopArgs.withTask(
                    queueSize, task, (int) step.number("prio", TASK_PRIORITY), TASK_STACK_BYTES);
    try {
      loops.put(step.text("loop", ""), EventLoop.create(args));
      return EspErr.ESP_OK;
    } catch (EspException e) {
      return e.code();
    }
  }

  private EventBase<Object> base(JsonObject step) {
    return handlers.base(step.text("base"));
  }

  private @Nullable EventHandler<Object> handler(JsonObject step) {
    return handlers.handler(step.text("handler"));
  }

  private EspErr register(JsonObject step) {
    int id = Handlers.eventId(step);
    return isDefault(step)
        ? EspEvent.handlerRegister(base(step), id, handler(step), step.text("arg"))
        : loop(step).handlerRegister(base(step), id, handler(step), step.text("arg"));
  }

  private EspErr unregister(JsonObject step) {
    int id = Handlers.eventId(step);
    return isDefault(step)
        ? EspEvent.handlerUnregister(base(step), id, handler(step))
        : loop(step).handlerUnregister(base(step), id, handler(step));
  }

  private EspErr registerInstance(JsonObject step) {
    int id = Handlers.eventId(step);
    try {
      EventHandlerInstance instance =
          isDefault(step)
              ? EspEvent.handlerInstanceRegister(base(step), id, handler(step), step.text("arg"))
              : loop(step).handlerInstanceRegister(base(step), id, handler(step), step.text("arg"));
      String name = step.text("inst");
      if (name != null) {
        instances.put(name, instance);
      }
      return EspErr.ESP_OK;
    } catch (EspException e) {
      return e.code();
    }
  }

  private EspErr unregisterInstance(JsonObject step) {
    int id = Handlers.eventId(step);
    String name = step.text("inst");
    EventHandlerInstance instance = name == null ? null : instances.get(name);
    return isDefault(step)
        ? EspEvent.handlerInstanceUnregister(base(step), id, instance)
        : loop(step).handlerInstanceUnregister(base(step), id, instance);
  }

  private static byte @Nullable [] data(JsonObject step) {
    if (step.get("data") == null) {
      return null;
    }
    byte[] bytes = StepData.of(step.get("data"));
    int length = (int) step.number("len", bytes.length);
    return length == 0 ? null : Arrays.copyOf(bytes, length);
  }

  private EspErr post(JsonObject step) {
    int id = Handlers.eventId(step);
    return isDefault(step)
        ? EspEvent.post(base(step), id, data(step), ticks(step))
        : loop(step).post(base(step), id, data(step), ticks(step));
  }

  private EspErr isrPost(JsonObject step) {
    int id = Handlers.eventId(step);
    if (step.get("data") == null && step.number("len", 0) > ISR_DATA_BYTES_MAX) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    return isDefault(step)
        ? EspEvent.isrPost(base(step), id, data(step), null)
        : loop(step).isrPost(base(step), id, data(step), null);
  }
}
