package dev.espalier.bench;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.kernel.TaskContext;
import dev.espalier.emulator.kernel.TaskContexts;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.event.EventLoop;
import dev.espalier.hal.event.EventLoopArgs;
import dev.espalier.hal.freertos.Queue;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.WaitList;
import dev.espalier.hal.timer.EspTimer;
import dev.espalier.hal.timer.EspTimerCreateArgs;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import jdk.internal.vm.Continuation;
import jdk.internal.vm.ContinuationScope;

/**
 * What the kernel costs: task switches beside a bare continuation, events, queues, sleepers.
 *
 * <p>Every round measures each thing once, one after the other, so that a noisy machine is noisy
 * for all; the table has the medians of CPU time, which waiting for other processes does not count
 * in.
 */
public final class KernelBench {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 11;
  private static final int OPERATIONS = 1_000_000;
  private static final int BATON_OPERATIONS = 20_000;
  private static final int SLEEPERS = 1000;
  private static final int SLEEP_ROUNDS = 1000;
  private static final long TICK = 10_000_000;

  private KernelBench() {}

  /** One thing to measure. */
  private static final class Case {
    final String name;
    final int operations;
    final IntConsumer work;
    final double[] nanos = new double[ROUNDS];

    Case(String name, int operations, IntConsumer work) {
      this.name = name;
      this.operations = operations;
      this.work = work;
    }

    double median() {
      double[] sorted = nanos.clone();
      Arrays.sort(sorted);
      return sorted[ROUNDS / 2];
    }
  }

  /**
   * Measures and prints a table.
   *
   * @param args none
   */
  public static void main(String[] args) {
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("bare continuation, run and yield", OPERATIONS, KernelBench::bare));
    cases.add(
        new Case(
            "task context: virtual thread of the reactor",
            OPERATIONS,
            count -> context(TaskContexts.LOOP_THREADS, count)));
    cases.add(
        new Case(
            "task context: ordinary thread with a baton",
            BATON_OPERATIONS,
            count -> context(TaskContexts.BATON, count)));
    cases.add(new Case("kernel: HAL call and yield to an equal", OPERATIONS, KernelBench::yields));
    cases.add(new Case("kernel: wake and switch to it", OPERATIONS, KernelBench::wakes));
    cases.add(new Case("kernel: HAL call without a switch", OPERATIONS, KernelBench::calls));
    cases.add(new Case("queue: send and receive, 32 slots", OPERATIONS, KernelBench::queue));
    cases.add(new Case("esp_event: post and dispatch, own task", OPERATIONS, KernelBench::events));
    cases.add(new Case("esp_timer: expiry in the timer task", OPERATIONS, KernelBench::timers));
    cases.add(new Case("1000 tasks: sleep a tick", SLEEPERS * SLEEP_ROUNDS, KernelBench::sleepers));
    long thread = Thread.currentThread().threadId();
    for (int round = -1; round < ROUNDS; round++) {
      for (Case each : cases) {
        long before = THREADS.getThreadCpuTime(thread);
        each.work.accept(each.operations);
        double nanos = (THREADS.getThreadCpuTime(thread) - before) / (double) each.operations;
        if (round >= 0) {
          each.nanos[round] = nanos;
        }
      }
    }
    print(cases, System.out);
  }

  private static void print(List<Case> cases, PrintStream out) {
    double yardstick = cases.getFirst().median();
    out.println("| operation | ns CPU | to a bare continuation | million per CPU second |");
    out.println("|---|---|---|---|");
    for (Case each : cases) {
      out.printf(
          Locale.ROOT,
          "| %s | %.0f | %.2f | %.1f |%n",
          each.name,
          each.median(),
          each.median() / yardstick,
          1000 / each.median());
    }
    double sleep = cases.getLast().median();
    out.printf(
        Locale.ROOT,
        "%nSleepers: %.0f simulated seconds per CPU second.%n",
        TICK / (sleep * SLEEPERS));
  }

  static void bare(int count) {
    ContinuationScope scope = new ContinuationScope("bench");
    Continuation continuation =
        new Continuation(
            scope,
            () -> {
              while (true) {
                var _ = Continuation.yield(scope);
              }
            });
    for (int i = 0; i < count; i++) {
      continuation.run();
    }
  }

  private static void context(TaskContexts kind, int count) {
    TaskContext[] self = new TaskContext[1];
    int[] left = {count};
    self[0] =
        kind.create(
            "bench",
            () -> {
              while (--left[0] > 0) {
                var _ = self[0].suspend();
              }
            },
            () -> {});
    while (self[0].resume() != TaskContext.Outcome.ENDED) {}
  }

  private static void simulate(Runnable firmware) {
    try (var simulation = Simulation.builder().build()) {
      Board board = simulation.board(BoardConfig.defaults());
      board.boot(firmware::run);
      RunResult result = simulation.run();
      if (result.end() != RunResult.End.DONE) {
        throw new IllegalStateException(result.toString());
      }
    }
  }

  private static Kernel kernel() {
    return Chip.current().kernel();
  }

  static void yields(int count) {
    simulate(() -> {
      for (int task = 0; task < 2; task++) {
        var _ =
            kernel()
                .spawn(
                    "yielder",
                    1,
                    2048,
                    () -> {
                      Kernel kernel = kernel();
                      for (int i = 0; i < count / 2; i++) {
                        kernel.call();
                        kernel.yield();
                      }
                    });
      }
    });
  }

  static void wakes(int count) {
    simulate(() -> {
      Kernel kernel = kernel();
      WaitList gate = kernel.waitList("gate", "");
      var _ =
          kernel.spawn(
              "waiter",
              5,
              2048,
              () -> {
                for (int i = 0; i < count / 2; i++) {
                  kernel.call();
                  var _ = kernel.block(gate, Kernel.NEVER);
                }
              });
      kernel.reschedule();
      for (int i = 0; i < count / 2; i++) {
        kernel.call();
        var _ = kernel.wake(gate);
        kernel.reschedule();
      }
    });
  }

  static void calls(int count) {
    simulate(() -> {
      Kernel kernel = kernel();
      for (int i = 0; i < count; i++) {
        kernel.call();
      }
    });
  }

  static void queue(int count) {
    simulate(() -> {
      Queue<Integer> queue = Queue.create(32);
      var _ =
          Task.create(
              "receiver",
              4096,
              1,
              () -> {
                for (int i = 0; i < count; i++) {
                  var _ = queue.receive(Timeout.FOREVER);
                }
                Task.current().delete();
              });
      for (int i = 0; i < count; i++) {
        var _ = queue.send(i & 127, Timeout.FOREVER);
      }
    });
  }

  static void events(int count) {
    EventBase<Integer> base = EventBase.define("BENCH");
    simulate(() -> {
      int[] seen = {0};
      EventLoop loop = EventLoop.create(EventLoopArgs.withTask(32, "events", 1, 4096));
      loop.handlerRegister(base, 1, (arg, from, id, data) -> seen[0]++, null).orAbort();
      for (int i = 0; i < count; i++) {
        loop.post(base, 1, null, Timeout.FOREVER).orAbort();
      }
      while (seen[0] < count) {
        Task.delay(Timeout.ticks(1));
      }
    });
  }

  static void timers(int count) {
    int[] left = {count};
    simulate(() -> {
      EspTimer timer = EspTimer.create(EspTimerCreateArgs.of("bench", () -> left[0]--));
      timer.startPeriodic(1000).orAbort();
      while (left[0] > 0) {
        Task.delay(Timeout.ticks(100));
      }
      timer.stop().orAbort();
    });
  }

  static void sleepers(int count) {
    simulate(() -> {
      Kernel kernel = kernel();
      for (int task = 0; task < SLEEPERS; task++) {
        var _ =
            kernel.spawn(
                "sleeper",
                1,
                2048,
                () -> {
                  WaitList delay = kernel.waitList("delay", "");
                  for (int i = 0; i < count / SLEEPERS; i++) {
                    kernel.call();
                    long next = (kernel.now() / TICK + 1) * TICK;
                    var _ = kernel.block(delay, next);
                  }
                });
      }
    });
  }
}
