package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.hal.profile.Profile;
import dev.espalier.testkit.scenario.Scenario;
import dev.espalier.testkit.scenario.ScenarioReader;
import dev.espalier.testkit.scenario.ScenarioResult;
import dev.espalier.testkit.scenario.ScenarioRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Plays every scenario of the documentation, twice, and those of the examples. */
final class ScenarioDocumentationTest {
  private static final Path DOCS = Path.of("../../docs");
  private static final Pattern SAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private final ScenarioRun run =
      new ScenarioRun(new FileFirmware(new ConfigOptions()), Profile.IDF_4_4);

  @TestFactory
  Stream<DynamicTest> scenariosOfThePages() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String page : List.of("scenarios.md", "faults.md", "determinism.md")) {
      Matcher matcher = SAMPLE.matcher(Files.readString(DOCS.resolve(page)));
      int before = tests.size();
      while (matcher.find()) {
        Scenario scenario = ScenarioReader.read(DOCS.resolve(page), matcher.group(1));
        tests.add(dynamicTest(page + ": " + scenario.name(), () -> passesTwice(scenario)));
      }
      assertTrue(tests.size() > before, page + " has lost its scenarios");
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> scenariosOfTheExamples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("../../examples/scenarios"))) {
      List<Path> scenarios =
          files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      assertTrue(scenarios.size() >= 10, "the scenarios are gone");
      return scenarios.stream()
          .flatMap(file ->
              Stream.of(Profile.values())
                  .map(version ->
                      dynamicTest(
                          file.getFileName() + " as " + version,
                          () -> endsAsItSays(file, version))));
    }
  }

  /** The first line of a scenario may name the version that fails. */
  private static void endsAsItSays(Path file, Profile version) throws IOException {
    boolean fails =
        Files.readString(file).startsWith("# fails: " + version.name().toLowerCase(Locale.ROOT));
    var runs = new ScenarioRun(new FileFirmware(new ConfigOptions()), version);
    ScenarioResult result = runs.run(ScenarioReader.read(file));
    assertEquals(fails, !result.passed(), () -> result.complaints() + "\n" + result.console());
    assertEquals(
        result.digest(), runs.run(ScenarioReader.read(file)).digest(), "not the same again");
  }

  /** The second run shows that the first was no accident: the same seed, the same digest. */
  private void passesTwice(Scenario scenario) {
    ScenarioResult first = run.run(scenario);
    assertTrue(first.passed(), () -> first.complaints() + "\n" + first.console());
    assertTrue(
        first.digest() == run.run(scenario).digest(), "two runs of one seed are not the same");
  }
}
