package dev.espalier.testkit.golden;

import dev.espalier.hal.Firmware;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.SocketTrace;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.testkit.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The firmware that plays a scenario's client steps and notes every call, return value and event,
 * as {@code driver.c} did for the genuine code.
 */
final class Player implements Firmware {
  /** The stack of a spawned task, as in the recordings. */
  private static final int STACK_BYTES = 4096;

  private static final long POLL_MICROS = 1000;

  /** How late a sleeping task ran in the recordings: the timers' slack and the switch. */
  private static final long LATE_MICROS = 100;

  private final JsonObject script;
  private final Recorder recorder;
  private final Runnable onEnd;
  private final Runnable onCrash;
  private final Handlers handlers;
  private final List<StepFamily> families = new ArrayList<>();
  private final Map<String, Boolean> spawned = new HashMap<>();
  private boolean ended;
  private JsonObject.@Nullable FormatException wrong;

  /**
   * Makes the firmware.
   *
   * @param script the scenario with ports and files filled in
   * @param recorder where to take notes
   * @param files the certificates that the script names
   * @param onCrash called in the main task when a step is about to make the board panic
   * @param onEnd called in the main task when the last step is done; the board may be halted by it
   */
  Player(
      JsonObject script, Recorder recorder, ScriptFiles files, Runnable onCrash, Runnable onEnd) {
    this.script = script;
    this.recorder = recorder;
    this.onCrash = onCrash;
    this.onEnd = onEnd;
    this.handlers = new Handlers(script, recorder, this::play);
    families.add(new EventSteps(recorder, handlers));
    families.add(new ClientSteps(recorder, handlers, files));
    families.add(new UrlSteps(recorder));
    families.add(new TlsSteps(recorder, files));
  }

  @Override
  public void appMain() {
    recorder.begin();
    int priority = (int) script.number("main_prio", 1);
    if (Task.current().priorityGet() != priority) {
      Task.current().prioritySet(priority);
    }
    recorder.board("begin").put("tick_us", 10_000);
    SocketTrace.onSetsockopt(text -> recorder.board("sockopt").put("text", text));
    try {
      play(script.objects("client"), "");
    } catch (EspAbort e) {
      onCrash.run();
      throw e;
    }
    recorder.board("end");
    recorder.boardEnds();
    ended = true;
    onEnd.run();
  }

  /** Whether the main task came to the end of its steps. */
  boolean ended() {
    return ended;
  }

  /**
   * Ends quietly when the script was good.
   *
   * @throws JsonObject.FormatException when a step could not be understood
   */
  void rethrow() {
    if (wrong != null) {
      throw wrong;
    }
  }

  /** Plays steps one after the other in the running task. */
  private void play(List<JsonObject> steps, String prefix) {
    int n = 0;
    for (JsonObject step : steps) {
      String id = prefix + n++;
      try {
        String op = step.requiredText("op");
        if (!playControl(step, op, id)) {
          playCall(step, op, id);
        }
      } catch (JsonObject.FormatException e) {
        wrong = e;
        throw e;
      }
    }
  }

  private void playCall(JsonObject step, String op, String id) {
    if (!op.equals("set_global_ca")) {
      JsonObject call = recorder.board("call").put("step", id).put("op", op);
      if (step.text("c") != null) {
        call.put("c", step.text("c"));
      }
    }
    for (StepFamily family : families) {
      if (family.play(step, op, id)) {
        return;
      }
    }
    throw new JsonObject.FormatException("unknown client step: " + op);
  }

  // ---- the player's own steps

  private boolean playControl(JsonObject step, String op, String id) {
    switch (op) {
      case "sleep_ms" -> sleepMicros(step.number("ms", 0) * 1000);
      case "delay_ticks" -> Task.delay(Timeout.ticks(step.number("ticks", 1)));
      case "mark" -> recorder.board("mark").put("text", step.text("text"));
      case "prio" -> Task.current().prioritySet((int) step.number("prio", 1));
      case "repeat" -> {
        long times = step.number("n", 1);
        for (long i = 0; i < times; i++) {
          play(step.objects("steps"), id + "." + i + ".");
        }
      }
      case "wait_event" -> waitEvent(step, id);
      case "spawn" -> spawn(step);
      case "join" -> join(step);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Gives the CPU away for an exact time, off the tick grid. */
  private static void sleepMicros(long micros) {
    Task.delay(Timeout.exactMicros(micros + LATE_MICROS));
  }

  private void waitEvent(JsonObject step, String id) {
    String handler = step.text("handler", "h1");
    int event = Handlers.eventId(step);
    long count = step.number("count", 1);
    long end = recorder.micros() + step.number("timeout_ms", 5000) * 1000;
    boolean seen = handlers.count(handler, event) >= count;
    while (!seen && recorder.micros() < end) {
      sleepMicros(POLL_MICROS);
      seen = handlers.count(handler, event) >= count;
    }
    recorder
        .board("wait")
        .put("step", id)
        .put("for", Handlers.eventName(event))
        .put("count", count)
        .put("seen", seen);
  }

  private void spawn(JsonObject step) {
    String name = step.requiredText("name");
    int priority = (int) step.number("prio", Task.current().priorityGet());
    spawned.put(name, false);
    List<JsonObject> steps = step.objects("steps");
    var _ =
        Task.create(
            name,
            STACK_BYTES,
            priority,
            () -> {
              play(steps, name + "/");
              spawned.put(name, true);
              Task.current().delete();
            });
  }

  private void join(JsonObject step) {
    String name = step.requiredText("name");
    Boolean done = spawned.get(name);
    if (done == null) {
      return;
    }
    long end = recorder.micros() + step.number("timeout_ms", 60_000) * 1000;
    while (!done && recorder.micros() < end) {
      sleepMicros(POLL_MICROS);
      done = spawned.getOrDefault(name, false);
    }
    recorder.board("join").put("name", name).put("done", done);
  }
}
