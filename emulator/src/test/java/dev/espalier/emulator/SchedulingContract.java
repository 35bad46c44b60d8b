package dev.espalier.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.kernel.TaskContexts;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.KernelTask.State;
import dev.espalier.hal.port.WaitList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who runs when: FreeRTOS's rules. */
abstract class SchedulingContract extends KernelFixture {
  SchedulingContract(TaskContexts contexts) {
    super(contexts);
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
    runToTheEnd();
    assertEquals(List.of("main", "high", "main again", "main ends", "low"), log);
  }

  @Test
  void aReadiedTaskRunsAtTheEndOfTheHalCallNotBefore() {
    boot(() -> {
      WaitList gate = list("");
      spawn(
          "high",
          5,
          () -> {
            waitForEver(gate);
            say("high");
          });
      ready(gate);
      say("still main");
      kernel().reschedule();
      say("main again");
    });
    runToTheEnd();
    assertEquals(List.of("still main", "high", "main again"), log);
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
    runToTheEnd();
    assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "c2"), log);
  }

  @Test
  void aPreemptedTaskGoesOnBeforeItsEquals() {
    boot(() -> {
      WaitList gate = list("");
      spawn("high", 5, () -> waitForEver(gate));
      spawn("equal", 1, () -> say("equal"));
      wakeOne(gate);
      say("main");
    });
    runToTheEnd();
    assertEquals(List.of("main", "equal"), log);
  }

  @Test
  void equalsShareTheCpuByTicks() {
    boot(() -> {
      spawn("other", 1, () -> spinUntil(30 * MILLI));
      spinUntil(30 * MILLI);
    });
    runToTheEnd();
    assertEquals(List.of("main 20", "other 30", "main 30"), log);
  }

  /** Calls the HAL until a time, and notes when it finds itself in another tick. */
  private void spinUntil(long end) {
    long last = kernel().now();
    while (kernel().now() < end) {
      kernel().call();
      if (kernel().now() / (10 * MILLI) != last / (10 * MILLI)) {
        say(me().name() + " " + kernel().now() / MILLI);
      }
      last = kernel().now();
    }
  }

  @Test
  void aSpinningTaskLetsAlarmsIn() {
    boot(() -> {
      boolean[] rung = {false};
      kernel().alarm(() -> rung[0] = true).set(25 * MILLI);
      while (!rung[0]) {
        kernel().call();
      }
      say("at " + kernel().now());
    });
    runToTheEnd();
    assertEquals(List.of("at " + 25 * MILLI), log);
  }

  @Test
  void aHigherTaskThatAnInterruptReadiesPreemptsASpinningOne() {
    boot(() -> {
      WaitList gate = list("");
      spawn(
          "high",
          5,
          () -> {
            waitForEver(gate);
            say("high at " + kernel().now());
          });
      kernel().alarm(() -> ready(gate)).set(3 * MILLI);
      while (kernel().now() < 5 * MILLI) {
        kernel().call();
      }
      say("main");
    });
    runToTheEnd();
    assertEquals(List.of("high at " + 3 * MILLI, "main"), log);
  }

  @Test
  void interruptsHaveNoTaskAndNoSwitch() {
    boot(() -> {
      WaitList gate = list("");
      spawn(
          "high",
          5,
          () -> {
            waitForEver(gate);
            say("high");
          });
      kernel()
          .alarm(() -> {
            assertNull(kernel().current());
            ready(gate);
            kernel().reschedule();
            kernel().call();
            say("interrupt");
          })
          .set(MILLI);
      sleepUntil(2 * MILLI);
    });
    runToTheEnd();
    assertEquals(List.of("interrupt", "high"), log);
  }

  @Test
  void raisingThePriorityOfAReadyTaskLetsItRun() {
    boot(() -> {
      KernelTask other = spawn("other", 0, () -> say("other"));
      other.priority(7);
      kernel().reschedule();
      say("main");
    });
    runToTheEnd();
    assertEquals(List.of("other", "main"), log);
  }

  @Test
  void loweringOnesOwnPriorityLetsOthersRun() {
    boot(() -> {
      me().priority(10);
      spawn("other", 5, () -> say("other"));
      say("main");
      me().priority(1);
      kernel().reschedule();
      say("main again");
    });
    runToTheEnd();
    assertEquals(List.of("main", "other", "main again"), log);
  }

  @Test
  void suspendedSwitchingKeepsTheTaskRunningAndNests() {
    boot(() -> {
      kernel().suspendSwitching();
      kernel().suspendSwitching();
      spawn("high", 5, () -> say("high"));
      kernel().yield();
      for (int i = 0; i < 20_000; i++) {
        kernel().call();
      }
      say("main");
      assertFalse(kernel().resumeSwitching());
      say("still main");
      assertTrue(kernel().resumeSwitching());
      say("main again");
    });
    runToTheEnd();
    assertEquals(List.of("main", "still main", "high", "main again"), log);
  }

  @Test
  void waitingWhileSwitchingIsSuspendedIsAPanic() {
    boot(() -> {
      kernel().suspendSwitching();
      sleep(MILLI);
    });
    RunResult result = run();
    assertEquals(RunResult.End.PANIC, result.end());
    assertTrue(result.report().contains("scheduler is suspended"), result.report());
  }

  @Test
  void aSuspendedTaskDoesNotRunUntilItIsResumed() {
    boot(() -> {
      KernelTask other =
          spawn(
              "other",
              5,
              () -> {
                me().suspend();
                say("resumed");
              });
      assertEquals(State.SUSPENDED, other.state());
      say("main");
      other.resume();
      kernel().reschedule();
      say("main again");
    });
    runToTheEnd();
    assertEquals(List.of("main", "resumed", "main again"), log);
  }

  @Test
  void suspensionEndsAWaitAsIfItsTimeWereOver() {
    boot(() -> {
      WaitList gate = list("");
      KernelTask other =
          spawn("other", 5, () -> say("woken: " + kernel().block(gate, Kernel.NEVER)));
      other.suspend();
      assertTrue(gate.isEmpty());
      other.resume();
      kernel().reschedule();
    });
    runToTheEnd();
    assertEquals(List.of("woken: false"), log);
  }

  @Test
  void cpuTimeIsChargedToTheTaskThatCalls() {
    boot(() -> {
      KernelTask busy =
          spawn(
              "busy",
              5,
              () -> {
                for (int i = 0; i < 500; i++) {
                  kernel().call();
                }
                me().suspend();
              });
      assertEquals(500_000, busy.cpuNanos());
      assertEquals(0, me().cpuNanos());
      kernel().call();
      assertEquals(1000, me().cpuNanos());
      busy.delete();
    });
    runToTheEnd();
  }

  @Test
  void freeHalCallsStillLetTimersAndEqualsIn() {
    use(Simulation.builder(), BoardConfig.defaults().withCallNanos(0));
    boot(() -> {
      boolean[] done = {false};
      spawn("other", 1, () -> done[0] = true);
      while (!done[0]) {
        kernel().call();
        kernel().yield();
      }
      say("at " + kernel().now());
    });
    runToTheEnd();
    assertEquals(List.of("at 0"), log);
  }
}
