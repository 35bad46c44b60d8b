package dev.espalier.hal.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfigLoader;
import dev.espalier.hal.freertos.Scheduler;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.Chip;
import dev.espalier.testkit.OneBoard;
import org.junit.jupiter.api.Test;

/** What the console shows when firmware has failed, beside what {@code panic.c} prints. */
final class PanicTextTest {
  /** Everything before the frames: they are those of this file. */
  private static String head(Firmware firmware) {
    String output = OneBoard.panic(firmware);
    int frames = output.indexOf("Backtrace:\r\n");
    assertTrue(frames > 0, output);
    return output.substring(0, frames);
  }

  @Test
  void anAssertIsOneLine() {
    assertEquals(
        "\r\nassert failed: app_main main.c:7 (water > 0)\r\nTask: main\r\n\r\n",
        head(() -> {
          throw EspAbort.assertFailed("app_main", "main.c:7", "water > 0");
        }));
  }

  @Test
  void anAbortOfTheFirmwareShowsItsDetails() {
    assertEquals("\r\nno water\r\nTask: main\r\n\r\n", head(() -> EspSystem.abort("no water")));
  }

  @Test
  void aFailedCheckPrintsFourLinesAndAborts() {
    String head = head(() -> EspErr.ESP_ERR_NO_MEM.orAbort());
    assertTrue(
        head.matches(
            """
            ESP_ERROR_CHECK failed: esp_err_t 0x101 \\(ESP_ERR_NO_MEM\\) at 0x(400d[0-9a-f]{4})
            file: "PanicTextTest.java" line \\d+
            func: lambda.*
            expression: .*
            \r
            abort\\(\\) was called at PC 0x\\1 on core 0\r
            Task: main\r
            \r
            """),
        head);
  }

  @Test
  void anExceptionIsAGuruMeditation() {
    assertEquals(
        "\r\nGuru Meditation Error: Core  0 panic'ed (IllegalStateException). Exception was"
            + " unhandled.\r\nno water\r\nTask: main\r\n\r\n",
        head(() -> {
          throw new IllegalStateException("no water");
        }));
  }

  @Test
  void theCoreIsThatOfTheTask() {
    String head =
        head(() -> {
          Task.createPinnedToCore(
              "pump",
              4096,
              5,
              1,
              () -> {
                throw new IllegalStateException("stuck");
              });
          Task.delay(Timeout.millis(100));
        });
    assertTrue(head.contains("Error: Core  1 panic'ed (IllegalStateException)."), head);
    assertTrue(head.endsWith("\r\nTask: pump\r\n\r\n"), head);
  }

  private static int deeper(int depth) {
    return depth < 0 ? 0 : deeper(depth + 1) + 1; // not before it wraps
  }

  @Test
  void aStackThatIsUsedUpIsNamedAsFreeRtosDoes() {
    assertEquals(
        "\r\n***ERROR*** A stack overflow in task main has been detected.\r\nTask: main\r\n\r\n",
        head(() -> Chip.current().print(String.valueOf(deeper(0)))));
  }

  @Test
  void theInterruptWatchdogHasNoDescription() {
    assertEquals(
        """
        \r
        Guru Meditation Error: Core  0 panic'ed (Interrupt wdt timeout on CPU0). \r
        Task: main\r
        \r
        """,
        head(() -> {
          Scheduler.enterCritical();
          while (true) {
            Chip.current().kernel().work(1_000_000);
          }
        }));
  }

  @Test
  void theTaskWatchdogAborts() {
    var config =
        BoardConfig.defaults()
            .withSdkConfig(new SdkConfigLoader().set("CONFIG_ESP_TASK_WDT_PANIC=y").load());
    try (Simulation simulation = Simulation.builder().build()) {
      Board board = simulation.board(config);
      board.boot(() -> {
        while (true) {
          Chip.current().kernel().work(100_000_000);
        }
      });
      assertEquals(RunResult.End.PANIC, simulation.run().end());
      String output = board.output();
      assertTrue(
          output.contains(
              "task_wdt: Aborting.\n\r\nabort() was called at PC 0x400d2bfa on core 0\r\nTask: "),
          output);
    }
  }

  @Test
  void aBoardThatMayGoOnSaysThatItReboots() {
    try (Simulation simulation = Simulation.builder().build()) {
      Board board = simulation.board(BoardConfig.defaults().withPanicsMax(1).withBootLines(true));
      board.boot(() -> {
        if (EspSystem.resetReason() == ResetReason.ESP_RST_POWERON) {
          throw new IllegalStateException("no water");
        }
      });
      assertEquals(RunResult.End.DONE, simulation.run().end());
      assertTrue(
          board.output().contains("\r\n\r\nRebooting...\r\nrst:0xc (SW_CPU_RESET)"), board::output);
    }
  }
}
