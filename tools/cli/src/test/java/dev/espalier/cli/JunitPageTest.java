package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the pages show of tests in Java stands in the project to copy, whose tests are run. */
final class JunitPageTest {
  private static final Path TESTS =
      Path.of("../../examples/junit/src/test/java/example/DoorAlarmTest.java");
  private static final Pattern SAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static String withoutIndents(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n"));
  }

  @Test
  void samplesAreThoseOfTheExample() throws IOException {
    String tests = withoutIndents(Files.readString(TESTS));
    int samples = 0;
    for (String page : List.of("junit.md", "faults.md")) {
      Matcher matcher = SAMPLE.matcher(Files.readString(Path.of("../../docs").resolve(page)));
      while (matcher.find()) {
        String sample = withoutIndents(matcher.group(1));
        assertTrue(tests.contains(sample), () -> page + " shows what is not in " + TESTS + sample);
        samples++;
      }
    }
    assertTrue(samples >= 5, "the pages have lost their samples");
  }
}
