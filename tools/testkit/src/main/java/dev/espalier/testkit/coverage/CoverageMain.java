package dev.espalier.testkit.coverage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes {@code docs/coverage.md}: {@code tools/coverage}. */
public final class CoverageMain {
  private CoverageMain() {}

  /**
   * Writes the page, or says what is wrong with the annotations.
   *
   * @param args the file to write
   * @throws IOException when it cannot be written
   */
  public static void main(String[] args) throws IOException {
    CoveragePage page = CoveragePage.ofProject();
    List<String> problems = page.problems();
    if (!problems.isEmpty()) {
      problems.forEach(System.err::println);
      System.exit(1);
    }
    Path file = Path.of(args.length > 0 ? args[0] : "docs/coverage.md");
    Files.writeString(file, page.render());
  }
}
