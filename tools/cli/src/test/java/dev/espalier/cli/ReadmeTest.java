package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.config.SdkConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the README promises; LauncherIT runs its two commands. */
class ReadmeTest {
  private static final Path ROOT = Path.of("../..");

  private String readme = "";

  @BeforeEach
  void read() throws IOException {
    readme = Files.readString(ROOT.resolve("README.md"));
  }

  /** For cmd a quote is a quote, and no backslash changes that: one too many hides the rest. */
  @Test
  void theCommandForWindowsHasItsQuotesInPairs() throws IOException {
    for (String line : Files.readAllLines(ROOT.resolve("espalier.cmd"))) {
      assertEquals(0, line.chars().filter(c -> c == '"').count() % 2, line);
    }
  }

  @Test
  void theFirstFirmwareBlinks() {
    Matcher code = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertTrue(code.find(), "the firmware is missing");
    FirmwareImage image = FirmwareImage.fromSource("Blink.java", code.group(1), ROOT);
    try (var world = EchoWorld.open(ServerCertificate.make("localhost"))) {
      String console = world.runToEnd(image, SdkConfig.defaults());
      assertTrue(console.contains("I (4000) blink: LED on"), console);
    }
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void listsEachExitCode(ExitCode code) {
    String row = "| " + code.value() + " | `" + code.name() + "` | " + code.meaning() + " |";
    assertTrue(readme.contains(row), "missing: " + row);
  }

  @Test
  void linksToWhatIsThere() {
    Matcher link = Pattern.compile("]\\(([^)#:]+)\\)").matcher(readme);
    int links = 0;
    for (; link.find(); links++) {
      assertTrue(Files.exists(ROOT.resolve(link.group(1))), link.group(1));
    }
    assertTrue(links > 5, "the README has lost its links");
  }

  @Test
  void breaksFirmwareAsItSays(@TempDir Path folder) {
    Matcher line =
        Pattern.compile("(?m)^    \\./espalier ((?:test|check|timeline|run .*--clock virtual).*)$")
            .matcher(readme);
    int commands = 0;
    for (; line.find(); commands++) {
      String[] args =
          line.group(1)
              .replace("examples/", "../../examples/")
              .replace("run.", folder.resolve("run.").toString())
              .split(" ");
      var out = new StringWriter();
      assertEquals(0, Main.run(new PrintWriter(out), new PrintWriter(out), args), out::toString);
    }
    assertEquals(6, commands);
  }

  @Test
  void namesEveryExample() throws IOException {
    try (var files = Files.list(ROOT.resolve("examples"))) {
      files
          .map(file -> "examples/" + file.getFileName())
          .filter(name -> name.endsWith(".java"))
          .forEach(name -> assertTrue(readme.contains("(" + name + ")"), name));
    }
    assertEquals(
        4, Pattern.compile("(?m)^    \\./espalier (demo|run) ").matcher(readme).results().count());
  }
}
