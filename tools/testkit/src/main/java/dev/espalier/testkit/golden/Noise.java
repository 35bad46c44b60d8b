package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/**
 * How much the machine of the recordings was held up in one of them, as the recording itself shows:
 * sleeps of known length that took longer, and things that follow each other at once and did not.
 *
 * <p>Most recordings show next to none, so their times are compared as they are.
 */
final class Noise {
  /** Less than this is how machines are. */
  private static final double UNREMARKABLE_MILLIS = 5;

  /** What lies further beyond a sleep of the peer has another reason. */
  private static final double LATE_MILLIS_MAX = 700;

  private static final double READ_TIMEOUT_MILLIS = 10_000;

  private static final double TOTAL_MILLIS_MAX = 1000;

  private final Recording recording;
  private double total;

  private Noise(Recording recording) {
    this.recording = recording;
  }

  /**
   * Adds up what shows.
   *
   * @param recording the recording
   * @return milliseconds, 0 when nothing shows
   */
  static double millis(Recording recording) {
    var noise = new Noise(recording);
    noise.sleepsOfTheClient();
    noise.sleepsOfThePeers();
    noise.immediateSteps();
    noise.waits();
    return Math.min(noise.total, TOTAL_MILLIS_MAX);
  }

  private void add(double late) {
    if (late > UNREMARKABLE_MILLIS) {
      total += late;
    }
  }

  /** Between the record of one step and that of a later one there were only sleeps. */
  private void sleepsOfTheClient() {
    List<JsonObject> steps = recording.script().objects("client");
    double before = 0;
    int stepBefore = -1;
    for (JsonObject r : recording.records()) {
      String type = r.text("type", "");
      if (!r.text("task", "").equals("main") || !(r.has("step") || type.equals("end"))) {
        continue;
      }
      int step = type.equals("end") ? steps.size() : stepOf(r);
      if (step > stepBefore + 1 && stepBefore >= -1) {
        double slept = slept(steps.subList(stepBefore + 1, Math.min(step, steps.size())));
        if (slept >= 0) {
          add(r.fraction("t") - before - slept);
        }
      }
      before = r.fraction("t");
      stepBefore = step;
    }
  }

  private static int stepOf(JsonObject r) {
    try {
      return Integer.parseInt(r.text("step", ""));
    } catch (NumberFormatException e) {
      return Integer.MIN_VALUE / 2; // a step within another: no neighbours known
    }
  }

  /** How long steps sleep; -1 when one of them does something else. */
  private static double slept(List<JsonObject> steps) {
    double sum = 0;
    for (JsonObject step : steps) {
      if (!step.text("op", "").equals("sleep_ms")) {
        return -1;
      }
      sum += step.number("ms", 0);
    }
    return sum;
  }

  /** The peer's bytes come a known time after what was on the wire before. */
  private void sleepsOfThePeers() {
    TreeSet<Double> sleeps = new TreeSet<>(List.of(0.0, 5.0, 20.0));
    collectSleeps(recording.script().get("peer"), sleeps);
    collectSleeps(recording.script().get("peers"), sleeps);
    Map<String, Double> before = new HashMap<>();
    for (JsonObject r : recording.records()) {
      if (!r.text("type", "").equals("wire") || !r.has("conn")) {
        continue;
      }
      String connection = r.get("peer") + "/" + r.get("conn");
      double t = r.fraction("t");
      Double last = before.put(connection, t);
      if (last != null && r.text("dir", "").equals("s2c")) {
        Double sleep = sleeps.floor(t - last);
        double late = t - last - Objects.requireNonNullElse(sleep, 0.0);
        if (late < LATE_MILLIS_MAX) {
          add(late);
        }
      }
    }
  }

  private static void collectSleeps(
      @org.jspecify.annotations.Nullable Object value, NavigableSet<Double> into) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach((key, element) -> {
            if (element instanceof Number n && String.valueOf(key).endsWith("ms")) {
              into.add(n.doubleValue());
            } else if (key.equals("cut") && element instanceof List<?> cut) {
              into.add(((Number) cut.get(1)).doubleValue());
            } else {
              collectSleeps(element, into);
            }
          });
      case List<?> list -> list.forEach(element -> collectSleeps(element, into));
      case null, default -> {
        // no sleep here
      }
    }
  }

  /** What follows at once: the request after the connect, CONNECTED after the answer ... */
  private void immediateSteps() {
    List<JsonObject> bytesOrConnects = new ArrayList<>();
    JsonObject call = null;
    for (JsonObject r : recording.records()) {
      double t = r.fraction("t");
      String type = r.text("type", "");
      JsonObject last = bytesOrConnects.isEmpty() ? null : bytesOrConnects.getLast();
      if (type.equals("wire") && !r.text("what", "").equals("frame")) {
        if (last != null && isConnect(last) && r.text("dir", "").equals("c2s")) {
          add(t - last.fraction("t"));
        }
        if (call != null && r.text("dir", "").equals("c2s")) {
          // A frame that waited for the acknowledgement of the one before it.
          double late = t - call.fraction("t");
          add(late < 100 ? late : 0);
          call = null;
        }
        bytesOrConnects.add(r);
      } else if (type.equals("event") && "CONNECTED".equals(r.text("name")) && last != null) {
        add(last.text("dir", "").equals("s2c") ? t - last.fraction("t") : 0);
      } else if (type.equals("ret") && r.text("op", "").equals("start")) {
        add(r.fraction("dur_us") / 1000);
      } else if (type.equals("call")) {
        String op = r.text("op", "");
        call = op.startsWith("close") || op.startsWith("send") ? r : null;
      }
    }
  }

  /** A wait for an event ends with it, a read of the client after 10 s. */
  private void waits() {
    JsonObject event = null;
    double request = Double.NaN;
    for (JsonObject r : recording.records()) {
      double t = r.fraction("t");
      switch (r.text("type", "")) {
        case "event" -> {
          double late = t - request - READ_TIMEOUT_MILLIS;
          if ("DISCONNECTED".equals(r.text("name")) && late > 0 && late < LATE_MILLIS_MAX) {
            add(late);
          }
          request = Double.NaN;
          event = r;
        }
        case "wait" -> {
          if (event != null && r.flag("seen", false) && r.number("count", 0) == 1) {
            boolean waited = r.text("for", "").equals(event.text("name"));
            add(waited ? t - event.fraction("t") : 0);
          }
        }
        case "wire" -> {
          String what = r.text("what", "");
          request = what.equals("request") || what.equals("connect") ? t : request;
        }
        default -> {
          // no end of a wait
        }
      }
    }
  }

  private static boolean isConnect(JsonObject r) {
    return r.text("what", "").equals("connect");
  }
}
