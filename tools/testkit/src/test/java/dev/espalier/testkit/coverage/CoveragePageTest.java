package dev.espalier.testkit.coverage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.Fidelity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoveragePageTest {
  private static final Map<String, Set<String>> NAMES = Map.of("box", Set.of("box_open"));

  @Test
  void everyAnnotationNamesOneFunctionThatExists() {
    assertEquals(List.of(), CoveragePage.ofProject().problems());
  }

  @Test
  void thePageIsAsNewAsTheAnnotations() throws IOException {
    Path page = Path.of("..", "..", "docs", "coverage.md");
    Path fresh = Path.of("target", "coverage.md");
    String text = CoveragePage.ofProject().render();
    Files.writeString(fresh, text);
    assertEquals(
        text,
        Files.exists(page) ? Files.readString(page) : "",
        "docs/coverage.md is older than the annotations; to renew it:"
            + " cp tools/testkit/target/coverage.md docs/coverage.md");
  }

  @Test
  void saysWhatIsWrongWithAnAnnotation() {
    var page =
        CoveragePage.of(
            NAMES,
            List.of(
                new Mirrored("box_open", "Box.open", Fidelity.FULL, "", ""),
                new Mirrored("box_open", "Box.unlock", Fidelity.STUB, "", ""),
                new Mirrored("box_shut", "Box.shut", Fidelity.FULL, "", "")));
    assertEquals(
        Set.of(
            "box_open is mirrored twice: Box.open and Box.unlock",
            "Box.unlock: STUB needs a note on what is missing",
            "Box.shut: no header of ESP-IDF has box_shut"),
        Set.copyOf(page.problems()));
  }

  @Test
  void countsAndListsByComponent() {
    var page =
        CoveragePage.of(
            NAMES, List.of(new Mirrored("box_open", "Box.open", Fidelity.PARTIAL, "a | b", "")));
    String text = page.render();
    assertTrue(text.contains("| box | 1 | 0 | 1 | 0 | 0 | 0 |\n"), text);
    assertTrue(text.contains("| `box_open` | `Box.open` | PARTIAL | a \\| b |\n"), text);
    String empty = CoveragePage.of(NAMES, List.of()).render();
    assertTrue(empty.contains("Not mirrored: `box_open`.\n"), empty);
  }
}
