package dev.espalier.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The mirror does what the genuine code did: every scenario and every program, on virtual time. */
class GoldenTest {
  private final World world = new World(Profile.IDF_4_4, false);

  @ParameterizedTest
  @EnumSource
  void doesWhatWasRecorded(Recording.Kind kind) {
    var runner = new GoldenRunner(world);
    List<Recording> recordings = Recordings.all().stream().filter(r -> r.kind() == kind).toList();
    assertFalse(recordings.isEmpty());
    List<String> failed =
        recordings.stream()
            .map(runner::judge)
            .filter(verdict -> !verdict.passed())
            .map(verdict -> verdict.name() + " " + verdict.differences().getFirst())
            .toList();
    assertEquals(List.of(), failed, failed.size() + " of " + recordings.size() + " failed");
  }

  @Test
  void endsAtForeignMemoryOnlyWhereItIsNamed() throws IOException {
    String page = Files.readString(Path.of("../../docs/golden.md"));
    assertTrue(ForeignMemory.SCENARIOS.size() <= 12);
    for (String name : ForeignMemory.SCENARIOS.keySet()) {
      Recording recording = Recordings.named(name);
      assertTrue(ForeignMemory.end(recording, world.play(recording)).isPresent(), name);
      assertTrue(page.contains("- `" + name + "`"), name + " is missing in docs/golden.md");
    }
  }
}
