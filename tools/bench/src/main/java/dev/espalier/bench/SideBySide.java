package dev.espalier.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures several ways to do the same things in one run: they take turns, so that what else the
 * machine does hits all of them, and the median round counts. Prints a table with a row for each
 * way and a column for each thing.
 */
final class SideBySide {
  private static final int ROUNDS = 5;
  private static final long ROUND_NANOS = 200_000_000;

  /** A round in which the JIT compilers take less than this, 2 %, is calm. */
  private static final long CALM_NANOS = ROUND_NANOS / 50;

  /** After so many calm rounds on end a contender is warm; what has much code takes longer. */
  private static final int CALM_ROUNDS = 3;

  private static final int WARM_UPS_MAX = 60;

  /** A run before does at most so many times what the one before it did. */
  private static final int GROWTH = 8;

  /** A round takes a fraction of a second, or something is stuck. */
  private static final Duration ROUND_MAX = Duration.ofSeconds(20);

  /** Instead of a count: it did not end in time. */
  private static final int STUCK = 0;

  private final String title;
  private final List<String> things = new ArrayList<>();
  private final Map<String, Map<String, String>> cpuRows = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> wallRows = new LinkedHashMap<>();

  SideBySide(String title) {
    this.title = title;
  }

  /** Measures one thing. */
  void measure(String thing, List<Contender> contenders) throws Exception {
    things.add(thing);
    int[] operations = new int[contenders.size()];
    for (int i = 0; i < operations.length; i++) {
      operations[i] = warmUp(thing, contenders.get(i));
    }
    double[][] wall = new double[contenders.size()][ROUNDS];
    double[][] cpu = new double[contenders.size()][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        if (operations[i] == STUCK) {
          continue;
        }
        Stopwatch watch = run(thing, contenders.get(i), operations[i]);
        if (watch == null) {
          operations[i] = STUCK;
          continue;
        }
        wall[i][round] = watch.wallNanos() / (double) operations[i];
        cpu[i][round] = watch.cpuNanos() / (double) operations[i];
      }
    }
    double floor = median(cpu[0]);
    for (int i = 0; i < contenders.size(); i++) {
      if (operations[i] == STUCK) {
        continue;
      }
      String name = contenders.get(i).name();
      double median = median(cpu[i]);
      String ratio = String.format(Locale.ROOT, "%s, %.2f", time(median), median / floor);
      put(cpuRows, name, thing, ratio);
      put(wallRows, name, thing, time(median(wall[i])));
    }
  }

  private static @Nullable Stopwatch run(String thing, Contender contender, int operations)
      throws Exception {
    return Patience.await(
        thing + ", " + contender.name(),
        ROUND_MAX,
        () -> {
          Stopwatch watch = new Stopwatch();
          contender.action().run(operations, watch);
          return watch;
        });
  }

  /**
   * Runs it for as long as a round takes, until it is warm.
   *
   * @return how often it then does it, or {@link #STUCK}
   */
  private static int warmUp(String thing, Contender contender) throws Exception {
    System.err.printf("%s: %s%n", thing, contender.name());
    long operations = 1;
    int calm = 0;
    for (int full = 0; full < WARM_UPS_MAX && calm < CALM_ROUNDS; ) {
      long compiling = CpuClock.ofCompilers();
      Stopwatch watch = run(thing, contender, (int) operations);
      if (watch == null) {
        return STUCK;
      }
      long took = Math.max(1, watch.wallNanos());
      if (took >= ROUND_NANOS / 2) {
        full++;
        calm = CpuClock.ofCompilers() - compiling < CALM_NANOS ? calm + 1 : 0;
      }
      long wanted = operations * ROUND_NANOS / took;
      operations = Math.clamp(wanted, 1, operations * GROWTH);
    }
    return (int) operations;
  }

  private static void put(
      Map<String, Map<String, String>> rows, String name, String thing, String value) {
    rows.computeIfAbsent(name, each -> new LinkedHashMap<>()).put(thing, value);
  }

  /** Prints what was measured as Markdown. */
  void print() {
    print(title + ": CPU, and to the first", cpuRows);
    print(title + ": wall", wallRows);
  }

  private void print(String heading, Map<String, Map<String, String>> rows) {
    System.out.println("| " + heading + " | " + String.join(" | ", things) + " |");
    System.out.println("|---".repeat(things.size() + 1) + "|");
    rows.forEach((name, values) -> {
      System.out.print("| " + name);
      for (String thing : things) {
        System.out.print(" | " + values.getOrDefault(thing, ""));
      }
      System.out.println(" |");
    });
    System.out.println();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String time(double nanos) {
    return nanos < 1000
        ? String.format(Locale.ROOT, "%.0f ns", nanos)
        : String.format(Locale.ROOT, "%.2f µs", nanos / 1000);
  }
}
