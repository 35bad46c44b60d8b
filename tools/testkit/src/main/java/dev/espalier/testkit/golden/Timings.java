package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The measured series of times ({@code timing.json}), where the genuine code has several values.
 */
public final class Timings {
  /** How far a time may lie from a measured one. */
  static final double TOLERANCE_MILLIS = 60;

  private final JsonObject series;

  /**
   * Makes it from the file's content.
   *
   * @param series the series by name, each with {@code all}
   */
  public Timings(JsonObject series) {
    this.series = series;
  }

  /**
   * Whether a series was measured.
   *
   * @param name its name
   * @return true when there is one
   */
  public boolean has(String name) {
    return series.object(name) != null;
  }

  /**
   * The names of all series.
   *
   * @return the names
   */
  public List<String> names() {
    return series.map().keySet().stream().filter(this::has).toList();
  }

  /**
   * Whether a time is one of a series.
   *
   * @param name the series
   * @param millis the time
   * @return true when a measured value lies within the tolerance
   */
  public boolean contains(String name, double millis) {
    return values(name).stream().anyMatch(v -> Math.abs(v - millis) <= TOLERANCE_MILLIS);
  }

  /**
   * The measured values.
   *
   * @param name the series
   * @return milliseconds, ascending; empty when there is no such series
   */
  public List<Double> values(String name) {
    JsonObject one = series.object(name);
    List<Double> values = new ArrayList<>();
    if (one != null) {
      for (Object value : one.list("all")) {
        if (value instanceof Number number) {
          values.add(number.doubleValue());
        }
      }
    }
    return values;
  }
}
