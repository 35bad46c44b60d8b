package dev.espalier.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.espalier.hal.profile.Profile;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mirror does what the genuine code did, recording by recording. */
class GoldenTest {
  private final GoldenRunner runner = new GoldenRunner(new World(Profile.IDF_4_4, false));

  @ParameterizedTest
  @ValueSource(strings = {"ev_", "event/", "url/"})
  void playsAsRecorded(String prefix) {
    List<Recording> group =
        Recordings.all().stream().filter(r -> r.name().startsWith(prefix)).toList();
    assertFalse(group.isEmpty(), "no recording of that name");
    List<GoldenRunner.Verdict> failed =
        group.stream().map(runner::judge).filter(verdict -> !verdict.passed()).toList();
    assertEquals(List.of(), failed);
  }
}
