package dev.espalier.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.kernel.TaskContexts;
import dev.espalier.firmware.BadHabits;
import dev.espalier.firmware.NativeCallback;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.ResetReason;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What happens when firmware does wrong: panics, resets, reports. */
abstract class FailureContract extends KernelFixture {
  private static final BoardLocal<int[]> COUNTER = BoardLocal.of(() -> new int[1]);

  FailureContract(TaskContexts contexts) {
    super(contexts);
  }

  private static void assertContains(String part, String text) {
    assertTrue(text.contains(part), () -> "\"" + part + "\" is not in: " + text);
  }

  @Test
  void anExceptionIsAPanicThatShowsTheFirmwaresFrames() {
    boot(() -> spawn("brewer", 5, BadHabits::fail));
    RunResult result = run();
    assertEquals(RunResult.End.PANIC, result.end());
    String output = board.output();
    assertContains("Guru Meditation Error: Core  0 panic'ed (IllegalStateException)", output);
    assertContains("no more coffee", output);
    assertContains("Task: brewer", output);
    assertContains("BadHabits.fail", output);
    assertFalse(output.contains("dev.espalier.emulator.kernel"), output);
    RunResult.Panic panic = result.panic();
    assertNotNull(panic);
    assertEquals("brewer", panic.task());
    assertEquals("no more coffee", panic.thrown().getMessage());
  }

  @Test
  void anAbortPrintsItsMessageAndSaysSo() {
    boot(() -> {
      throw EspAbort.called(
          "ESP_ERROR_CHECK failed: esp_err_t 0x101", 0x400d1234, ResetReason.ESP_RST_PANIC);
    });
    assertEquals(RunResult.End.PANIC, run().end());
    assertContains(
        "esp_err_t 0x101\n\r\nabort() was called at PC 0x400d1234 on core 0\r\n", board.output());
  }

  @Test
  void aPanicInAnInterruptIsThePanicOfTheBoard() {
    boot(() ->
        kernel()
            .alarm(() -> {
              throw new IllegalStateException("in the interrupt");
            })
            .set(MILLI));
    RunResult result = run();
    assertEquals(RunResult.End.PANIC, result.end());
    assertContains("in the interrupt", result.report());
  }

  @Test
  void waitingInAnInterruptIsAPanic() {
    boot(() -> kernel().alarm(() -> waitForEver(list(""))).set(MILLI));
    RunResult result = run();
    assertEquals(RunResult.End.PANIC, result.end());
    assertContains("an interrupt of board esp32 may not wait", result.report());
  }

  @Test
  void aPanicRebootsWhereThatIsAllowedAndRamIsNew() {
    use(Simulation.builder(), BoardConfig.defaults().withPanicsMax(2));
    boot(() -> {
      COUNTER.get()[0]++;
      say(Chip.current().resetReason() + " " + COUNTER.get()[0] + " " + kernel().now());
      sleep(SECOND);
      throw new IllegalStateException("again");
    });
    assertEquals(RunResult.End.PANIC, run().end());
    assertEquals(List.of("ESP_RST_POWERON 1 0", "ESP_RST_PANIC 1 0", "ESP_RST_PANIC 1 0"), log);
    assertEquals(3, board.boots());
    assertFalse(board.isOn());
  }

  @Test
  void flashOutlivesARestart() {
    boot(() -> {
      try {
        Chip chip = Chip.current();
        byte[] before = chip.flash().read("nvs");
        say(chip.resetReason() + (before == null ? " empty" : " " + before[0]));
        if (before == null) {
          chip.flash().write("nvs", new byte[] {42});
          spawn("bystander", 5, () -> waitForEver(list("")));
          throw chip.reset(ResetReason.ESP_RST_SW);
        }
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
    });
    runToTheEnd();
    assertEquals(List.of("ESP_RST_POWERON empty", "ESP_RST_SW 42"), log);
  }

  @Test
  void endlessRestartsEndTheRun() {
    use(Simulation.builder(), BoardConfig.defaults().withRestartsMax(5));
    boot(() -> {
      throw Chip.current().reset(ResetReason.ESP_RST_SW);
    });
    RunResult result = run();
    assertEquals(RunResult.End.PANIC, result.end());
    assertContains("restarted 5 times", result.report());
    assertEquals(6, board.boots());
  }

  @Test
  void resetsByTheSameCauseAreALoopThatIsNamed() {
    use(
        Simulation.builder(),
        BoardConfig.defaults().withRebootLoop(new RebootLoop(3, 10 * SECOND)));
    boot(() -> {
      sleepUntil(kernel().now() + 4 * SECOND);
      throw BadHabits.restart();
    });
    RunResult result = run();
    assertEquals(RunResult.End.REBOOT_LOOP, result.end());
    assertContains(
        "board esp32 is in a reboot loop: 3 resets within 8.000 s, each by esp_restart (ESP_RST_SW)"
            + " in task main at dev.espalier.firmware.BadHabits.restart(BadHabits.java:",
        result.report());
    assertEquals(3, board.boots());
    assertFalse(board.isOn());
  }

  @Test
  void resetsThatAreFarApartOrHaveOtherCausesAreNoLoop() {
    use(Simulation.builder(), BoardConfig.defaults().withRebootLoop(new RebootLoop(3, 7 * SECOND)));
    int[] boots = new int[1];
    boot(() -> {
      int boot = ++boots[0];
      sleepUntil(kernel().now() + (boot < 5 ? 4 : 1) * SECOND);
      if (boot < 5 || boot % 2 == 0) {
        throw BadHabits.restart();
      } else if (boot < 12) {
        throw Chip.current().reset(ResetReason.ESP_RST_SW);
      }
    });
    runToTheEnd();
    assertEquals(13, board.boots());
  }

  @Test
  void panicsThatRebootAreALoopToo() {
    use(
        Simulation.builder(),
        BoardConfig.defaults()
            .withPanicsMax(Integer.MAX_VALUE)
            .withRebootLoop(new RebootLoop(4, SECOND)));
    boot(BadHabits::fail);
    RunResult result = run();
    assertEquals(RunResult.End.REBOOT_LOOP, result.end());
    assertContains(
        "4 resets within 0.000 s, each by a panic (ESP_RST_PANIC) in task main:"
            + " java.lang.IllegalStateException: no more coffee at",
        result.report());
    assertEquals(4, board.boots());
  }

  @Test
  void deadlockNamesTaskObjectTimeHolderAndOrigin() {
    boot(() -> {
      BadHabits.createAWaiter();
      sleepUntil(2 * SECOND);
      BadHabits.waitForOrders();
    });
    RunResult result = run();
    assertEquals(RunResult.End.DEADLOCK, result.end());
    assertContains("esp32/main (priority 1): waits for queue \"orders\"", result.report());
    assertContains("since 2.000000 s; created at (the system)", result.report());
    assertContains(
        "esp32/waiter (priority 5): waits for mutex \"bus\", held by task main", result.report());
    assertContains("created at dev.espalier.firmware.BadHabits.createAWaiter", result.report());
  }

  @Test
  void aLongWaitIsReportedOnceWhileOthersLive() {
    boot(() -> {
      BadHabits.createAWaiter();
      sleepUntil(59 * SECOND);
      say("warnings: " + simulation.warnings().size());
      sleepUntil(300 * SECOND);
    });
    assertEquals(RunResult.End.DEADLOCK, run().end());
    assertEquals(List.of("warnings: 0"), log);
    assertEquals(1, simulation.warnings().size());
    assertContains(
        "task waiter of board esp32 has waited without limit for 60.0 s",
        simulation.warnings().getFirst());
  }

  @Test
  void waitingInAStaticInitialiserIsAPanicThatNamesTheClass() {
    boot(() -> say("never " + BadHabits.waitInStaticInitialiser()));
    RunResult result = run();
    assertEquals(RunResult.End.PANIC, result.end());
    assertContains("task main waits for delay", result.report());
    assertContains(
        "inside the static initialiser of dev.espalier.firmware.BadHabits$Eager"
            + " (BadHabits.java:",
        result.report());
  }

  @Test
  void waitingBelowANativeFrameIsRefused() {
    boot(() -> say(NativeCallback.waitThere()));
    runToTheEnd();
    assertContains("task main waits for delay inside native code called by", log.getFirst());
    assertContains("NativeCallback.waitThere", log.getFirst());
  }

  @Test
  void aStaticInitialiserMayCallWithoutWaiting() {
    boot(() -> {
      kernel().alarm(() -> say("alarm")).set(MILLI);
      spawn("equal", 1, () -> say("equal"));
      say("value " + BadHabits.callInStaticInitialiser());
    });
    runToTheEnd();
    assertTrue(log.contains("value 2"));
  }

  @Test
  void aThreadThatIsNoTaskIsNamed() {
    AtomicReference<Kernel> leaked = new AtomicReference<>();
    boot(() -> {
      leaked.set(kernel());
      Thread stranger =
          Thread.ofPlatform()
              .name("coffee-timer")
              .unstarted(() -> {
                try {
                  leaked.get().call();
                } catch (IllegalStateException e) {
                  say(String.valueOf(e.getMessage()));
                }
                try {
                  kernel().call();
                } catch (IllegalStateException e) {
                  say(String.valueOf(e.getMessage()));
                }
              });
      stranger.start();
      try {
        Board.offload("join", () -> stranger.join(java.time.Duration.ofSeconds(10)));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    runToTheEnd();
    assertEquals(2, log.size());
    assertContains("thread \"coffee-timer\" is no task of board esp32", log.get(0));
    assertContains("thread \"coffee-timer\" is no task of a board", log.get(1));
  }
}
