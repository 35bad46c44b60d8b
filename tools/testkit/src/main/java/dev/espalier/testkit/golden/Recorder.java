package dev.espalier.testkit.golden;

import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.port.Chip;
import dev.espalier.testkit.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/** Takes notes of a run, in the format of the recordings: one clock for board and peers. */
final class Recorder {
  /** The tag of the mirror's own warnings, as a line on the console shows it. */
  private static final String LINT = ") espalier: ";

  private final LongSupplier worldClock;
  private final List<JsonObject> records = new ArrayList<>();
  private long begin;
  private boolean boardEnded;

  /** Makes a recorder; the simulation's clock (nanoseconds) is that of the peers. */
  Recorder(LongSupplier worldClock) {
    this.worldClock = worldClock;
  }

  /** From now on times count; called in a task of the board. */
  void begin() {
    begin = boardNanos();
  }

  /** The board's own clock runs ahead within a burst of its tasks; it began with the world's. */
  private static long boardNanos() {
    return Chip.current().kernel().now();
  }

  /** The board's program is over: what its tasks still do is not noted. */
  void boardEnds() {
    boardEnded = true;
  }

  /** Notes something that a task of the board did; its members are added by the caller. */
  JsonObject board(String type) {
    return boardAs(type, taskName());
  }

  /** Notes something of the board under the name of a task, also when no task is running. */
  JsonObject boardAs(String type, String task) {
    long now = Chip.currentOrNull() != null ? boardNanos() : worldClock.getAsLong();
    JsonObject r = stamped(now).put("type", type).put("task", task);
    if (!boardEnded) {
      records.add(r);
    }
    return r;
  }

  /** Notes the mirror's own warnings among what the board prints. */
  void console(String text) {
    int lint = text.indexOf(LINT);
    if (lint >= 0) {
      boardAs("lint", "").put("text", text.substring(lint + LINT.length()).strip());
    }
  }

  /** Notes what a peer saw or did. */
  void peer(JsonObject wire) {
    JsonObject r = stamped(worldClock.getAsLong());
    r.map().putAll(wire.map());
    records.add(r);
  }

  private JsonObject stamped(long nanos) {
    return JsonObject.create().put("t", (nanos - begin) / 1e6);
  }

  /** Microseconds on the board's clock, for durations. */
  long micros() {
    return boardNanos() / 1000;
  }

  /** Everything, in order of time. */
  List<JsonObject> records() {
    return records.stream().sorted(Comparator.comparingDouble(r -> r.fraction("t"))).toList();
  }

  /** The running task's name as the recordings have it. */
  static String taskName() {
    return Task.current().getName();
  }
}
