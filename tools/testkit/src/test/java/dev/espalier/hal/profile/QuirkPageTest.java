package dev.espalier.hal.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Renders {@code docs/quirks.md}. */
final class QuirkPageTest {
  private static String render() {
    StringBuilder page =
        new StringBuilder(
            """
            # Quirks of ESP-IDF v4.4

            What the genuine client does that its documentation does not say, and who fixed it. `espalier run
            --quirk NAME=off` switches one off; the column "off" says what the mirror then does. "In 1.8" is read from
            the code of the separate component at 1.8.0 on current ESP-IDF: `yes` means that `--profile component_1_8` has it.
            Made from `Quirk.java`: a test fails when this page is older than that.

            | id | name | C function | behaviour in v4.4 | off | fixed in | in 1.8 | shown by |
            |---|---|---|---|---|---|---|---|
            """);
    for (Quirk quirk : Quirk.values()) {
      page.append("| ")
          .append(quirk.id())
          .append(" | `")
          .append(quirk.name())
          .append("` | `")
          .append(quirk.function())
          .append("` | ")
          .append(quirk.behaviour())
          .append(" | ")
          .append(quirk.corrected())
          .append(" | ")
          .append(quirk.fixedIn())
          .append(" | ")
          .append(QuirkSet.of(Profile.COMPONENT_1_8).has(quirk) ? "yes" : "no")
          .append(" | ")
          .append("`" + quirk.shownBy() + "`")
          .append(" |\n");
    }
    return page.toString();
  }

  @Test
  void thePageIsAsNewAsTheList() throws IOException {
    Path page = Path.of("..", "..", "docs", "quirks.md");
    String text = render();
    Files.writeString(Path.of("target", "quirks.md"), text);
    assertEquals(
        text,
        Files.exists(page) ? Files.readString(page) : "",
        "docs/quirks.md is older than Quirk.java; to renew it:"
            + " cp tools/testkit/target/quirks.md docs/quirks.md");
  }
}
