package dev.espalier.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Time from the launcher's start to the first line that firmware prints. */
final class StartUp {
  private static final int ROUNDS = 11;

  private StartUp() {}

  static void measure(Path root) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("espalier-bench");
    Path source = folder.resolve("Hello.java");
    Files.writeString(
        source,
        """
        public final class Hello implements dev.espalier.hal.Firmware {
          public void appMain() {
            dev.espalier.hal.log.EspLog.i("hello", "app_main");
          }
        }
        """);
    long[] nanos = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      nanos[i] = toAppMain(root, source);
    }
    Files.delete(source);
    Files.delete(folder);
    Arrays.sort(nanos);
    System.out.printf(
        Locale.ROOT,
        "./espalier run Hello.java, start to app_main: %.0f ms, median of %d%n",
        nanos[ROUNDS / 2] / 1e6,
        ROUNDS);
  }

  private static long toAppMain(Path root, Path source) throws IOException, InterruptedException {
    long before = System.nanoTime();
    Process process =
        new ProcessBuilder(root.resolve("espalier").toString(), "run", source.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long at = -1;
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains("app_main")) {
          at = System.nanoTime() - before;
        }
      }
    }
    process.waitFor();
    if (at < 0) {
      throw new IOException("./espalier run printed no line of app_main's; run ./build first");
    }
    return at;
  }
}
