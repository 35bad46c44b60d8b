package dev.espalier.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.kernel.IoWaiter;
import dev.espalier.emulator.kernel.TaskContexts;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.WaitList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs, clocks, seeds, and several boards. */
final class SimulationTest extends KernelFixture {
  SimulationTest() {
    super(TaskContexts.best());
  }

  /** Three tasks that draw, wait and wake one another for a while. */
  private void busyFirmware() {
    WaitList gate = list("");
    for (int i = 0; i < 3; i++) {
      spawn(
          "t" + i,
          3 + i % 2,
          () -> {
            for (int round = 0; round < 20; round++) {
              sleep(1 + (Chip.current().random() >>> 12));
              if (!gate.isEmpty()) {
                ready(gate);
              }
              var _ = kernel().block(gate, kernel().now() + MILLI);
            }
          });
    }
  }

  private List<String> traceOf(long seed, TaskContexts how) {
    List<String> trace = new ArrayList<>();
    try (var replayed =
        Simulation.builder()
            .seed(seed)
            .contexts(how)
            .trace((nanos, number, what) -> trace.add(nanos + " " + number + " " + what))
            .build()) {
      replayed.board(BoardConfig.defaults()).boot(this::busyFirmware);
      assertEquals(RunResult.End.DONE, replayed.run().end());
      trace.add(Long.toHexString(replayed.digest()));
    }
    return trace;
  }

  @ParameterizedTest
  @EnumSource
  void oneSeedGivesOneRunWhateverTheContexts(TaskContexts how) {
    List<String> first = traceOf(7, TaskContexts.best());
    assertTrue(first.size() > 100);
    assertEquals(first, traceOf(7, how));
    assertNotEquals(first.getLast(), traceOf(8, how).getLast());
  }

  @Test
  void exploringSchedulesVariesWithTheSeedAndReplaysWithIt() {
    Set<List<String>> orders = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      List<String> order = orderOfEquals(seed);
      assertEquals(order, orderOfEquals(seed));
      orders.add(order);
    }
    assertTrue(orders.size() > 3, orders::toString);
  }

  private List<String> orderOfEquals(long seed) {
    List<String> order = new ArrayList<>();
    try (var explored =
        Simulation.builder().schedule(SchedulePolicy.explore(seed)).contexts(contexts).build()) {
      explored
          .board(BoardConfig.defaults())
          .boot(() -> {
            for (String name : List.of("a", "b", "c")) {
              spawn(
                  name,
                  1,
                  () -> {
                    for (int i = 0; i < 30; i++) {
                      kernel().call();
                    }
                    order.add(name);
                  });
            }
          });
      assertEquals(RunResult.End.DONE, explored.run().end());
    }
    return order;
  }

  @Test
  void aThousandSleepersWakeInOrderForAHundredSeconds() {
    int tasks = 1000;
    int rounds = 10_000;
    int[] next = {0};
    int[] outOfOrder = {0};
    boot(() -> {
      me().priority(2);
      for (int i = 0; i < tasks; i++) {
        int number = i;
        spawn(
            "sleeper" + i,
            1,
            () -> {
              WaitList delay = kernel().waitList("delay", "");
              for (long round = 1; round <= rounds; round++) {
                var _ = kernel().block(delay, round * 10 * MILLI);
                if (next[0] != number) {
                  outOfOrder[0]++;
                }
                next[0] = number + 1 == tasks ? 0 : number + 1;
              }
            });
      }
    });
    RunResult result = run();
    assertEquals(RunResult.End.DONE, result.end());
    assertEquals(100 * SECOND, result.nanos());
    assertEquals(0, outOfOrder[0]);
  }

  @Test
  void boardsDoNotTakeCpuTimeFromEachOther() {
    Board other = simulation.board(BoardConfig.defaults());
    for (Board each : List.of(board, other)) {
      each.boot(() -> {
        for (int i = 0; i < 10_000; i++) {
          kernel().call();
        }
        say(each.name() + " took " + kernel().now());
      });
    }
    runToTheEnd();
    assertEquals(List.of("esp32 took 10000000", "esp32-1 took 10000000"), log);
  }

  @Test
  void boardsRunInTheOrderOfTheirClocks() {
    Board other = simulation.board(BoardConfig.defaults());
    board.boot(() -> sayAt(1, 3, 5));
    other.boot(() -> sayAt(2, 4));
    runToTheEnd();
    assertEquals(List.of("1", "2", "3", "4", "5"), log);
  }

  private void sayAt(int... millis) {
    for (int at : millis) {
      sleepUntil(at * MILLI);
      say(String.valueOf(at));
    }
  }

  @Test
  void runForStopsAtItsTimeAndGoesOnFromThere() {
    boot(() -> sayAt(10, 20, 30));
    assertEquals(RunResult.End.LIMIT, simulation.runFor(20 * MILLI - 1).end());
    assertEquals(List.of("10"), log);
    assertEquals(20 * MILLI - 1, simulation.now());
    assertEquals(RunResult.End.LIMIT, simulation.runFor(1).end());
    assertEquals(List.of("10", "20"), log);
    assertEquals(RunResult.End.LIMIT, simulation.runUntil(() -> true, SECOND).end());
    assertEquals(RunResult.End.DONE, simulation.runUntil(() -> log.size() == 3, SECOND).end());
    assertEquals(List.of("10", "20", "30"), log);
  }

  @Test
  void aBusyBoardStopsAtTheLimitToo() {
    boot(() -> {
      while (true) {
        kernel().call();
      }
    });
    assertEquals(RunResult.End.LIMIT, simulation.runFor(5 * MILLI).end());
    assertEquals(5 * MILLI, simulation.now());
  }

  @Test
  void whatIsPostedRunsAsAnInterruptOfItsBoard() {
    boot(() -> {
      WaitList button = list("button");
      board.post(() -> ready(button));
      waitForEver(button);
      say("pressed");
    });
    runToTheEnd();
    assertEquals(List.of("pressed"), log);
  }

  @Test
  void stopEndsTheRunOfABusyBoard() {
    boot(() -> {
      simulation.stop();
      while (true) {
        kernel().call();
      }
    });
    assertEquals(RunResult.End.STOPPED, run().end());
  }

  @Test
  void alarmsOfTheWorldPreventADeadlockButKeepNoBoardAlive() {
    boot(() -> {
      WaitList gate = list("");
      simulation.alarm(() -> board.post(() -> ready(gate))).set(SECOND);
      simulation.alarm(() -> say("never")).set(10 * SECOND);
      waitForEver(gate);
      say("at " + kernel().now());
    });
    runToTheEnd();
    assertEquals(List.of("at " + SECOND), log);
  }

  @Test
  void aVirtualThreadCannotDriveASimulation() throws InterruptedException {
    Thread driver = Thread.ofVirtual().name("driver").unstarted(() -> tell(this::run));
    driver.start();
    driver.join();
    assertTrue(log.getFirst().contains("not on virtual thread \"driver\""), log::toString);
  }

  private void tell(Runnable attempt) {
    try {
      attempt.run();
    } catch (IllegalStateException e) {
      say(String.valueOf(e.getMessage()));
    }
  }

  @Test
  void realSocketsNeedARealClock() {
    Simulation.Builder builder = Simulation.builder().network(new RealNetwork());
    for (ClockPolicy clock : List.of(ClockPolicy.virtual(), ClockPolicy.ratio(10))) {
      Exception refusal =
          assertThrows(IllegalArgumentException.class, () -> builder.clock(clock).build());
      assertTrue(String.valueOf(refusal.getMessage()).contains("--clock real"), clock::toString);
    }
    builder.clock(ClockPolicy.real()).build().close();
  }

  /** Says that it waits for the outside, and does nothing. */
  private static final class RealNetwork implements NetworkBackend {
    @Override
    public Network attach(Uplink uplink) {
      throw new AssertionError("no board boots here");
    }

    @Override
    public void detach(Network network) {}

    @Override
    public IoWaiter io() {
      return new IoWaiter() {
        @Override
        public void poll() {}

        @Override
        public void await(long nanosMax) {}

        @Override
        public void wakeup() {}

        @Override
        public boolean canStillHappen() {
          return false;
        }
      };
    }

    @Override
    public void close() {}
  }

  @Test
  void clocksAreReadFromWords() {
    for (String word : List.of("virtual", "real", "ratio:10")) {
      assertEquals(word, ClockPolicy.parse(word).toString());
    }
    for (String word : List.of("fast", "ratio:0", "ratio:", "ratio:-1")) {
      assertThrows(IllegalArgumentException.class, () -> ClockPolicy.parse(word), word);
    }
  }

  @Test
  void pacedClocksGiveTheSameRun() {
    List<String> virtual = traceOf(3, contexts);
    List<String> paced = new ArrayList<>();
    try (var slow =
        Simulation.builder()
            .seed(3)
            .clock(ClockPolicy.ratio(100))
            .trace((nanos, number, what) -> paced.add(nanos + " " + number + " " + what))
            .build()) {
      slow.board(BoardConfig.defaults()).boot(this::busyFirmware);
      assertEquals(RunResult.End.DONE, slow.run().end());
      paced.add(Long.toHexString(slow.digest()));
    }
    assertEquals(virtual, paced);
  }
}
