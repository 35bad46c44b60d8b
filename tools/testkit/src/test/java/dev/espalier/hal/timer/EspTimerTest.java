package dev.espalier.hal.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EspTimerTest {
  private final NotingBoard board = new NotingBoard();

  @Test
  void firesOnceOffTheTickGridInItsTask() {
    List<String> notes =
        board.play(b -> {
          EspTimer timer = timer("t", () -> b.note(now() + "@" + Task.current().getName()));
          timer.startOnce(12_345).orAbort();
          assertTrue(timer.isActive());
          assertEquals(EspErr.ESP_ERR_INVALID_STATE, timer.startOnce(1));
          assertEquals(EspErr.ESP_ERR_INVALID_STATE, timer.delete());
          Task.delay(Timeout.ticks(5));
          assertFalse(timer.isActive());
          assertEquals(EspErr.ESP_ERR_INVALID_STATE, timer.stop());
          timer.startOnce(100).orAbort();
        });
    assertEquals(List.of("12345@esp_timer", "50100@esp_timer"), notes);
  }

  @Test
  void repeatsWithoutDrift() {
    List<String> notes =
        board.play(b -> {
          EspTimer timer =
              timer(
                  "t",
                  () -> {
                    b.note("" + now());
                    Task.delay(Timeout.exactMicros(700));
                  });
          timer.startPeriodic(1_000).orAbort();
          Task.delay(Timeout.exactMicros(3_500));
          timer.stop().orAbort();
        });
    assertEquals(List.of("1000", "2000", "3000"), notes);
  }

  @Test
  void catchesUpWhenLateUnlessToldToSkip() {
    List<Long> all = new ArrayList<>();
    List<Long> skipping = new ArrayList<>();
    board.play(_ -> {
      EspTimer blocker = timer("blocker", () -> Task.delay(Timeout.exactMicros(3_500)));
      EspTimer late = timer("late", () -> all.add(now()));
      EspTimer skips =
          EspTimer.create(
              new EspTimerCreateArgs(
                  () -> skipping.add(now()), "skips", EspTimerDispatch.ESP_TIMER_TASK, true));
      blocker.startOnce(500).orAbort();
      late.startPeriodic(1_000).orAbort();
      skips.startPeriodic(1_000).orAbort();
      Task.delay(Timeout.exactMicros(5_500));
      late.stop().orAbort();
      skips.stop().orAbort();
    });
    assertEquals(List.of(4_000L, 4_000L, 4_000L, 4_000L, 5_000L), all);
    assertEquals(List.of(4_000L, 5_000L), skipping);
  }

  @Test
  void raisesShortPeriodsToFiftyMicros() {
    List<String> notes =
        board.play(b -> {
          EspTimer timer = timer("t", () -> b.note("" + now()));
          timer.startPeriodic(1).orAbort();
          Task.delay(Timeout.exactMicros(120));
          timer.stop().orAbort();
        });
    assertEquals(List.of("50", "100"), notes);
  }

  @Test
  void firesInOrderOfTimeThenOfStart() {
    List<String> notes =
        board.play(b -> {
          timer("c", () -> b.note("c")).startOnce(300).orAbort();
          timer("a", () -> b.note("a")).startOnce(100).orAbort();
          timer("d", () -> b.note("d")).startOnce(300).orAbort();
          timer("b", () -> b.note("b")).startOnce(200).orAbort();
          assertEquals(100, EspTimer.getNextAlarm());
        });
    assertEquals(List.of("a", "b", "c", "d"), notes);
  }

  @Test
  void isFreedByDeleteAndStopsFirmwareThatUsesItThen() {
    String message =
        board.panic(_ -> {
          EspTimer timer = timer("t", () -> {});
          timer.delete().orAbort();
          Task.delay(Timeout.ticks(1));
          timer.startOnce(1).orAbort();
        });
    assertEquals(
        "use after free: esp_timer_start uses a timer, freed by esp_timer_delete", message);
  }

  @Test
  void refusesInterruptDispatchUnlessConfigured() {
    EspTimerCreateArgs args =
        new EspTimerCreateArgs(() -> {}, null, EspTimerDispatch.ESP_TIMER_ISR, false);
    board.play(_ -> {
      EspException refused = assertThrows(EspException.class, () -> EspTimer.create(args));
      assertEquals(EspErr.ESP_ERR_INVALID_ARG, refused.code());
      refused = assertThrows(EspException.class, () -> EspTimer.create(null));
      assertEquals(EspErr.ESP_ERR_INVALID_ARG, refused.code());
    });
  }

  @Test
  void dispatchesInTheInterruptWhenConfigured() {
    List<String> notes =
        board
            .with("CONFIG_ESP_TIMER_SUPPORTS_ISR_DISPATCH_METHOD=y")
            .play(b -> {
              EspTimer isr =
                  EspTimer.create(
                      new EspTimerCreateArgs(
                          () -> {
                            EspTimer.isrDispatchNeedYield();
                            b.note("isr " + now());
                          },
                          null,
                          EspTimerDispatch.ESP_TIMER_ISR,
                          false));
              isr.startOnce(1_000).orAbort();
              timer("task", () -> b.note("task " + now())).startOnce(1_000).orAbort();
            });
    assertEquals(List.of("isr 1000", "task 1002"), notes);
  }

  @Test
  void writesATableOfRunningTimers() {
    List<String> notes =
        board.play(b -> {
          EspTimer timer = timer("t", () -> {});
          timer.startPeriodic(500).orAbort();
          EspTimer.dump(b::note).orAbort();
          timer.stop().orAbort();
        });
    assertEquals(
        """
        Timer stats:
        Name                  Period      Alarm      \s
        timer@0x3ffb8000      500         500        \s
        """,
        notes.getFirst());
  }

  @Test
  void writesCountsWhenProfiling() {
    List<String> notes =
        board
            .with("CONFIG_ESP_TIMER_PROFILING=y")
            .play(b -> {
              EspTimer timer = timer("blink", () -> Task.delay(Timeout.exactMicros(20)));
              timer.startPeriodic(500).orAbort();
              Task.delay(Timeout.exactMicros(1_200));
              timer.stop().orAbort();
              EspTimer.dump(b::note).orAbort();
            });
    String[] lines = notes.getFirst().split("\n");
    assertEquals(
        "Name                  Period      Alarm         Times_armed   Times_trigg   Times_skip   "
            + " Cb_exec_time",
        lines[1]);
    assertEquals(
        "blink                 0           0             1             2             0            "
            + " 40          ",
        lines[2]);
  }

  @Test
  void isInitializedOnceAndDeinitializedWithoutRunningTimers() {
    board.play(_ -> {
      assertEquals(EspErr.ESP_ERR_INVALID_STATE, EspTimer.init());
      EspTimer timer = timer("t", () -> {});
      timer.startOnce(100).orAbort();
      assertEquals(EspErr.ESP_ERR_INVALID_STATE, EspTimer.deinit());
      timer.stop().orAbort();
      EspTimer.deinit().orAbort();
      assertEquals(EspErr.ESP_ERR_INVALID_STATE, EspTimer.deinit());
      assertEquals(EspErr.ESP_ERR_INVALID_STATE, timer.startOnce(100));
      assertThrows(EspException.class, () -> timer("u", () -> {}));
      EspTimer.init().orAbort();
      timer.startOnce(100).orAbort();
    });
  }

  private static EspTimer timer(String name, Runnable callback) {
    return EspTimer.create(EspTimerCreateArgs.of(name, callback));
  }

  private static long now() {
    return EspTimer.getTime();
  }
}
