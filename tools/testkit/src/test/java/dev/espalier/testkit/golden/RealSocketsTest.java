package dev.espalier.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.testkit.golden.GoldenRunner.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The recordings of tools/real-sockets.txt on this machine's own sockets. */
final class RealSocketsTest {
  private static final Path LIST = Path.of("../real-sockets.txt");

  /** They mostly wait, so several at a time do not hold each other up. */
  private static final int AT_A_TIME = 6;

  @Test
  void namesOneRecordingOfEachPrefix() throws IOException {
    Set<String> prefixes =
        Recordings.scenarios().stream()
            .map(recording -> prefix(recording.name()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> named =
        GoldenMain.namesIn(LIST).stream()
            .filter(name -> !name.contains("/"))
            .map(RealSocketsTest::prefix)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(prefixes, named);
  }

  private static String prefix(String name) {
    return name.replaceAll("_.*", "");
  }

  @Test
  void doesWhatWasRecordedOnRealSockets() throws IOException, InterruptedException {
    Queue<String> names = new ConcurrentLinkedQueue<>(GoldenMain.namesIn(LIST));
    Queue<String> failed = new ConcurrentLinkedQueue<>();
    play(new World(Profile.IDF_4_4, true), new ConcurrentLinkedQueue<>(List.of("event/3")), failed);
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < AT_A_TIME; i++) {
      workers.add(
          Thread.ofPlatform()
              .start(() ->
                  play(
                      new World(Profile.IDF_4_4, QuirkSet.of(Profile.IDF_4_4), true, true),
                      names,
                      failed)));
    }
    for (Thread worker : workers) {
      worker.join();
    }
    assertEquals(List.of(), List.copyOf(failed));
  }

  private static void play(World world, Queue<String> names, Queue<String> failed) {
    var runner = new GoldenRunner(world);
    for (String name = names.poll(); name != null; name = names.poll()) {
      try {
        Verdict verdict = runner.judge(Recordings.named(name));
        if (!verdict.passed()) {
          failed.add(name + " " + verdict.differences());
        }
      } catch (RuntimeException e) {
        failed.add(name + " " + e);
      }
    }
  }
}
