package dev.espalier.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.testkit.golden.GoldenRunner.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recording that shows a quirk passes with it and turns red without it. */
final class QuirkScenarioTest {
  /** Their recordings show them, and pass without them. */
  private static final Set<Quirk> NOT_SEEN_OFF =
      EnumSet.of(
          // The bytes are the same, and all that a peer sees.
          Quirk.TWO_WRITES_PER_FRAME,
          // Without it fields count that firmware for v4.4 cannot set.
          Quirk.TIMEOUTS_FIXED);

  static Stream<Quirk> shown() {
    return Arrays.stream(Quirk.values())
        .filter(quirk -> isRecording(quirk.shownBy()) && !NOT_SEEN_OFF.contains(quirk));
  }

  private static boolean isRecording(String name) {
    return Recordings.all().stream().anyMatch(recording -> recording.name().equals(name));
  }

  private static Verdict judge(Quirk quirk, boolean on) {
    QuirkSet quirks = QuirkSet.of(Profile.IDF_4_4).with(quirk, on);
    var runner = new GoldenRunner(new World(Profile.IDF_4_4, quirks, false));
    return runner.judge(Recordings.named(quirk.shownBy()));
  }

  @ParameterizedTest
  @MethodSource("shown")
  void itsScenarioTurnsRedWithoutIt(Quirk quirk) {
    assertEquals(List.of(), judge(quirk, true).differences());
    assertFalse(judge(quirk, false).passed());
  }

  @Test
  void whatIsNoRecordingIsAScenarioOrATest() throws IOException {
    try (Stream<Path> tests = Files.walk(Path.of("src/test/java"))) {
      Set<String> known =
          tests
              .map(file -> String.valueOf(file.getFileName()).replace(".java", ""))
              .collect(Collectors.toSet());
      for (Quirk quirk : Quirk.values()) {
        String name = quirk.shownBy();
        boolean found =
            isRecording(name)
                || known.contains(name)
                || (name.endsWith(".yaml") && Files.exists(Path.of("..", "..", name)));
        assertTrue(found, () -> quirk + " is shown by nothing: '" + name + "'");
      }
    }
  }

  @Test
  void everyQuirkHasANumberOfItsOwn() {
    assertEquals(
        Quirk.values().length, Arrays.stream(Quirk.values()).map(Quirk::id).distinct().count());
  }
}
