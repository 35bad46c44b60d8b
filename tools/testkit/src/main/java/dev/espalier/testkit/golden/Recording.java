package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;
import java.util.List;

/**
 * One thing to play: what to do and what the genuine code did.
 *
 * @param name the scenario's name, or kind and seed of a program such as {@code event/12}
 * @param kind what it is
 * @param script the line that describes it: {@code client}, {@code actions}, {@code peer} ...
 * @param records what was observed, in order of time; empty for programs
 * @param summary the recorded summary: parts, stability and the other runs
 * @param certificates the specification of the certificates that the script names
 */
public record Recording(
    String name,
    Kind kind,
    JsonObject script,
    List<JsonObject> records,
    JsonObject summary,
    JsonObject certificates) {

  /** Copies the records. */
  public Recording {
    records = List.copyOf(records);
  }

  /** What a recording is. */
  public enum Kind {
    /** A scenario with records and times. */
    SCENARIO,
    /** A program of esp_event calls. */
    EVENT,
    /** A program of frames from the peer. */
    RECV,
    /** A program of frames to the peer. */
    SEND,
    /** A list of URLs to parse. */
    URL;

    /**
     * The kind of a program.
     *
     * @param word as in the file
     * @return the kind
     */
    static Kind ofProgram(String word) {
      return switch (word) {
        case "event" -> EVENT;
        case "recv" -> RECV;
        case "send" -> SEND;
        case "url" -> URL;
        default ->
            throw new JsonObject.FormatException(
                "program kind must be event, recv, send or url: " + word);
      };
    }
  }

  /**
   * Whether the runs agreed in a part of the summary.
   *
   * @param part such as {@code events}
   * @return false when any of the recorded runs is right
   */
  boolean stable(String part) {
    Object stable = summary.get("stable");
    if (stable instanceof Boolean all) {
      return all;
    }
    JsonObject parts = summary.object("stable");
    return parts == null || parts.flag(part, true);
  }
}
