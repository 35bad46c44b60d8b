package dev.espalier.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.testkit.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void countsEveryRecordingOfTheCopy() throws IOException {
    long added;
    try (InputStream in = RecordingReader.class.getResourceAsStream("added.jsonl")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      added = text.lines().filter(line -> line.startsWith("{\"type\": \"scenario\"")).count();
    }
    assertEquals(
        Map.of(
            Recording.Kind.SCENARIO, 342L + added,
            Recording.Kind.EVENT, 200L,
            Recording.Kind.RECV, 150L,
            Recording.Kind.SEND, 60L,
            Recording.Kind.URL, 10L),
        Recordings.counts());
  }

  @Test
  void recomputesTheSummaryOfEveryScenario() {
    for (Recording recording : Recordings.scenarios()) {
      JsonObject recorded = recording.summary();
      Summary summary =
          Summary.of(recording.records(), Objects.requireNonNull(recorded.get("exit")));
      String name = recording.name();
      assertEquals(recorded.texts("events"), Summary.texts(summary.events()), name);
      assertEquals(recorded.texts("returns"), Summary.texts(summary.returns()), name);
      assertEquals(recorded.texts("order"), Summary.texts(summary.order()), name);
      Map<String, List<String>> wire = new LinkedHashMap<>();
      summary.wire().forEach((connection, lines) -> wire.put(connection, Summary.texts(lines)));
      assertEquals(Objects.requireNonNull(recorded.object("wire_c2s")).map(), wire, name);
    }
  }
}
