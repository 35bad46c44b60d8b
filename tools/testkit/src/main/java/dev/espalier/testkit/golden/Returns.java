package dev.espalier.testkit.golden;

import dev.espalier.hal.system.EspErr;
import dev.espalier.testkit.JsonObject;
import org.jspecify.annotations.Nullable;

/** Notes return values as the recordings do. */
final class Returns {
  private final Recorder recorder;
  private final String step;
  private final String op;
  private long from;

  /** Begins a call: its duration counts from here. */
  Returns(Recorder recorder, String step, String op) {
    this.recorder = recorder;
    this.step = step;
    this.op = op;
    this.from = recorder.micros();
  }

  /** The duration counts from now: preparations of the step are over. */
  void restart() {
    from = recorder.micros();
  }

  private JsonObject record() {
    return recorder.board("ret").put("step", step).put("op", op);
  }

  /** Notes a code. */
  void err(EspErr code) {
    JsonObject r = record().put("ret", code.value()).put("ret_name", ErrorNames.of(code.value()));
    duration(r);
  }

  /** Notes a truth value. */
  void flag(boolean value) {
    duration(record().put("ret", value));
  }

  /** Notes a number. */
  void number(int value) {
    duration(record().put("ret", value));
  }

  /** Notes whether an object was made. */
  void handle(@Nullable Object object) {
    duration(record().put("ret", object == null ? null : "handle"));
  }

  /** A record for further members; {@link #duration} comes last. */
  JsonObject open() {
    return record();
  }

  /** Adds how long the call took. */
  void duration(JsonObject r) {
    r.put("dur_us", recorder.micros() - from);
  }
}
