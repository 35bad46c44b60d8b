package dev.espalier.testkit.golden;

import dev.espalier.hal.freertos.Task;
import dev.espalier.testkit.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Takes notes of a run, in the format of the recordings: one clock for board and peers. */
final class Recorder {
  private final LongSupplier clock;
  private final List<JsonObject> records = new ArrayList<>();
  private long begin;
  private boolean boardEnded;

  /** Makes a recorder on the simulation's clock (nanoseconds). */
  Recorder(LongSupplier clock) {
    this.clock = clock;
    this.begin = clock.getAsLong();
  }

  /** From now on times count. */
  void begin() {
    begin = clock.getAsLong();
  }

  /** The board's program is over: what its tasks still do is not noted. */
  void boardEnds() {
    boardEnded = true;
  }

  /** Notes something that a task of the board did; its members are added by the caller. */
  JsonObject board(String type) {
    return boardAs(type, taskName());
  }

  /** Notes something of the board under the name of a task. */
  JsonObject boardAs(String type, String task) {
    JsonObject r = stamped().put("type", type).put("task", task);
    if (!boardEnded) {
      records.add(r);
    }
    return r;
  }

  /** Notes what a peer saw or did. */
  void peer(JsonObject wire) {
    JsonObject r = stamped();
    r.map().putAll(wire.map());
    records.add(r);
  }

  private JsonObject stamped() {
    return JsonObject.create().put("t", (clock.getAsLong() - begin) / 1e6);
  }

  /** Microseconds on the clock, for durations. */
  long micros() {
    return clock.getAsLong() / 1000;
  }

  List<JsonObject> records() {
    return List.copyOf(records);
  }

  /** The running task's name as the recordings have it. */
  static String taskName() {
    return Task.current().getName();
  }
}
