package dev.espalier.bench;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import java.util.Arrays;
import java.util.Locale;

/**
 * How fast simulated time goes while boards have nearly nothing to do: each wakes up every 100 ms.
 */
final class IdleBoards {
  private static final int ROUNDS = 5;
  private static final int[] COUNTS = {1, 100, 1000};
  private static final long SECOND = 1_000_000_000L;

  /** Simulated seconds of a round with one board; with more boards less. */
  private static final int SECONDS = 50_000;

  private IdleBoards() {}

  static void measure() {
    System.out.println(
        "| idle boards | simulated seconds per CPU second | of a board, all added |");
    System.out.println("|---|---|---|");
    for (int boards : COUNTS) {
      double speed = speed(boards);
      System.out.printf(Locale.ROOT, "| %d | %.0f | %.0f |%n", boards, speed, speed * boards);
    }
    System.out.println();
  }

  private static double speed(int boards) {
    System.err.printf("%d idle boards%n", boards);
    int seconds = SECONDS / boards;
    double[] speeds = new double[ROUNDS];
    try (var simulation = Simulation.builder().build()) {
      for (int i = 0; i < boards; i++) {
        simulation
            .board(BoardConfig.defaults())
            .boot(() -> {
              while (true) {
                Task.delay(Timeout.millis(100));
              }
            });
      }
      for (int round = -1; round < ROUNDS; round++) {
        Stopwatch watch = new Stopwatch();
        watch.start();
        var _ = simulation.runFor(seconds * SECOND);
        watch.stop();
        if (round >= 0) {
          speeds[round] = seconds * (double) SECOND / watch.cpuNanos();
        }
      }
    }
    Arrays.sort(speeds);
    return speeds[ROUNDS / 2];
  }
}
