package dev.espalier.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.hal.profile.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * The mirror does what the genuine code did. What passes is held by a list that only grows: see
 * passing.txt.
 */
class GoldenTest {
  private final GoldenRunner runner = new GoldenRunner(new World(Profile.IDF_4_4, false));

  @Test
  void keepsDoingWhatItDidAsRecorded(TestReporter reporter) {
    Set<String> held = held();
    Set<String> known = new TreeSet<>();
    Set<String> passed = new TreeSet<>();
    List<String> lost =
        Recordings.all().stream()
            .map(runner::judge)
            .peek(verdict -> known.add(verdict.name()))
            .peek(verdict -> {
              if (verdict.passed()) {
                passed.add(verdict.name());
              }
            })
            .filter(verdict -> !verdict.passed() && held.contains(verdict.name()))
            .map(GoldenRunner.Verdict::toString)
            .toList();
    reporter.publishEntry("golden", passed.size() + " of " + known.size() + " recordings pass");
    Set<String> news = new TreeSet<>(passed);
    news.removeAll(held);
    if (!news.isEmpty()) {
      reporter.publishEntry("golden", "to be added to passing.txt: " + String.join(" ", news));
    }
    assertEquals(List.of(), lost, "recordings that passed before");
    Set<String> unknown = new TreeSet<>(held);
    unknown.removeAll(known);
    assertEquals(Set.of(), unknown, "names in passing.txt that no recording has");
  }

  private static Set<String> held() {
    try (InputStream in = GoldenTest.class.getResourceAsStream("passing.txt")) {
      byte[] text = Objects.requireNonNull(in, "passing.txt").readAllBytes();
      return new TreeSet<>(new String(text, StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
