package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;
import java.util.List;

/**
 * What the mirror did with a script.
 *
 * @param records what was observed, in order of time, in the recordings' format; a panic is a
 *     record of type "panic" with task and text
 * @param exit 0, "hang" or "panic"
 */
public record Played(List<JsonObject> records, Object exit) {
  /** Exit of a run in which the firmware panicked. */
  public static final String PANIC = "panic";

  /** Exit of a run whose main task was still at work when the scenario's time was over. */
  public static final String HANG = "hang";

  /** Copies the records. */
  public Played {
    records = List.copyOf(records);
  }
}
