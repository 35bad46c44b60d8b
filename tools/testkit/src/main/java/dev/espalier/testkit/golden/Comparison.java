package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the mirror did with a recording: the summary's parts, then what only the records
 * show.
 */
public final class Comparison {
  private static final Set<String> RETURN_FIELDS_NOT_COMPARED = Set.of("t", "type", "dur_us");

  /** Those behind the first are told by later versions only. */
  private static final List<String> EVENT_FIELDS =
      List.of(
          "connected_now",
          "fin",
          "close_status_code",
          "error_type",
          "handshake_status",
          "esp_tls_last_esp_err",
          "esp_tls_stack_err",
          "esp_tls_cert_verify_flags",
          "sock_errno");

  private final Recording recording;
  private final Played played;
  private final Summary actual;
  private final List<Difference> differences = new ArrayList<>();

  private Comparison(Recording recording, Played played) {
    this.recording = recording;
    this.played = played;
    this.actual = Summary.of(played.records(), played.exit());
  }

  /**
   * Compares.
   *
   * @param recording what the genuine code did
   * @param played what the mirror did
   * @param timings the measured series of times; null to leave times out
   * @return the differences, empty when the mirror is right
   */
  public static List<Difference> of(Recording recording, Played played, @Nullable Timings timings) {
    OptionalDouble end = ForeignMemory.end(recording, played);
    if (end.isPresent()) {
      var beginning = new Comparison(recording, ForeignMemory.before(played, end.getAsDouble()));
      beginning.compareBeginning();
      return beginning.differences;
    }
    var comparison = new Comparison(recording, played);
    if (recording.kind() == Recording.Kind.SCENARIO) {
      comparison.compareScenario(timings);
    } else {
      comparison.compareProgram();
    }
    return comparison.differences;
  }

  private void compareScenario(@Nullable Timings timings) {
    List<String> events = compareLines("events", Summary.texts(actual.events()));
    List<String> returns = compareLines("returns", Summary.texts(actual.returns()));
    List<String> order = compareLines("order", Summary.texts(actual.order()));
    compareWire();
    compareExit();
    JsonObject main = recording.summary();
    Summary expected = Summary.of(recording.records(), Objects.requireNonNull(main.get("exit")));
    // The records are those of one run: they say nothing when the mirror did as another run did.
    if (events.equals(main.texts("events"))) {
      compareEventFields(expected);
    }
    if (returns.equals(withoutCrashes(main.texts("returns")))) {
      compareReturnFields(expected);
    }
    compareSocketOptions();
    comparePanic();
    if (timings != null
        && differences.isEmpty()
        && order.equals(withoutCrashes(main.texts("order")))) {
      differences.addAll(new TimeLine(recording, expected, actual, timings).compare());
    }
  }

  /** What the mirror did is how one of the recorded runs began. */
  private void compareBeginning() {
    compareBeginning("order", Summary.texts(actual.order()));
    for (Map.Entry<String, List<Summary.Line>> wire : actual.wire().entrySet()) {
      List<String> got = Summary.texts(wire.getValue());
      JsonObject recorded = recording.summary().object("wire_c2s");
      List<String> whole = recorded == null ? List.of() : recorded.texts(wire.getKey());
      compareList(
          "wire_c2s[" + wire.getKey() + "]",
          whole.subList(0, Math.min(whole.size(), got.size())),
          got);
    }
  }

  private void compareBeginning(String part, List<String> got) {
    List<String> closest = List.of();
    for (JsonObject run : runs(part)) {
      List<String> whole = run.texts(part);
      closest = whole.subList(0, Math.min(whole.size(), got.size()));
      if (closest.equals(got)) {
        return;
      }
    }
    compareList(part, closest, got);
  }

  private void compareProgram() {
    if (!recording.stable("")) {
      compareStart();
      return;
    }
    compareLines("order", Summary.texts(actual.order()));
    if (recording.summary().has("returns")) {
      compareLines("returns", Summary.texts(actual.returns()));
    }
    if (recording.summary().has("events")) {
      compareLines("events", Summary.texts(actual.events()));
    }
    compareWire();
    compareExit();
  }

  /** A program whose runs disagree: only how init and start returned, and that nothing crashed. */
  private void compareStart() {
    List<String> expected = starts(recording.summary().texts("order"));
    compareList("order", expected, starts(Summary.texts(actual.order())));
    if (played.exit().equals(Played.PANIC)) {
      compareExit();
    }
  }

  private static List<String> starts(List<String> order) {
    return order.stream()
        .filter(line -> line.startsWith("RET "))
        .filter(line -> line.contains(" init -> ") || line.contains(" start -> "))
        .toList();
  }

  /** Every run that counts as right: the first, and the others where the part is not stable. */
  private List<JsonObject> runs(String part) {
    List<JsonObject> runs = new ArrayList<>();
    runs.add(recording.summary());
    if (!recording.stable(part)) {
      runs.addAll(recording.summary().objects("other_runs"));
    }
    return runs;
  }

  private List<String> compareLines(String part, List<String> got) {
    List<String> closest = List.of();
    int agreement = -1;
    for (JsonObject run : runs(part)) {
      List<String> expected = withoutCrashes(run.texts(part));
      int same = firstDifference(expected, got);
      if (same < 0) {
        return got;
      }
      if (same > agreement) {
        agreement = same;
        closest = expected;
      }
    }
    compareList(part, closest, got);
    return got;
  }

  private static List<String> withoutCrashes(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith("CRASH ") && !line.startsWith("ASSERT "))
        .toList();
  }

  /** The first index at which two lists differ, -1 when they are equal. */
  private static int firstDifference(List<String> a, List<String> b) {
    int common = Math.min(a.size(), b.size());
    for (int i = 0; i < common; i++) {
      if (!a.get(i).equals(b.get(i))) {
        return i;
      }
    }
    return a.size() == b.size() ? -1 : common;
  }

  private void compareList(String part, List<String> expected, List<String> got) {
    int at = firstDifference(expected, got);
    if (at >= 0) {
      differ(part + "[" + at + "]", lineAt(expected, at), lineAt(got, at));
    }
  }

  private static String lineAt(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index) : Difference.NOTHING;
  }

  private void differ(String position, @Nullable Object expected, @Nullable Object got) {
    differences.add(new Difference(position, String.valueOf(expected), String.valueOf(got)));
  }

  // ---- the wire

  private void compareWire() {
    Map<String, List<String>> got = new LinkedHashMap<>();
    actual.wire().forEach((connection, lines) -> got.put(connection, wireTexts(lines)));
    List<JsonObject> runs = runs("wire_c2s");
    Set<String> lateEnds = lateEnds();
    List<Difference> closest = null;
    for (JsonObject run : runs) {
      List<Difference> found = wireDifferences(run, got, lateEnds);
      if (closest == null || found.size() < closest.size()) {
        closest = found;
      }
    }
    differences.addAll(Objects.requireNonNull(closest));
  }

  /** Programs record a request without its text. */
  private List<String> wireTexts(List<Summary.Line> lines) {
    if (recording.kind() == Recording.Kind.SCENARIO) {
      return Summary.texts(lines);
    }
    return Summary.texts(lines).stream()
        .map(line -> line.startsWith("REQUEST ") ? "REQUEST" : line)
        .toList();
  }

  private List<Difference> wireDifferences(
      JsonObject run, Map<String, List<String>> got, Set<String> lateEnds) {
    JsonObject wire = run.object("wire_c2s");
    Set<String> connections = new LinkedHashSet<>(wire == null ? Set.of() : wire.map().keySet());
    connections.addAll(got.keySet());
    List<Difference> found = new ArrayList<>();
    for (String connection : connections) {
      List<String> expected = wire == null ? List.of() : wire.texts(connection);
      List<String> lines = got.getOrDefault(connection, List.of());
      if (lateEnds.contains(connection)) {
        expected = withoutEnd(expected);
        lines = withoutEnd(lines);
      }
      int at = firstDifference(expected, lines);
      if (at >= 0) {
        found.add(
            new Difference(
                "wire_c2s[" + connection + "][" + at + "]",
                lineAt(expected, at),
                lineAt(lines, at)));
      }
    }
    return found;
  }

  private static List<String> withoutEnd(List<String> lines) {
    boolean ends =
        !lines.isEmpty() && (lines.getLast().equals("fin") || lines.getLast().equals("rst"));
    return ends ? lines.subList(0, lines.size() - 1) : lines;
  }

  /**
   * Connections whose end was seen when the recording program had ended (or crashed, or was
   * killed): the end of its process closes every socket, which is no behaviour of the code.
   */
  private Set<String> lateEnds() {
    double end = Double.POSITIVE_INFINITY;
    Set<String> late = new LinkedHashSet<>();
    Object exit = recording.summary().get("exit");
    if (Played.HANG.equals(exit)) {
      end = recording.script().number("limit_s", 60) * 1000.0 - 100;
    }
    for (JsonObject r : recording.records()) {
      String type = r.text("type", "");
      if (type.equals("end") || type.equals("crash") || type.equals("assert")) {
        end = Math.min(end, r.fraction("t"));
      }
    }
    for (Map.Entry<String, List<Summary.Line>> wire :
        Summary.of(recording.records(), 0).wire().entrySet()) {
      String last = wire.getValue().getLast().text();
      double t = wire.getValue().getLast().source().fraction("t");
      // An abort by the address sanitizer leaves no record of its own.
      boolean after = t >= end || Integer.valueOf(1).equals(exit);
      if (after && (last.equals("fin") || last.equals("rst"))) {
        late.add(wire.getKey());
      }
    }
    return late;
  }

  // ---- the end

  private void compareExit() {
    List<Object> expected = new ArrayList<>();
    for (JsonObject run : runs("exit")) {
      expected.add(exitOf(run));
    }
    if (!expected.contains(played.exit())) {
      String panic = played.exit().equals(Played.PANIC) ? ": " + panicText() : "";
      differ("exit", expected.getFirst(), played.exit() + panic);
    }
  }

  private static Object exitOf(JsonObject run) {
    Object exit = run.get("exit");
    return Integer.valueOf(0).equals(exit)
        ? 0
        : Played.HANG.equals(exit) ? Played.HANG : Played.PANIC;
  }

  private String panicText() {
    return played.records().stream()
        .filter(r -> r.text("type", "").equals("panic"))
        .map(r -> r.text("text", "") + " (task " + r.text("task", "?") + ")")
        .findFirst()
        .orElse("no text");
  }

  /** A crash has to come in the same task and at the same step. */
  private void comparePanic() {
    JsonObject crash = last(recording.records(), "crash");
    JsonObject panic = last(played.records(), "panic");
    if (crash == null || panic == null) {
      return;
    }
    if (!Objects.equals(crash.get("task"), panic.get("task"))) {
      differ("panic: task", crash.get("task"), panic.get("task"));
    }
    String task = crash.text("task", "");
    String expected = openCall(recording.records(), task);
    String got = openCall(played.records(), panic.text("task", ""));
    if (!expected.equals(got)) {
      differ("panic: step", expected, got);
    }
    if (panic.text("text", "").isBlank()) {
      differ("panic: text", "a clear text", "none");
    }
  }

  private static @Nullable JsonObject last(List<JsonObject> records, String type) {
    return records.stream()
        .filter(r -> r.text("type", "").equals(type))
        .reduce((a, b) -> b)
        .orElse(null);
  }

  private static String openCall(List<JsonObject> records, String task) {
    String open = "no step";
    for (JsonObject r : records) {
      if (task.equals(r.text("task", ""))) {
        switch (r.text("type", "")) {
          case "call" -> open = r.get("step") + " " + r.get("op");
          case "ret" -> open = "no step";
          default -> {
            // other records do not begin or end a call
          }
        }
      }
    }
    return open;
  }

  // ---- what only records show

  private void compareEventFields(Summary expected) {
    for (int i = 0; i < expected.events().size(); i++) {
      JsonObject want = expected.events().get(i).source();
      JsonObject got = actual.events().get(i).source();
      for (String field : EVENT_FIELDS) {
        Object a = normal(field, want.get(field));
        Object b = normal(field, got.get(field));
        boolean later = !field.equals("connected_now");
        if (!Objects.equals(a, b) && !(later && (a == null || b == null))) {
          differ("events[" + i + "]." + field, a, b);
        }
      }
    }
  }

  private void compareReturnFields(Summary expected) {
    for (int i = 0; i < actual.returns().size(); i++) {
      JsonObject want = expected.returns().get(i).source();
      JsonObject got = actual.returns().get(i).source();
      Set<String> fields = new LinkedHashSet<>(want.map().keySet());
      fields.addAll(got.map().keySet());
      fields.removeAll(RETURN_FIELDS_NOT_COMPARED);
      for (String field : fields) {
        Object a = normal(field, want.get(field));
        Object b = normal(field, got.get(field));
        if (!Objects.equals(a, b) || want.has(field) != got.has(field)) {
          differ("returns[" + i + "]." + field, a, b);
        }
      }
    }
  }

  /** Numbers of the host's errno differ between systems; the names do not. */
  private static @Nullable Object normal(String field, @Nullable Object value) {
    if (field.endsWith("_errno") && value instanceof Number number) {
      return LinuxErrno.name(number.intValue());
    }
    if (value instanceof List<?> list) {
      return list.stream().map(v -> v instanceof Number n ? n.longValue() : v).toList();
    }
    return value instanceof Number number ? Long.valueOf(number.longValue()) : value;
  }

  private void compareSocketOptions() {
    List<String> expected = socketOptions(recording.records());
    JsonObject env = recording.script().object("env");
    if (env != null && env.has("SHIM_SOCKOPT")) {
      compareList("sockopt", expected, socketOptions(played.records()));
    }
  }

  private static List<String> socketOptions(List<JsonObject> records) {
    return records.stream()
        .filter(r -> r.text("type", "").equals("sockopt"))
        .map(r -> r.text("task") + " " + r.text("text"))
        .toList();
  }
}
