package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private ExitCode run(String... args) {
    int code = Main.run(new PrintWriter(out), new PrintWriter(err), args);
    return List.of(ExitCode.values()).stream()
        .filter(known -> known.value() == code)
        .findFirst()
        .orElseThrow();
  }

  private List<String> row(String option) {
    String row =
        out.toString()
            .lines()
            .filter(line -> line.startsWith(option + " "))
            .findFirst()
            .orElseThrow(() -> new AssertionError(out));
    return List.of(row.split("\\s{2,}"));
  }

  @Test
  void listsValueDefaultAndOrigin() {
    assertEquals(ExitCode.OK, run("config"));
    assertEquals(
        List.of("CONFIG_FREERTOS_HZ", "100", "100", "Kconfig default"), row("CONFIG_FREERTOS_HZ"));
    assertEquals("", err.toString());
  }

  @Test
  void laterLayersWinAndAreNamedWithFileAndLine() throws IOException {
    Path firmware = Files.writeString(directory.resolve("Blink.java"), "");
    Path own =
        Files.writeString(
            directory.resolve("sdkconfig.defaults"),
            "# own\nCONFIG_FREERTOS_HZ=200\nCONFIG_WS_BUFFER_SIZE=2048\nCONFIG_LWIP_MAX_SOCKETS=5\n");
    Path more =
        Files.writeString(
            directory.resolve("more"), "CONFIG_FREERTOS_HZ=500\nCONFIG_WS_BUFFER_SIZE=512\n");
    assertEquals(
        ExitCode.OK,
        run(
            "config",
            "--firmware",
            firmware.toString(),
            "--sdkconfig",
            more.toString(),
            "-D",
            "CONFIG_FREERTOS_HZ=1000"));
    Path real = directory.toRealPath();
    assertEquals(List.of("CONFIG_FREERTOS_HZ", "1000", "100", "-D"), row("CONFIG_FREERTOS_HZ"));
    assertEquals(
        List.of("CONFIG_WS_BUFFER_SIZE", "512", "1024", more + ":2"), row("CONFIG_WS_BUFFER_SIZE"));
    assertEquals(
        List.of("CONFIG_LWIP_MAX_SOCKETS", "5", "10", real.resolve(own.getFileName()) + ":4"),
        row("CONFIG_LWIP_MAX_SOCKETS"));
  }

  @Test
  void filtersByAWordOfNameOrDescription() {
    assertEquals(ExitCode.OK, run("config", "freertos_hz"));
    assertEquals(2, out.toString().lines().count(), out.toString());
    assertEquals(ExitCode.FAILURE, run("config", "no-such-word"));
    assertTrue(err.toString().contains("'no-such-word'"), err.toString());
  }

  @Test
  void namesAnUnknownOptionAndTheNearestKnown() {
    assertEquals(ExitCode.USAGE, run("config", "-D", "CONFIG_FREERTOS_HERZ=5"));
    assertTrue(err.toString().contains("CONFIG_FREERTOS_HERZ"), err.toString());
    assertTrue(err.toString().contains("CONFIG_FREERTOS_HZ"), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void namesFileAndLineOfAnIllTypedOption() throws IOException {
    Path file = Files.writeString(directory.resolve("x"), "\nCONFIG_FREERTOS_HZ=fast\n");
    assertEquals(ExitCode.USAGE, run("config", "--sdkconfig", file.toString()));
    assertTrue(err.toString().contains(file + ":2: CONFIG_FREERTOS_HZ=fast"), err.toString());
  }

  @Test
  void namesAFileThatIsMissing() {
    assertEquals(ExitCode.USAGE, run("config", "--sdkconfig", "no/such/file"));
    assertTrue(err.toString().contains("no/such/file"), err.toString());
    assertFalse(err.toString().contains("Exception"), err.toString());
  }
}
