package dev.espalier.testkit.golden;

import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.testkit.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The handlers h0 to h15 of a scenario: they note every event and play the actions for it. */
final class Handlers {
  /** How many handlers there are. */
  private static final int HANDLERS = 16;

  /** Events are counted for ids below this. */
  private static final int IDS = 64;

  private static final List<String> EVENT_NAMES =
      List.of("ERROR", "CONNECTED", "DISCONNECTED", "DATA", "CLOSED", "MAX");

  /** The bases A to D, and A2: the same text as A, but another base. */
  private final EventBase<Object> a = EventBase.define("BASE_A");

  private final EventBase<Object> a2 = EventBase.define("BASE_A");
  private final EventBase<Object> b = EventBase.define("BASE_B");
  private final EventBase<Object> c = EventBase.define("BASE_C");
  private final EventBase<Object> d = EventBase.define("BASE_D");

  private final JsonObject script;
  private final Recorder recorder;
  private final BiConsumer<List<JsonObject>, String> play;
  private final List<EventHandler<Object>> handlers = new ArrayList<>();
  private final int[][] counts = new int[HANDLERS][IDS];
  private @Nullable EventRecord extension;

  /** Adds the members of a component's own event data. */
  @FunctionalInterface
  interface EventRecord {
    /**
     * Adds members to the record of an event.
     *
     * @param data the event's data
     * @param id the event's id
     * @param into the record
     */
    void describe(Object data, int id, JsonObject into);
  }

  /**
   * Makes the handlers.
   *
   * @param script the scenario, with its actions
   * @param recorder where to take notes
   * @param play plays an action's steps under a prefix
   */
  Handlers(JsonObject script, Recorder recorder, BiConsumer<List<JsonObject>, String> play) {
    this.script = script;
    this.recorder = recorder;
    this.play = play;
    for (int i = 0; i < HANDLERS; i++) {
      int index = i;
      handlers.add((arg, base, id, data) -> handle(index, arg, base, id, data));
    }
  }

  /** Says who describes events that are not of the bases A to D. */
  void extend(EventRecord describes) {
    extension = describes;
  }

  /** The handler of a name such as {@code h1}; null for none. */
  @Nullable EventHandler<Object> handler(@Nullable String name) {
    return name != null && name.startsWith("h") ? handlers.get(index(name)) : null;
  }

  /** How many events of an id a handler has seen. */
  int count(String handler, int event) {
    return event < 0 || event >= IDS ? 0 : counts[index(handler)][event];
  }

  private static int index(String name) {
    int index;
    try {
      index = Integer.parseInt(name.substring(1));
    } catch (NumberFormatException e) {
      index = -1;
    }
    if (index < 0 || index >= HANDLERS) {
      throw new JsonObject.FormatException(
          "handler must be h0 to h" + (HANDLERS - 1) + ": " + name);
    }
    return index;
  }

  /** The base of a name: A to D, A2, or any. */
  EventBase<Object> base(@Nullable String name) {
    return switch (name) {
      case null -> EspEvent.ESP_EVENT_ANY_BASE;
      case "ANY" -> EspEvent.ESP_EVENT_ANY_BASE;
      case "A" -> a;
      case "A2" -> a2;
      case "B" -> b;
      case "C" -> c;
      case "D" -> d;
      default -> throw new JsonObject.FormatException("base must be A to D, A2 or ANY: " + name);
    };
  }

  private String baseName(EventBase<?> base) {
    return base == a2
        ? "A2"
        : base == a ? "A" : base == b ? "B" : base == c ? "C" : base == d ? "D" : base.name();
  }

  /** The id of a step's event: a number, a name, or -1 for any. */
  static int eventId(JsonObject step) {
    return switch (step.get("event")) {
      case Number number -> number.intValue();
      case String name -> EVENT_NAMES.indexOf(name);
      case null, default -> -1;
    };
  }

  /** The name of a client event. */
  static String eventName(int event) {
    return event >= 0 && event < EVENT_NAMES.size() ? EVENT_NAMES.get(event) : "" + event;
  }

  private void handle(
      int handler, @Nullable Object arg, EventBase<?> base, int id, @Nullable Object data) {
    String name = "h" + handler;
    int nth = id >= 0 && id < IDS ? ++counts[handler][id] : 0;
    String baseName = baseName(base);
    JsonObject r =
        recorder
            .board("event")
            .put("handler", name)
            .put("arg", arg instanceof String text ? StepData.bytewise(text) : arg)
            .put("base", baseName)
            .put("id", id);
    if (data == null || data instanceof byte[]) {
      int shown = (int) script.number("ev_data_len", 4);
      r.put("data", data instanceof byte[] bytes ? hex(bytes, shown) : null);
    } else {
      if (id >= 0 && id < EVENT_NAMES.size()) {
        r.put("name", EVENT_NAMES.get(id));
      }
      Objects.requireNonNull(extension).describe(data, id, r);
    }
    for (JsonObject action : script.objects("actions")) {
      if (applies(action, name, baseName, id, nth)) {
        play.accept(action.objects("steps"), name + "/");
      }
    }
  }

  /** The first bytes of an event's data; what lies behind a shorter one counts as zero. */
  static String hex(byte[] bytes, int length) {
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, length));
  }

  private static boolean applies(JsonObject action, String handler, String base, int id, int nth) {
    String wanted = action.text("handler");
    String wantedBase = action.text("base");
    long wantedNth = action.number("nth", 0);
    return (wanted == null || wanted.equals(handler))
        && (!action.has("event") || action.number("event", -1) == id)
        && (wantedBase == null || wantedBase.equals(base))
        && (wantedNth == 0 || wantedNth == nth);
  }
}
