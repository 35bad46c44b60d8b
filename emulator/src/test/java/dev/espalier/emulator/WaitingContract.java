package dev.espalier.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.kernel.TaskContexts;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.WaitList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Waiting, waking, deadlines and alarms. */
abstract class WaitingContract extends KernelFixture {
  WaitingContract(TaskContexts contexts) {
    super(contexts);
  }

  @Test
  void wakesByPriorityAndThenByArrival() {
    boot(() -> {
      WaitList gate = list("");
      for (String name : List.of("low1", "low2", "high")) {
        spawn(
            name,
            name.equals("high") ? 6 : 5,
            () -> {
              waitForEver(gate);
              say(name);
            });
      }
      assertEquals(3, gate.size());
      assertEquals("high", Objects.requireNonNull(gate.first()).name());
      for (int i = 0; i < 3; i++) {
        wakeOne(gate);
      }
      assertTrue(gate.isEmpty());
    });
    runToTheEnd();
    assertEquals(List.of("high", "low1", "low2"), log);
  }

  @Test
  void aWaitingTaskKeepsItsPlaceWhenItsPriorityChangesButLaterOnesGoByIt() {
    boot(() -> {
      WaitList gate = list("");
      spawn("first", 5, () -> waitForEver(gate));
      KernelTask second = spawn("second", 5, () -> waitForEver(gate));
      second.priority(7);
      assertEquals("first", Objects.requireNonNull(gate.first()).name());
      spawn(
          "third",
          6,
          () -> {
            waitForEver(gate);
            say("third");
          });
      assertEquals("third", Objects.requireNonNull(gate.first()).name());
      for (int i = 0; i < 3; i++) {
        wakeOne(gate);
      }
    });
    runToTheEnd();
    assertEquals(List.of("third"), log);
  }

  @Test
  void oneParticularTaskCanBeWoken() {
    boot(() -> {
      WaitList gate = list("");
      spawn("first", 5, () -> waitForEver(gate));
      KernelTask second =
          spawn(
              "second",
              5,
              () -> {
                waitForEver(gate);
                say("second");
              });
      assertTrue(kernel().wake(second));
      assertFalse(kernel().wake(second));
      kernel().reschedule();
      wakeOne(gate);
    });
    runToTheEnd();
    assertEquals(List.of("second"), log);
  }

  @Test
  void aWaitEndsAtItsDeadlineAndIdleTimeIsSkipped() {
    boot(() -> {
      sleepUntil(5 * SECOND);
      say("at " + kernel().now());
    });
    RunResult result = run();
    assertEquals(RunResult.End.DONE, result.end());
    assertEquals(5 * SECOND, result.nanos());
    assertEquals(List.of("at 5000000000"), log);
  }

  @Test
  void aDeadlineThatHasPassedReturnsWithoutASwitch() {
    boot(() -> {
      spawn("equal", 1, () -> say("equal"));
      assertFalse(kernel().block(list(""), kernel().now()));
      say("main");
    });
    runToTheEnd();
    assertEquals(List.of("main", "equal"), log);
  }

  @Test
  void aWakeBeforeTheDeadlineTakesTheDeadlineBack() {
    boot(() -> {
      WaitList gate = list("");
      spawn(
          "waiter",
          5,
          () -> {
            assertTrue(kernel().block(gate, SECOND));
            say("woken at " + kernel().now() / MILLI);
            assertFalse(kernel().block(gate, 3 * SECOND));
            say("timed out at " + kernel().now() / MILLI);
          });
      sleepUntil(500 * MILLI);
      wakeOne(gate);
    });
    runToTheEnd();
    assertEquals(List.of("woken at 500", "timed out at 3000"), log);
  }

  @Test
  void tickTimeoutsEndOnTicksAndExactOnesOffTheGrid() {
    boot(() -> {
      sleepUntil(13 * MILLI);
      assertEquals(20 * MILLI, kernel().deadline(Timeout.ticks(1)));
      assertEquals(30 * MILLI, kernel().deadline(Timeout.ticks(2)));
      assertEquals(13 * MILLI, kernel().deadline(Timeout.NONE));
      assertEquals(14_500_000, kernel().deadline(Timeout.exactMicros(1500)));
      assertEquals(Kernel.NEVER, kernel().deadline(Timeout.FOREVER));
    });
    runToTheEnd();
  }

  @Test
  void timeoutsOfOneTickEndInTheOrderTheyBegan() {
    boot(() -> {
      for (int i = 0; i < 20; i++) {
        String name = "t" + i;
        spawn(
            name,
            5,
            () -> {
              sleepUntil(10 * MILLI);
              say(name);
            });
      }
    });
    runToTheEnd();
    assertEquals(20, log.size());
    for (int i = 0; i < 20; i++) {
      assertEquals("t" + i, log.get(i));
    }
  }

  @Test
  void alarmsFireByTimeAndThenBySetting() {
    boot(() -> {
      for (int i = 0; i < 5; i++) {
        String name = "alarm" + i;
        Alarm alarm = kernel().alarm(() -> say(name + " " + kernel().now() / MILLI));
        alarm.set((i % 2 == 0 ? 2 : 1) * MILLI);
      }
    });
    runToTheEnd();
    assertEquals(List.of("alarm1 1", "alarm3 1", "alarm0 2", "alarm2 2", "alarm4 2"), log);
  }

  @Test
  void anAlarmCanBeMovedTakenBackAndSetAgainWhileItFires() {
    boot(() -> {
      Alarm[] periodic = new Alarm[1];
      periodic[0] =
          kernel()
              .alarm(() -> {
                assertFalse(periodic[0].isSet());
                say("tick " + kernel().now() / MILLI);
                if (kernel().now() < 3 * MILLI) {
                  periodic[0].set(kernel().now() + MILLI);
                }
              });
      periodic[0].set(MILLI);
      assertTrue(periodic[0].isSet());
      Alarm moved = kernel().alarm(() -> say("moved " + kernel().now() / MILLI));
      moved.set(MILLI);
      moved.set(5 * MILLI);
      Alarm taken = kernel().alarm(() -> say("never"));
      taken.set(2 * MILLI);
      taken.cancel();
      assertFalse(taken.isSet());
      taken.cancel();
    });
    runToTheEnd();
    assertEquals(List.of("tick 1", "tick 2", "tick 3", "moved 5"), log);
  }

  @Test
  void alarmsOfAShorterTimeThanTheOneInHandComeFirst() {
    boot(() -> {
      kernel().alarm(() -> say("far")).set(10 * MILLI);
      kernel()
          .alarm(() -> {
            say("near");
            kernel().alarm(() -> say("nearer than far")).set(2 * MILLI);
          })
          .set(MILLI);
    });
    runToTheEnd();
    assertEquals(List.of("near", "nearer than far", "far"), log);
  }

  @Test
  void offloadedWorkBlocksItsTaskAloneAndTimeWaitsForIt() {
    boot(() -> {
      spawn(
          "worker",
          5,
          () -> {
            try {
              Thread task = Thread.currentThread();
              String result = Board.offload("a look at the world", () -> other(task) + " thread");
              say(result + " at " + kernel().now());
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
      say("main");
      sleepUntil(SECOND);
    });
    runToTheEnd();
    assertEquals(List.of("main", "another thread at 1000"), log);
  }

  private static String other(Thread task) {
    return Thread.currentThread().equals(task) ? "the same" : "another";
  }

  @Test
  void offloadThrowsWhatTheWorkThrew() {
    boot(() -> {
      try {
        String never =
            Board.offload(
                "bad luck",
                () -> {
                  throw new java.io.IOException("cable");
                });
        say(never);
      } catch (Exception e) {
        say(e.toString());
      }
    });
    runToTheEnd();
    assertEquals(List.of("java.io.IOException: cable"), log);
  }
}
