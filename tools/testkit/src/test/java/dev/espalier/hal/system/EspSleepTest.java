package dev.espalier.hal.system;

import static dev.espalier.hal.NotingBoard.interruptIn;
import static dev.espalier.hal.NotingBoard.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.NotingBoard;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.BoardLocal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EspSleepTest {
  private static final RtcData<Integer> KEPT = RtcData.of(() -> 0);
  private static final BoardLocal<int[]> LOST = BoardLocal.of(() -> new int[1]);
  private static final long SECOND = 1_000_000_000L;

  private final List<String> notes = new ArrayList<>();

  private void wakeUp(Simulation simulation) {
    KEPT.set(KEPT.get() + 1);
    LOST.get()[0]++;
    notes.add(
        simulation.now() / SECOND
            + " s: "
            + EspSystem.resetReason()
            + " "
            + EspSleep.getWakeupCause()
            + " kept "
            + KEPT.get()
            + " lost "
            + LOST.get()[0]);
  }

  @Test
  void deepSleepKeepsRtcMemoryAndEndsInAReset() {
    try (Simulation simulation = Simulation.builder().build()) {
      Board board = simulation.board(BoardConfig.defaults());
      Firmware firmware =
          () -> {
            wakeUp(simulation);
            if (KEPT.get() < 3) {
              throw EspSleep.deepSleep(10_000_000);
            }
            if (EspSystem.resetReason() == ResetReason.ESP_RST_DEEPSLEEP) {
              throw EspSystem.restart();
            }
          };
      board.boot(firmware);
      assertEquals(RunResult.End.LIMIT, simulation.runFor(25 * SECOND).end());
      assertEquals(
          List.of(
              "0 s: ESP_RST_POWERON ESP_SLEEP_WAKEUP_UNDEFINED kept 1 lost 1",
              "10 s: ESP_RST_DEEPSLEEP ESP_SLEEP_WAKEUP_TIMER kept 2 lost 1",
              "20 s: ESP_RST_DEEPSLEEP ESP_SLEEP_WAKEUP_TIMER kept 3 lost 1",
              "20 s: ESP_RST_SW ESP_SLEEP_WAKEUP_UNDEFINED kept 1 lost 1"),
          notes);
    }
  }

  @Test
  void deepSleepWithoutTimerLastsUntilTheResetButton() {
    try (Simulation simulation = Simulation.builder().build()) {
      Board board = simulation.board(BoardConfig.defaults());
      board.boot(EspSleep::deepSleepStart);
      assertEquals(RunResult.End.DONE, simulation.run().end());
      assertEquals(1, board.boots());
    }
  }

  @Test
  void lightSleepStopsTasksAndInterrupts() {
    var board = new NotingBoard();
    List<String> heard =
        board.play(b -> {
          assertEquals(
              EspErr.ESP_ERR_INVALID_STATE,
              EspSleep.disableWakeupSource(WakeupCause.ESP_SLEEP_WAKEUP_TIMER));
          task(
              "other",
              5,
              () -> {
                Task.delay(Timeout.millis(100));
                b.noteTime("other");
              });
          interruptIn(50, () -> b.noteTime("interrupt"));
          EspSleep.enableTimerWakeup(2_000_000).orAbort();
          EspSleep.lightSleepStart().orAbort();
          b.noteTime("awake");
          assertEquals(WakeupCause.ESP_SLEEP_WAKEUP_TIMER, EspSleep.getWakeupCause());
        });
    assertEquals(List.of("2000 interrupt", "2000 other", "2000 awake"), heard);
  }

  @Test
  void aBrownOutResetsTheBoard() {
    try (Simulation simulation = Simulation.builder().build()) {
      Board board = simulation.board(BoardConfig.defaults());
      board.boot(() -> {
        wakeUp(simulation);
        Task.delay(Timeout.millis(5_000));
      });
      assertEquals(RunResult.End.LIMIT, simulation.runFor(SECOND).end());
      board.brownOut();
      assertEquals(RunResult.End.DONE, simulation.run().end());
      assertEquals(2, notes.size());
      assertTrue(notes.getLast().startsWith("1 s: ESP_RST_BROWNOUT"), notes.getLast());
      assertTrue(board.output().contains("Brownout detector was triggered"), board.output());
    }
  }
}
