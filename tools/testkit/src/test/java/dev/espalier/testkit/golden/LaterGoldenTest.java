package dev.espalier.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.profile.Profile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The mirror does under COMPONENT_1_8 what the genuine component 1.8 did on current ESP-IDF with
 * mbedTLS 4: plain and over TLS, with its own configuration, steps and error details.
 */
class LaterGoldenTest {
  private static final String RECORDINGS = "later.jsonl.gz";

  @Test
  void doesWhatWasRecordedOfTheLaterClient() throws IOException {
    var reader = new RecordingReader(_ -> true);
    reader.parse(RECORDINGS, lines(), RecordingReader.builtInCertificates());
    assertEquals(List.of(), reader.problems());
    assertTrue(reader.recordings().size() > 200, "most recordings are missing");
    var runner = new GoldenRunner(new World(Profile.COMPONENT_1_8, false));
    List<String> failed =
        reader.recordings().stream()
            .map(runner::judge)
            .filter(verdict -> !verdict.passed())
            .map(verdict -> verdict.name() + " " + verdict.differences().getFirst())
            .toList();
    assertEquals(List.of(), failed);
  }

  private static List<String> lines() throws IOException {
    var packed =
        Objects.requireNonNull(LaterGoldenTest.class.getResourceAsStream(RECORDINGS), RECORDINGS);
    try (var in = new GZIPInputStream(packed)) {
      var text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return text.lines().toList();
    }
  }
}
