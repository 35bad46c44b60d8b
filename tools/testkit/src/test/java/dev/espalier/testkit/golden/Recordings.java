package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The recordings that come with the test kit, for tests. */
final class Recordings {
  private static final List<Recording> ALL = load();

  private Recordings() {}

  private static List<Recording> load() {
    try {
      var reader = new RecordingReader(name -> true);
      reader.readBuiltIn();
      if (!reader.problems().isEmpty()) {
        throw new IllegalStateException("damaged recordings: " + reader.problems());
      }
      return reader.recordings();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Recording> all() {
    return ALL;
  }

  static List<Recording> scenarios() {
    return ALL.stream().filter(r -> r.kind() == Recording.Kind.SCENARIO).toList();
  }

  static Recording named(String name) {
    return ALL.stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }

  static Timings timings() {
    try {
      return new Timings(RecordingReader.builtInTimings());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A run of the mirror that does what the genuine code did, as changed by {@code edit}. */
  static Played replayed(Recording recording, Function<JsonObject, JsonObject> edit) {
    List<JsonObject> records = new ArrayList<>();
    for (JsonObject r : recording.records()) {
      JsonObject copy = new JsonObject(new java.util.LinkedHashMap<>(r.map()));
      switch (r.text("type", "")) {
        case "crash" -> records.add(copy.put("type", "panic").put("text", "as recorded"));
        case "assert" -> {
          // followed by the crash
        }
        default -> records.add(edit.apply(copy));
      }
    }
    Object exit = recording.summary().get("exit");
    Object ours = exit instanceof Integer n && n != 0 ? Played.PANIC : exit;
    return new Played(records, ours == null ? 0 : ours);
  }

  static Map<Recording.Kind, Long> counts() {
    return ALL.stream().collect(Collectors.groupingBy(Recording::kind, Collectors.counting()));
  }
}
