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
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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

  /**
   * The first line of a scenario may name the versions that fail; the second, options with which
   * they do not.
   */
  private static void endsAsItSays(Path file, Profile version) throws IOException {
    List<String> lines = Files.readAllLines(file);
    boolean fails =
        header(lines.getFirst(), "# fails:").contains(version.name().toLowerCase(Locale.ROOT));
    var runs = new ScenarioRun(new FileFirmware(new ConfigOptions()), version);
    ScenarioResult result = runs.run(ScenarioReader.read(file));
    assertEquals(fails, !result.passed(), () -> result.complaints() + "\n" + result.console());
    assertEquals(
        result.digest(), runs.run(ScenarioReader.read(file)).digest(), "not the same again");
    List<String> remedy = header(lines.get(1), "# remedy:");
    if (!remedy.isEmpty()) {
      List<String> args = new ArrayList<>(List.of("test", file.toString()));
      args.addAll(List.of("--profile", version.name()));
      remedy.forEach(option -> args.addAll(List.of("-D", option)));
      var out = new StringWriter();
      var writer = new PrintWriter(out);
      assertEquals(0, Main.run(writer, writer, args.toArray(String[]::new)), out::toString);
    }
  }

  @TestFactory
  Stream<DynamicTest> scenariosOfTheExamplesAreInTheTable() throws IOException {
    String page = Files.readString(DOCS.resolve("scenarios.md"));
    try (Stream<Path> files = Files.list(Path.of("../../examples/scenarios"))) {
      List<Path> scenarios = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      return scenarios.stream()
          .map(file ->
              dynamicTest(
                  String.valueOf(file.getFileName()),
                  () -> assertTrue(page.contains(row(file)), () -> "a row with " + row(file))));
    }
  }

  /** The end of a scenario's row: its name, and what its header says of the versions. */
  private static String row(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      String remedy = header(lines.get(1), "# remedy:").isEmpty() ? "fails" : "remedy";
      List<String> failing = header(lines.getFirst(), "# fails:");
      var row = new StringBuilder();
      row.append("| `");
      row.append(String.valueOf(file.getFileName()).replace(".yaml", "")).append("` |");
      for (Profile version : Profile.values()) {
        boolean fails = failing.contains(version.name().toLowerCase(Locale.ROOT));
        row.append(fails ? " " + remedy + " |" : " |");
      }
      return row.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> header(String line, String name) {
    return line.startsWith(name)
        ? List.of(line.substring(name.length()).strip().split("[ ,]+"))
        : List.of();
  }

  /** The second run shows that the first was no accident: the same seed, the same digest. */
  private void passesTwice(Scenario scenario) {
    ScenarioResult first = run.run(scenario);
    assertTrue(first.passed(), () -> first.complaints() + "\n" + first.console());
    assertTrue(
        first.digest() == run.run(scenario).digest(), "two runs of one seed are not the same");
  }
}
