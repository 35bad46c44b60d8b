package dev.espalier.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.kernel.TaskContexts;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.WaitList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tasks may rely on, whatever their stacks are made of. */
abstract class KernelContract {
  private final TaskContexts contexts;
  final List<String> log = new ArrayList<>();
  Simulation simulation;
  Board board;

  KernelContract(TaskContexts contexts) {
    this.contexts = contexts;
  }

  @BeforeEach
  void powerOn() {
    simulation = Simulation.builder().contexts(contexts).build();
    board = simulation.board(BoardConfig.defaults());
  }

  @AfterEach
  void nothingIsLeftOver() {
    simulation.close();
    assertEquals("", simulation.describeTasks());
  }

  static Kernel kernel() {
    return Chip.current().kernel();
  }

  void boot(Runnable main) {
    board.boot(main::run);
  }

  RunResult run() {
    return simulation.run();
  }

  KernelTask spawn(String name, int priority, Runnable body) {
    KernelTask task = kernel().spawn(name, priority, 2048, body);
    kernel().reschedule();
    return task;
  }

  static void sleepUntil(long nanos) {
    boolean woken = kernel().block(kernel().waitList("delay", ""), nanos);
    assertEquals(false, woken);
  }

  void say(String what) {
    log.add(what);
  }

  @Test
  void higherPriorityRunsAtOnceAndLowerWaits() {
    boot(() -> {
      say("main");
      spawn("high", 5, () -> say("high"));
      say("main again");
      spawn("low", 0, () -> say("low"));
      say("main ends");
    });
    assertEquals(RunResult.End.DONE, run().end());
    assertEquals(List.of("main", "high", "main again", "main ends", "low"), log);
  }

  @Test
  void equalsRunInOrderOfReadinessAndTakeTurnsAtYields() {
    boot(() -> {
      for (String name : List.of("a", "b", "c")) {
        spawn(
            name,
            1,
            () -> {
              say(name + "1");
              kernel().yield();
              say(name + "2");
            });
      }
    });
    assertEquals(RunResult.End.DONE, run().end());
    assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "c2"), log);
  }

  @Test
  void wakesByPriorityAndThenByArrival() {
    boot(() -> {
      WaitList list = kernel().waitList("gate", "");
      for (String name : List.of("low1", "low2", "high")) {
        spawn(
            name,
            name.equals("high") ? 6 : 5,
            () -> {
              assertTrue(kernel().block(list, Kernel.NEVER));
              say(name);
            });
      }
      assertEquals(3, list.size());
      for (int i = 0; i < 3; i++) {
        say("wake " + Objects.requireNonNull(kernel().wake(list)).name());
        kernel().reschedule();
      }
    });
    assertEquals(RunResult.End.DONE, run().end());
    assertEquals(List.of("wake high", "high", "wake low1", "low1", "wake low2", "low2"), log);
  }

  @Test
  void aWaitEndsAtItsDeadlineAndTimeJumps() {
    boot(() -> {
      sleepUntil(5_000_000_000L);
      say("at " + kernel().now());
    });
    RunResult result = run();
    assertEquals(RunResult.End.DONE, result.end());
    assertEquals(5_000_000_000L, result.nanos());
    assertEquals(List.of("at 5000000000"), log);
  }

  @Test
  void aSpinningTaskLetsAlarmsInAndSharesItsSlice() {
    boot(() -> {
      boolean[] done = {false};
      kernel().alarm(() -> done[0] = true).set(25_000_000);
      spawn(
          "other",
          1,
          () -> {
            while (!done[0]) {
              kernel().call();
            }
            say("other saw it");
          });
      while (!done[0]) {
        kernel().call();
      }
      say("main saw it");
    });
    assertEquals(RunResult.End.DONE, run().end());
    assertEquals(2, log.size());
  }

  @Test
  void deletedTasksUnwindTheirFrames() {
    boot(() -> {
      KernelTask victim =
          spawn(
              "victim",
              5,
              () -> {
                try {
                  assertTrue(kernel().block(kernel().waitList("nothing", ""), Kernel.NEVER));
                  say("never");
                } finally {
                  kernel().call();
                  say("unwound");
                }
              });
      victim.delete();
      kernel().reschedule();
      say("deleted " + victim.state());
    });
    assertEquals(RunResult.End.DONE, run().end());
    assertEquals(List.of("unwound", "deleted DELETED"), log);
  }

  @Test
  void aTaskThatDeletesItselfGoesNoFurther() {
    boot(() -> {
      try {
        Objects.requireNonNull(kernel().current()).delete();
      } finally {
        say("finally");
      }
      say("never");
    });
    assertEquals(RunResult.End.DONE, run().end());
    assertEquals(List.of("finally"), log);
  }

  @Test
  void tasksThatNothingCanWakeAreReportedByName() {
    boot(() -> assertTrue(kernel().block(kernel().waitList("queue", "orders"), Kernel.NEVER)));
    RunResult result = run();
    assertEquals(RunResult.End.DEADLOCK, result.end());
    assertTrue(result.report().contains("esp32/main"), result.report());
    assertTrue(result.report().contains("queue \"orders\""), result.report());
  }

  @Test
  void anExceptionIsAPanicAndEndsTheRun() {
    boot(() -> {
      throw new IllegalStateException("no more coffee");
    });
    RunResult result = run();
    assertEquals(RunResult.End.PANIC, result.end());
    assertTrue(board.output().contains("Guru Meditation Error"), board.output());
    assertTrue(board.output().contains("no more coffee"), board.output());
  }

  @Test
  void aBlockingCallInAStaticInitialiserIsAPanicThatNamesTheClass() {
    boot(() -> say("x" + Eager.VALUE));
    RunResult result = run();
    assertEquals(RunResult.End.PANIC, result.end());
    assertTrue(
        result.report().contains("static initialiser of " + Eager.class.getName()),
        result.report());
  }

  /** A class that may not do what it does. */
  static final class Eager {
    static final int VALUE = wait(1);

    static int wait(int value) {
      sleepUntil(kernel().now() + 1000);
      return value;
    }
  }
}
