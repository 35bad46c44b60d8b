package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Compares the times of two runs whose summaries are equal: durations of calls, and gaps between
 * records. From 100 ms on a time is behaviour.
 *
 * <p>A record is in time when its distance to one of its anchors is right: the record before, the
 * one before in the same task or connection, the beginning. So one late record is one difference,
 * and what only follows it is none.
 */
final class TimeLine {
  private static final double BEHAVIOUR_MILLIS = 100;

  /** Nagle's algorithm against delayed acknowledgement: what a mirror does not show. */
  private static final double STALL_MIN_MILLIS = 36;

  private static final double STALL_MAX_MILLIS = 50;

  /** How long the client's task waits for bytes before it looks at anything else. */
  private static final double POLL_MILLIS = 1000;

  /** How much longer such a wait took when the recording's machine was busy. */
  private static final double HELD_UP_MILLIS = 250;

  /** Retransmission (at least 200 ms) and delayed acknowledgement of Linux. */
  private static final double TCP_TIMERS_MILLIS = 300;

  private final Recording recording;
  private final Summary expected;
  private final Summary actual;
  private final Timings timings;
  private final double noise;
  private final List<double[]> stalls = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();

  TimeLine(Recording recording, Summary expected, Summary actual, Timings timings) {
    this.recording = recording;
    this.expected = expected;
    this.actual = actual;
    this.timings = timings;
    this.noise = Noise.millis(recording);
  }

  /** Compares; the summaries must have equal parts, crashes aside. */
  List<Difference> compare() {
    findStalls();
    compareDurations();
    compareOrder();
    for (String connection : expected.wire().keySet()) {
      compareWire(connection);
    }
    return differences;
  }

  // ---- stalls

  private void findStalls() {
    Map<String, Double> last = new HashMap<>();
    for (JsonObject r : recording.records()) {
      boolean fromClient = r.text("type", "").equals("wire") && r.text("dir", "").equals("c2s");
      if (fromClient && r.text("what", "").equals("bytes")) {
        String connection = r.get("peer") + "/" + r.get("conn");
        double t = r.fraction("t");
        Double before = last.put(connection, t);
        if (before != null && t - before >= STALL_MIN_MILLIS && t - before <= STALL_MAX_MILLIS) {
          stalls.add(new double[] {before, t});
        }
      }
    }
  }

  /** How much of a stretch of the recording was spent in stalls. */
  private double stalled(double from, double to) {
    double sum = 0;
    for (double[] stall : stalls) {
      sum += Math.max(0, Math.min(to, stall[1]) - Math.max(from, stall[0]));
    }
    return sum;
  }

  /** Whether a time of ours is right for a stretch of the recording. */
  private boolean fits(double from, double to, double ours) {
    double want = to - from;
    if (Math.abs(want) < BEHAVIOUR_MILLIS && Math.abs(ours) < BEHAVIOUR_MILLIS) {
      return true;
    }
    double tolerance = Timings.TOLERANCE_MILLIS + noise;
    return ours >= want - stalled(from, to) - tolerance && ours <= want + tolerance;
  }

  // ---- durations

  private void compareDurations() {
    for (int i = 0; i < actual.returns().size(); i++) {
      JsonObject want = expected.returns().get(i).source();
      JsonObject got = actual.returns().get(i).source();
      if (!want.has("dur_us") || !got.has("dur_us")) {
        continue;
      }
      double end = want.fraction("t");
      double wanted = want.fraction("dur_us") / 1000;
      double ours = got.fraction("dur_us") / 1000;
      if (!fits(end - wanted, end, ours)
          && !stopsWithThePoll(got, wanted, ours)
          && !blockedByTcp(got, wanted, ours)) {
        String where = "returns[" + i + "].dur_us (" + actual.returns().get(i).text() + ")";
        differences.add(new Difference(where, millis(wanted), millis(ours)));
      }
    }
  }

  /**
   * Stop and destroy of an idle connection take the rest of the poll of 1 s that began with the
   * last event (series stop_after_...); the recording's machine may have taken longer.
   */
  private boolean stopsWithThePoll(JsonObject ret, double want, double ours) {
    String op = ret.text("op", "");
    if (!op.equals("stop") && !op.equals("destroy")) {
      return false;
    }
    double called = ret.fraction("t") - ret.fraction("dur_us") / 1000;
    double event = Double.NaN;
    for (Summary.Line line : actual.events()) {
      String name = line.source().text("name", "");
      if ((name.equals("CONNECTED") || name.equals("DATA")) && time(line) <= called) {
        event = time(line);
      }
    }
    double rest = POLL_MILLIS - (called - event) % POLL_MILLIS;
    return timings.contains("stop_after_0ms", POLL_MILLIS)
        && Math.abs(ours - rest) <= Timings.TOLERANCE_MILLIS
        && want >= ours - Timings.TOLERANCE_MILLIS
        && want <= ours + HELD_UP_MILLIS;
  }

  /** A send that waits for a peer who does not read: Linux looks again after its own timers. */
  private boolean blockedByTcp(JsonObject ret, double want, double ours) {
    return ret.text("op", "").startsWith("send")
        && String.valueOf(recording.script().get("peer")).contains("pause_reading")
        && want >= ours
        && want <= ours + TCP_TIMERS_MILLIS;
  }

  // ---- events and returns

  private void compareOrder() {
    int common = Math.min(expected.order().size(), actual.order().size());
    for (int i = 0; i < common; i++) {
      if (!inTime(i)) {
        double before = i == 0 ? 0 : time(expected.order().get(i - 1));
        double oursBefore = i == 0 ? 0 : time(actual.order().get(i - 1));
        differences.add(
            new Difference(
                "order[" + i + "] time after the record before it (" + text(i) + ")",
                millis(time(expected.order().get(i)) - before),
                millis(time(actual.order().get(i)) - oursBefore)));
      }
    }
  }

  private String text(int i) {
    return actual.order().get(i).text();
  }

  private boolean inTime(int i) {
    double want = time(expected.order().get(i));
    double ours = time(actual.order().get(i));
    int sameTask = previousOfTask(i);
    return fits(0, want, ours)
        || followsItsReturn(i)
        || (i > 0 && anchored(want, ours, i - 1))
        || (sameTask >= 0 && anchored(want, ours, sameTask))
        || reconnects(i)
        || pongs(i)
        || pingTimesOut(i);
  }

  /** The end of a call whose duration is right, or an event within a call: judged there. */
  private boolean followsItsReturn(int i) {
    JsonObject ours = actual.order().get(i).source();
    for (int j = i; j < actual.order().size(); j++) {
      JsonObject ret = actual.order().get(j).source();
      if (Objects.equals(ret.get("task"), ours.get("task")) && ret.has("dur_us")) {
        JsonObject want = expected.order().get(j).source();
        double wanted = want.fraction("dur_us") / 1000;
        double got = ret.fraction("dur_us") / 1000;
        return (stopsWithThePoll(ret, wanted, got) || blockedByTcp(ret, wanted, got));
      }
    }
    return false;
  }

  private boolean anchored(double want, double ours, int anchor) {
    return fits(time(expected.order().get(anchor)), want, ours - time(actual.order().get(anchor)));
  }

  private int previousOfTask(int i) {
    Object task = actual.order().get(i).source().get("task");
    for (int j = i - 1; j >= 0; j--) {
      if (Objects.equals(task, actual.order().get(j).source().get("task"))) {
        return j;
      }
    }
    return -1;
  }

  private static double time(Summary.Line line) {
    return line.source().fraction("t");
  }

  // ---- series with several values

  /** The event that ends an attempt to reconnect: the wait is 10 or 15 s, see timing.json. */
  private boolean reconnects(int i) {
    JsonObject event = actual.order().get(i).source();
    String name = event.text("name", "");
    if (!name.equals("CONNECTED") && !name.equals("DISCONNECTED")) {
      return false;
    }
    int lost = previousEvent(i, event);
    if (lost < 0 || !"DISCONNECTED".equals(actual.order().get(lost).source().text("name"))) {
      return false;
    }
    int before = previousEvent(lost, event);
    boolean failedAttempt =
        before < 0 || "DISCONNECTED".equals(actual.order().get(before).source().text("name"));
    double want = time(expected.order().get(i)) - time(expected.order().get(lost));
    double ours = time(actual.order().get(i)) - time(actual.order().get(lost));
    return reconnectSeries(failedAttempt).stream()
            .anyMatch(series -> timings.contains(series, want))
        && reconnectSeries(failedAttempt).stream()
            .anyMatch(series -> timings.contains(series, ours));
  }

  /** Which series may apply: it depends on the DISCONNECTED handler, and on what had failed. */
  private List<String> reconnectSeries(boolean failedAttempt) {
    if (failedAttempt) {
      return List.of("refused_interval");
    }
    long handler = 0;
    for (JsonObject action : recording.script().objects("actions")) {
      if (action.number("event", -1) == 2) {
        for (JsonObject step : action.objects("steps")) {
          handler += step.text("op", "").equals("sleep_ms") ? step.number("ms", 0) : 0;
        }
      }
    }
    return handler == 0
        ? List.of("reconnect_handler_0ms")
        : handler < 10 ? List.of("reconnect_handler_5ms") : List.of("reconnect_handler_15ms");
  }

  private int previousEvent(int i, JsonObject event) {
    for (int j = i - 1; j >= 0; j--) {
      JsonObject other = actual.order().get(j).source();
      if (other.has("name") && Objects.equals(other.get("client"), event.get("client"))) {
        return j;
      }
    }
    return -1;
  }

  /** A PONG follows its PING: the gap to the PONG before is one poll longer now and then. */
  private boolean pongs(int i) {
    JsonObject event = actual.order().get(i).source();
    int before = event.number("op_code", 0) == 10 ? previousEvent(i, event) : -1;
    if (before < 0 || actual.order().get(before).source().number("op_code", 0) != 10) {
      return false;
    }
    return pingGap(
        time(expected.order().get(i)) - time(expected.order().get(before)),
        time(actual.order().get(i)) - time(actual.order().get(before)));
  }

  /** PINGs are looked at once per poll of 1 s, so a gap is the interval or a second more. */
  private boolean pingGap(double want, double ours) {
    double interval = config("ping_interval_sec", 10) * 1000.0;
    return near(want, interval) && near(ours, interval);
  }

  private static boolean near(double millis, double interval) {
    return Math.abs(millis - interval) <= Timings.TOLERANCE_MILLIS
        || Math.abs(millis - interval - 1000) <= Timings.TOLERANCE_MILLIS;
  }

  private boolean pingTimesOut(int i) {
    JsonObject event = actual.order().get(i).source();
    if (!"DISCONNECTED".equals(event.text("name"))) {
      return false;
    }
    String series =
        "pingpong_i" + config("ping_interval_sec", 10) + "_t" + config("pingpong_timeout_sec", 10);
    double ping = firstPing(expected);
    double ourPing = firstPing(actual);
    return timings.contains(series, time(expected.order().get(i)) - ping)
        && timings.contains(series, time(actual.order().get(i)) - ourPing);
  }

  private static double firstPing(Summary summary) {
    for (List<Summary.Line> lines : summary.wire().values()) {
      for (Summary.Line line : lines) {
        if (line.source().number("opcode", -1) == 9) {
          return time(line);
        }
      }
    }
    return Double.NaN;
  }

  private long config(String key, long otherwise) {
    for (JsonObject step : recording.script().objects("client")) {
      JsonObject config = step.object("config");
      if (config != null && step.text("op", "").equals("init")) {
        long value = config.number(key, 0);
        return value == 0 ? otherwise : value;
      }
    }
    return otherwise;
  }

  // ---- the wire

  private void compareWire(String connection) {
    List<Summary.Line> want = expected.wire().getOrDefault(connection, List.of());
    List<Summary.Line> got = actual.wire().getOrDefault(connection, List.of());
    int common = Math.min(want.size(), got.size());
    for (int i = 0; i < common; i++) {
      if (!want.get(i).text().equals(got.get(i).text())) {
        return; // another of the recorded runs: nothing to compare times with
      }
      if (!wireInTime(want, got, i)) {
        int order = before(time(want.get(i)));
        double anchor = order < 0 ? 0 : time(expected.order().get(order));
        double ourAnchor = order < 0 ? 0 : time(actual.order().get(order));
        differences.add(
            new Difference(
                "wire_c2s["
                    + connection
                    + "]["
                    + i
                    + "] time after the event or return before it"
                    + " ("
                    + got.get(i).text().lines().findFirst().orElse("")
                    + ")",
                millis(time(want.get(i)) - anchor),
                millis(time(got.get(i)) - ourAnchor)));
      }
    }
  }

  private boolean wireInTime(List<Summary.Line> want, List<Summary.Line> got, int i) {
    double t = time(want.get(i));
    double ours = time(got.get(i));
    if (fits(0, t, ours)) {
      return true;
    }
    if (i > 0) {
      double before = time(want.get(i - 1));
      if (fits(before, t, ours - time(got.get(i - 1)))) {
        return true;
      }
    }
    int order = before(t);
    if (order >= 0 && order < actual.order().size() && anchored(t, ours, order)) {
      return true;
    }
    int ping = previousPing(want, i);
    return (ping >= 0 && pingGap(t - time(want.get(ping)), ours - time(got.get(ping))))
        || reconnectedBy(t, ours);
  }

  private static int previousPing(List<Summary.Line> lines, int i) {
    if (lines.get(i).source().number("opcode", -1) == 9) {
      for (int j = i - 1; j >= 0; j--) {
        if (lines.get(j).source().number("opcode", -1) == 9) {
          return j;
        }
      }
    }
    return -1;
  }

  /** A record of a new connection: right when it comes as long before the next event. */
  private boolean reconnectedBy(double want, double ours) {
    int next = before(want) + 1;
    return next < Math.min(expected.order().size(), actual.order().size())
        && fits(want, time(expected.order().get(next)), time(actual.order().get(next)) - ours);
  }

  /** The last event or return that came before a time of the recording; -1 for none. */
  private int before(double t) {
    int found = -1;
    for (int i = 0; i < expected.order().size() && time(expected.order().get(i)) <= t; i++) {
      found = i;
    }
    return Math.min(found, actual.order().size() - 1);
  }

  private static String millis(double value) {
    return String.format(java.util.Locale.ROOT, "%.1f ms", value);
  }
}
