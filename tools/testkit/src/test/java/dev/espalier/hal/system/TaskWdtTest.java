package dev.espalier.hal.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.Chip;
import dev.espalier.testkit.OneBoard;
import org.junit.jupiter.api.Test;

class TaskWdtTest {
  private static final String BARK =
      "task_wdt: Task watchdog got triggered. The following tasks did not reset the watchdog in"
          + " time:";

  /** Computes, as a loop without waiting does. */
  private static void compute(int millis) {
    for (int i = 0; i < millis; i++) {
      Chip.current().kernel().work(1_000_000);
    }
  }

  @Test
  void barksWhenATaskNeverLetsTheIdleTaskRun() {
    String output =
        OneBoard.run(() -> {
          Task.create(
              "hog",
              4096,
              5,
              () -> {
                compute(5_100);
                Task.current().delete();
              });
          Task.delay(Timeout.millis(100));
        });
    assertTrue(output.contains("E (50"), output);
    assertTrue(output.contains(BARK), output);
    assertTrue(output.contains("task_wdt:  - IDLE0 (CPU 0)"), output);
    assertFalse(output.contains(" - IDLE1"), output);
    assertTrue(output.contains("task_wdt: CPU 0: hog"), output);
    assertTrue(output.contains("task_wdt: CPU 1: IDLE1"), output);
    assertTrue(output.contains("TaskWdtTest.compute"), output);
  }

  @Test
  void staysQuietWhileTheIdleTaskRunsNowAndThen() {
    String output =
        OneBoard.run(() -> {
          for (int i = 0; i < 20; i++) {
            compute(4_000);
            Task.delay(Timeout.ticks(1));
          }
        });
    assertFalse(output.contains("task_wdt"), output);
  }

  @Test
  void watchesSubscribedTasks() {
    var board = new NotingBoard();
    board.play(b -> {
      assertEquals(EspErr.ESP_ERR_NOT_FOUND, TaskWdt.status(null));
      assertEquals(EspErr.ESP_ERR_NOT_FOUND, TaskWdt.reset());
      assertEquals(EspErr.ESP_OK, TaskWdt.add(null));
      assertEquals(EspErr.ESP_ERR_INVALID_ARG, TaskWdt.add(null));
      assertEquals(EspErr.ESP_ERR_INVALID_STATE, TaskWdt.deinit());
      for (int i = 0; i < 5; i++) {
        Task.delay(Timeout.millis(4_900));
        assertEquals(EspErr.ESP_OK, TaskWdt.reset());
      }
      b.note("quiet");
      Task.delay(Timeout.millis(5_100));
      assertEquals(EspErr.ESP_OK, TaskWdt.delete(null));
      assertEquals(EspErr.ESP_ERR_INVALID_ARG, TaskWdt.delete(null));
      Task.delay(Timeout.millis(20_000));
    });
    String output = board.output();
    assertEquals(1, output.split(BARK, -1).length - 1, output);
    assertTrue(output.contains("E (29500) task_wdt:  - main (CPU 0)"), output);
    assertFalse(output.contains(" - IDLE"), output);
  }

  @Test
  void endsInAPanicWhenConfiguredTo() {
    var board = new NotingBoard().with("CONFIG_ESP_TASK_WDT_PANIC=y");
    String message = board.panic(_ -> compute(6_000));
    assertTrue(message.contains("task watchdog"), message);
    assertTrue(board.output().contains("task_wdt: Aborting."), board.output());
  }

  @Test
  void canBeLeftOut() {
    var board = new NotingBoard().with("CONFIG_ESP_TASK_WDT=n");
    board.play(_ -> {
      assertEquals(EspErr.ESP_ERR_INVALID_STATE, TaskWdt.status(null));
      assertEquals(EspErr.ESP_ERR_NOT_FOUND, TaskWdt.deinit());
      compute(10_000);
    });
    assertFalse(board.output().contains("task_wdt"), board.output());
  }
}
