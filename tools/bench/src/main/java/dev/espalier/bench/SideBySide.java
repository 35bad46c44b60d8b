package dev.espalier.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures several ways to do the same thing in one run: they take turns, so that what else the
 * machine does hits all of them, and the median round counts.
 */
final class SideBySide {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private SideBySide() {}

  /**
   * Measures and prints rows of a Markdown table: wall and CPU time per operation, and the CPU
   * time's ratio to the first contender's.
   */
  static void measure(String title, int rounds, int operations, List<Contender> contenders)
      throws Exception {
    long[][] wall = new long[contenders.size()][rounds];
    long[][] cpu = new long[contenders.size()][rounds];
    for (int round = -2; round < rounds; round++) {
      for (int i = 0; i < contenders.size(); i++) {
        System.err.printf("%s: %s, round %d%n", title, contenders.get(i).name(), round);
        long cpuBefore = SYSTEM.getProcessCpuTime();
        long before = System.nanoTime();
        contenders.get(i).run(operations);
        if (round >= 0) { // the first two rounds warm up
          wall[i][round] = System.nanoTime() - before;
          cpu[i][round] = SYSTEM.getProcessCpuTime() - cpuBefore;
        }
      }
    }
    double floor = median(cpu[0]);
    for (int i = 0; i < contenders.size(); i++) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s | %s | %.2f |%n",
          title,
          contenders.get(i).name(),
          perOperation(median(wall[i]), operations),
          perOperation(median(cpu[i]), operations),
          median(cpu[i]) / floor);
    }
  }

  private static double median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String perOperation(double nanos, int operations) {
    double each = nanos / operations;
    return each < 1000
        ? String.format(Locale.ROOT, "%.0f ns", each)
        : String.format(Locale.ROOT, "%.2f µs", each / 1000);
  }
}
