package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.emulator.kernel.Trace;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every example and every scenario, twice with one seed that also picks the schedule: the same
 * switches, draws, events, figures of the heap and lines, at the same times.
 */
final class ReplayTest {
  private static final Path EXAMPLES = Path.of("../../examples");
  private static final long SEED = 11;

  /** What is noted of a run; of a simulated day, its beginning. */
  private static final int NOTES_MAX = 200_000;

  private static final String WORLD =
      """
      sdkconfig:
        CONFIG_WEBSOCKET_URI: ws://server/
        CONFIG_EXAMPLE_TLS_URI: wss://server/
      servers:
        - {host: server, echo: yes}
        - {host: server, tls: valid, echo: yes}
        - {host: localhost, port: 9001, echo: yes}
      network: {latency: 2ms, jitter: 3ms}
      faults:
        - {on-event: WEBSOCKET_EVENT_CONNECTED, after: 4s, fault: reset}
        - {chance: 0.5, each: 7s, fault: {latency: 300ms, jitter: 200ms}, lasts: 3s}
      ends: [done, limit, panic, deadlock]
      end: 40s
      """;

  private static List<String> play(Scenario scenario) {
    List<String> notes = new ArrayList<>();
    Trace trace =
        new Trace() {
          private void add(long nanos, String text) {
            if (notes.size() < NOTES_MAX) {
              notes.add(nanos + " " + text);
            }
          }

          @Override
          public void event(long nanos, int board, String what) {
            add(nanos, board + " " + what);
          }

          @Override
          public void mark(long nanos, String board, String category, String text) {
            add(nanos, board + " " + category + " " + text);
          }

          @Override
          public void count(long nanos, String board, String name, long value) {
            add(nanos, board + " " + name + " " + value);
          }
        };
    var run = new ScenarioRun(new FileFirmware(new ConfigOptions()), Profile.IDF_4_4);
    run.observe(trace, null);
    ScenarioResult result = run.run(scenario.withSeed(SEED, true));
    result.lines().forEach(line -> notes.add(line.toString()));
    notes.addAll(result.fired());
    notes.add(result.outcome() + " " + result.digest());
    return notes;
  }

  private static void assertSameTwice(Scenario scenario) {
    List<String> first = play(scenario);
    List<String> second = play(scenario);
    for (int i = 0; i < Math.min(first.size(), second.size()); i++) {
      assertEquals(first.get(i), second.get(i), "the first difference");
    }
    assertEquals(first.size(), second.size());
    assertTrue(first.size() > 50, first::toString);
  }

  private static List<Path> files(String folder, String end) throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> examples() throws IOException {
    return files("", ".java").stream()
        .map(file ->
            dynamicTest(
                String.valueOf(file.getFileName()),
                () -> assertSameTwice(ScenarioReader.read(file, world(file)))));
  }

  private static String world(Path file) {
    return "firmware: " + file.getFileName() + "\n" + WORLD;
  }

  @TestFactory
  Stream<DynamicTest> scenarios() throws IOException {
    List<Path> files = new ArrayList<>(files("scenarios", ".yaml"));
    files.addAll(files("checks", ".yaml"));
    return files.stream()
        .filter(file -> !file.endsWith("one-day.yaml")) // minutes under an exploring schedule
        .map(file ->
            dynamicTest(
                String.valueOf(file.getFileName()),
                () -> assertSameTwice(ScenarioReader.read(file))));
  }
}
