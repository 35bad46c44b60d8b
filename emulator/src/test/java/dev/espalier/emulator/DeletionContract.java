package dev.espalier.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.kernel.TaskContexts;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.port.KernelTask.State;
import dev.espalier.hal.port.WaitList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How tasks end. */
abstract class DeletionContract extends KernelFixture {
  DeletionContract(TaskContexts contexts) {
    super(contexts);
  }

  @Test
  void aBlockedTaskUnwindsItsFramesAndLeavesItsList() {
    boot(() -> {
      WaitList gate = list("");
      KernelTask victim =
          spawn(
              "victim",
              5,
              () -> {
                try {
                  waitForEver(gate);
                  say("never");
                } finally {
                  say("unwound");
                }
              });
      victim.delete();
      assertTrue(gate.isEmpty());
      kernel().reschedule();
      assertEquals(State.DELETED, victim.state());
      assertFalse(kernel().tasks().contains(victim));
      say("main");
    });
    runToTheEnd();
    assertEquals(List.of("unwound", "main"), log);
  }

  @Test
  void halCallsWhileUnwindingDoNotBlock() {
    boot(() -> {
      KernelTask victim =
          spawn(
              "victim",
              5,
              () -> {
                try {
                  waitForEver(list("first"));
                } finally {
                  kernel().call();
                  kernel().yield();
                  kernel().reschedule();
                  say("cleaning up");
                  waitForEver(list("second"));
                }
              });
      victim.delete();
      kernel().reschedule();
      say("main");
    });
    runToTheEnd();
    assertEquals(List.of("cleaning up", "main"), log);
  }

  @Test
  void aTaskThatDeletesItselfGoesNoFurther() {
    boot(() -> {
      try {
        me().delete();
        say("never");
      } finally {
        say("finally");
      }
    });
    runToTheEnd();
    assertEquals(List.of("finally"), log);
  }

  @Test
  void aTaskThatSwallowsItsDeletionEndsAtItsNextWait() {
    boot(() -> {
      KernelTask victim =
          spawn(
              "stubborn",
              5,
              () -> {
                try {
                  waitForEver(list(""));
                } catch (Error e) {
                  say("swallowed");
                }
                waitForEver(list(""));
                say("never");
              });
      victim.delete();
      kernel().reschedule();
    });
    runToTheEnd();
    assertEquals(List.of("swallowed"), log);
  }

  @Test
  void aTaskThatWillNotEndIsLeftBehind() {
    boot(() -> {
      spawn("other's victim", 5, DeletionContract::refuseToEnd).delete();
      kernel().reschedule();
      spawn(
          "its own victim",
          5,
          () -> {
            try {
              me().delete();
            } catch (Error e) {
              refuseToEnd();
            }
          });
      say("main");
    });
    runToTheEnd();
    assertEquals(List.of("main"), log);
    assertEquals(2, simulation.warnings().size());
    assertTrue(
        simulation.warnings().getFirst().contains("task other's victim"),
        simulation.warnings()::toString);
  }

  private static void refuseToEnd() {
    while (true) {
      try {
        waitForEver(list(""));
      } catch (Error e) {
        kernel().call();
      }
    }
  }

  @Test
  void aReadyTaskThatNeverRanLeavesNothingBehind() {
    boot(() -> {
      KernelTask victim = spawn("victim", 0, () -> say("never"));
      assertEquals(State.READY, victim.state());
      victim.delete();
      victim.delete();
      kernel().reschedule();
      assertEquals(1, kernel().tasks().size());
    });
    runToTheEnd();
    assertEquals(List.of(), log);
  }

  @Test
  void aSuspendedTaskCanBeDeleted() {
    boot(() -> {
      KernelTask victim =
          spawn(
              "victim",
              5,
              () -> {
                try {
                  me().suspend();
                } finally {
                  say("unwound");
                }
              });
      victim.delete();
      victim.resume();
      kernel().reschedule();
    });
    runToTheEnd();
    assertEquals(List.of("unwound"), log);
  }

  @Test
  void anInterruptCanDeleteTheTaskItInterrupts() {
    boot(() -> {
      KernelTask victim =
          spawn(
              "victim",
              1,
              () -> {
                try {
                  while (kernel().now() < SECOND) {
                    kernel().call();
                  }
                  say("never");
                } finally {
                  say("unwound at " + kernel().now() / MILLI);
                }
              });
      kernel().alarm(victim::delete).set(5 * MILLI);
    });
    runToTheEnd();
    assertEquals(List.of("unwound at 5"), log);
  }

  @Test
  void switchingTheBoardOffUnwindsEveryTask() {
    boot(() -> {
      spawn("other", 5, this::waitAndTell);
      waitAndTell();
    });
    RunResult result = simulation.runFor(SECOND);
    assertEquals(RunResult.End.DEADLOCK, result.end());
    board.powerOff();
    runToTheEnd();
    assertEquals(2, log.size());
    assertFalse(board.isOn());
  }

  private void waitAndTell() {
    try {
      waitForEver(list(""));
    } finally {
      say(me().name() + " unwound");
    }
  }

  @Test
  void serviceTasksKeepNoBoardAlive() {
    boot(() -> {
      WaitList work = list("work");
      KernelTask service =
          spawn(
              "service",
              5,
              () -> {
                while (kernel().block(work, Kernel.NEVER)) {
                  say("served");
                }
              });
      service.daemon();
      wakeOne(work);
    });
    runToTheEnd();
    assertEquals(List.of("served"), log);
  }
}
