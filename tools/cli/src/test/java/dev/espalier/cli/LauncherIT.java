package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command, started by its launcher. */
@Timeout(180)
class LauncherIT {
  private static final String FOREVER =
      """
      import dev.espalier.hal.Firmware;
      import dev.espalier.hal.freertos.Task;
      import dev.espalier.hal.freertos.Timeout;
      import dev.espalier.hal.log.EspLog;

      public final class Forever implements Firmware {
        public void appMain() {
          EspLog.i("forever", "app_main");
          while (true) {
            Task.delay(Timeout.millis(1000));
          }
        }
      }
      """;
  private static final List<String> QUICK =
      List.of(
          "-D", "CONFIG_EXAMPLE_SEND_PERIOD_MS=100",
          "-D", "CONFIG_EXAMPLE_NO_DATA_TIMEOUT_SEC=1",
          "--expect-text", "Websocket Stopped",
          "--timeout", "120s");

  @TempDir private Path directory;

  private String forever() throws IOException {
    return Files.writeString(directory.resolve("Forever.java"), FOREVER).toString();
  }

  @Test
  void switchesTasksTheFastWay() throws Exception {
    try (var version = Launched.espalier("--version")) {
      assertEquals(0, version.exitCode(), version::output);
      assertTrue(version.output().contains("tasks: loop threads\n"), version::output);
    }
    String[] run = {
      "run", forever(), "--net", "none", "--clock", "virtual", "--timeout", "5s", "--verbose"
    };
    try (var firmware = Launched.espalier(run)) {
      assertEquals(ExitCode.TIMEOUT.value(), firmware.exitCode(), firmware::output);
      assertTrue(firmware.output().contains("tasks loop threads\n"), firmware::output);
      assertTrue(firmware.output().contains("I (0) forever: app_main\n"), firmware::output);
    }
  }

  @Test
  void startsFromACacheThatFitsTheJar() throws Exception {
    Path target = Launched.ROOT.resolve("tools/cli/target");
    assertTrue(Files.exists(target.resolve("espalier.aot")), "there is no start-up cache");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "@" + Launched.ROOT.resolve("tools/jvm.args"),
            "-XX:AOTMode=on",
            "-XX:AOTCache=" + target.resolve("espalier.aot"),
            "-cp",
            target.resolve("espalier.jar").toString(),
            "dev.espalier.cli.Main",
            "--version");
    // AOTMode=on fails where auto, which the launcher uses, goes on without the cache.
    try (var version = Launched.start(Launched.ROOT, Map.of(), command)) {
      assertEquals(0, version.exitCode(), version::output);
    }
  }

  @Test
  void runsTheCommandsOfTheReadme() throws Exception {
    List<String> commands =
        Files.readAllLines(Launched.ROOT.resolve("README.md")).stream()
            .dropWhile(line -> !line.equals("## Start"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .filter(line -> line.startsWith("    ./"))
            .map(line -> line.strip().split("\\s{2,}")[0])
            .toList();
    // The second one is what runs this test.
    assertEquals(List.of("./espalier demo", "./build"), commands);
    try (var demo = Launched.espalier("demo")) {
      assertEquals(0, demo.exitCode(), demo::output);
      List<String> lines = demo.output().lines().toList();
      assertEquals(
          2, lines.stream().filter(l -> l.endsWith(": WEBSOCKET_EVENT_CONNECTED")).count());
      assertEquals(2, lines.stream().filter(l -> l.matches("\\[server] .* GET /.*")).count());
      assertTrue(lines.stream().anyMatch(l -> l.matches("\\[server] .* GET / over TLS")));
      assertEquals(2, lines.stream().filter(l -> l.matches("\\[server] .*: hello 0004")).count());
    }
  }

  @Test
  void remembersCompiledFirmwareUntilItsTextChanges() throws Exception {
    Map<String, String> cache = Map.of("XDG_CACHE_HOME", directory.resolve("cache").toString());
    Path compiled = directory.resolve("cache/espalier/compiled");
    List<String> command =
        List.of(
            "/bin/sh",
            Launched.ROOT.resolve("espalier").toString(),
            "run",
            forever(),
            "--net",
            "none",
            "--clock",
            "virtual",
            "--expect-text",
            "app_main");
    for (int i = 0; i < 2; i++) {
      try (var firmware = Launched.start(Launched.ROOT, cache, command)) {
        assertEquals(0, firmware.exitCode(), firmware::output);
      }
      assertEquals(1, count(compiled));
    }
    try (var files = Files.list(compiled)) {
      Files.writeString(files.findFirst().orElseThrow(), "damaged");
    }
    try (var firmware = Launched.start(Launched.ROOT, cache, command)) {
      assertEquals(0, firmware.exitCode(), firmware::output);
    }
    Files.writeString(directory.resolve("Forever.java"), FOREVER.replace("app_main", "changed"));
    try (var firmware = Launched.start(Launched.ROOT, cache, command.subList(0, 8))) {
      firmware.await(line -> line.endsWith("forever: changed"));
    }
    assertEquals(2, count(compiled));
  }

  private static long count(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.count();
    }
  }

  @Test
  void stopsFirmwareWithCtrlC() throws Exception {
    try (var firmware = Launched.espalier("run", forever())) {
      firmware.await(line -> line.endsWith("forever: app_main"));
      firmware.interrupt();
      assertEquals(ExitCode.INTERRUPTED.value(), firmware.exitCode(), firmware::output);
      assertFalse(firmware.output().contains("Exception"), firmware::output);
    }
  }

  @Test
  void stopsTheEchoServerWithCtrlC() throws Exception {
    try (var server = Launched.espalier("echo-server", "--port", "0")) {
      server.await(line -> line.startsWith("listening on ws://localhost:"));
      server.interrupt();
      assertEquals(ExitCode.INTERRUPTED.value(), server.exitCode(), server::output);
    }
  }

  @Test
  void theWebsocketExampleTalksToTheEchoServer() throws Exception {
    try (var server = Launched.espalier("echo-server", "--port", "0")) {
      String uri = server.await(line -> line.startsWith("listening on ")).split(" ")[2];
      try (var firmware = Launched.espalier(example("WEBSOCKET_URI=" + uri))) {
        assertEquals(0, firmware.exitCode(), firmware::output);
        assertTrue(firmware.output().contains("Received=hello 0004"), firmware::output);
      }
      server.await(line -> line.endsWith("hello 0004"));
      server.await(line -> line.matches("connection 1: closed by the client, code 1000"));
    }
  }

  private static String[] example(String option) {
    var arguments = new ArrayList<String>();
    arguments.add("run");
    arguments.add(Launched.ROOT.resolve("examples/WebsocketExample.java").toString());
    arguments.addAll(QUICK);
    arguments.addAll(List.of("-D", "CONFIG_" + option));
    return arguments.toArray(new String[0]);
  }

  @Test
  void saysWhatToInstallWhereThereIsNoJdk25() throws Exception {
    Path copy = directory.resolve("project");
    Files.createDirectories(copy.resolve("tools"));
    Path nothing = Files.createDirectory(directory.resolve("nothing"));
    Files.copy(Launched.ROOT.resolve("espalier"), copy.resolve("espalier"));
    Files.copy(Launched.ROOT.resolve("tools/launch.sh"), copy.resolve("tools/launch.sh"));
    // The usual places are looked for below a directory that has none of them.
    String search = Files.readString(Launched.ROOT.resolve("tools/find-jdk.sh"));
    String elsewhere = search.replaceAll("(?<=[ \n])/(usr|opt|Library)/", nothing + "/$1/");
    Files.writeString(copy.resolve("tools/find-jdk.sh"), elsewhere);
    Path bin = Files.createDirectory(directory.resolve("bin"));
    for (String tool : List.of("dirname", "readlink")) {
      Path usual = Path.of("/usr/bin", tool);
      Files.createSymbolicLink(
          bin.resolve(tool), Files.exists(usual) ? usual : Path.of("/bin", tool));
    }
    Map<String, String> bare = Map.of("PATH", bin.toString(), "HOME", nothing.toString());
    List<String> command = List.of("/bin/sh", copy.resolve("espalier").toString(), "demo");
    try (var espalier = Launched.start(copy, bare, command)) {
      assertEquals(1, espalier.exitCode(), espalier::output);
      assertEquals(1, espalier.output().lines().count(), espalier::output);
      assertTrue(espalier.output().startsWith("espalier: no JDK 25 found: install one"));
      assertTrue(espalier.output().contains("JAVA_HOME"), espalier::output);
    }
  }
}
