package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.hal.profile.Profile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
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

/**
 * The examples of {@code espalier check}: each finds what its first line says, from seeds, makes it
 * small, and plays it again by the command that it prints; with the remedy it finds nothing.
 */
final class CheckExamplesTest {
  private static final Path FOLDER = Path.of("../../examples/checks");
  private static final Path PAGE = Path.of("../../docs/determinism.md");
  private static final Pattern AGAIN = Pattern.compile("again: espalier (.*) --replay '(.*)'");
  private static final Pattern SIZE =
      Pattern.compile("of (\\d+) faults and choices it needs (\\d+)");

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> examples() throws IOException {
    return files().stream()
        .flatMap(file ->
            Stream.of(Profile.values())
                .map(version ->
                    dynamicTest(
                        file.getFileName() + " as " + version, () -> endsAsItSays(file, version))));
  }

  @TestFactory
  Stream<DynamicTest> examplesAreInTheTable() throws IOException {
    String page = Files.readString(PAGE);
    return files().stream()
        .map(file -> String.valueOf(file.getFileName()).replace(".yaml", ""))
        .map(name -> dynamicTest(name, () -> assertTrue(page.contains("| `" + name + "` |"))));
  }

  private static void endsAsItSays(Path file, Profile version) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String check = "check " + file + " --profile " + version;
    String fails = lines.getFirst().startsWith("# fails:") ? lines.getFirst() : "";
    if (fails.contains(version.name().toLowerCase(Locale.ROOT))) {
      finds(check + " --seeds 20000", file);
      run(0, check + " --seeds 64 -D " + lines.get(1).replaceFirst("# remedy: ", ""));
    } else {
      run(0, check + " --seeds 64");
    }
  }

  private static void finds(String check, Path file) {
    String out = run(1, check);
    Matcher size = SIZE.matcher(out);
    assertTrue(size.find(), out);
    assertTrue(Integer.parseInt(size.group(2)) <= Integer.parseInt(size.group(1)), out);
    assertTrue(Integer.parseInt(size.group(2)) <= 20, out);
    Matcher again = AGAIN.matcher(out);
    assertTrue(again.find(), out);
    List<String> args = new ArrayList<>(List.of(again.group(1).split(" ")));
    args.addAll(List.of("--replay", again.group(2)));
    assertEquals(file.toString(), args.get(1));
    var written = new StringWriter();
    int code =
        Main.run(new PrintWriter(written), new PrintWriter(written), args.toArray(String[]::new));
    assertTrue(code != 0 && code != ExitCode.USAGE.value(), written::toString);
  }

  private static String run(int expected, String line) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), line.split(" "));
    assertEquals(expected, code, () -> line + "\n" + out + err);
    return out.toString();
  }
}
