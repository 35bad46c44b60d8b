package dev.espalier.hal.freertos;

import static dev.espalier.hal.NotingBoard.interruptIn;
import static dev.espalier.hal.NotingBoard.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.EspSystem;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskTest {
  private final NotingBoard board = new NotingBoard();

  @Test
  void runsANewTaskOfHigherPriorityAtOnceAndOneOfEqualPriorityLater() {
    List<String> notes =
        board.play(b -> {
          task("low", 1, () -> b.note("equal"));
          task("high", 2, () -> b.note("higher"));
          b.note("main");
        });
    assertEquals(List.of("higher", "main", "equal"), notes);
  }

  @Test
  void delaysToTheTickBoundary() {
    List<String> notes =
        board.play(b -> {
          NotingBoard.sleepMillis(7);
          Task.delay(Timeout.ticks(1));
          b.noteTime("one tick");
          Task.delay(Timeout.millis(25));
          b.noteTime("25 ms are two ticks");
          Task.delay(Timeout.millis(9));
          b.noteTime("9 ms are none");
        });
    assertEquals(List.of("10 one tick", "30 25 ms are two ticks", "30 9 ms are none"), notes);
  }

  @Test
  void warnsOnceOfADelayThatIsShorterThanATick() {
    board.play(_ -> {
      Task.delay(Timeout.millis(5));
      Task.delay(Timeout.millis(5));
      Task.delay(Timeout.NONE);
    });
    assertEquals(
        "W (0) espalier: vTaskDelay(pdMS_TO_TICKS(5)) is a delay of 0 ticks: a tick lasts 10 ms"
            + " (CONFIG_FREERTOS_HZ)",
        board.output().strip());
  }

  @Test
  void takesTurnsWithEqualsOnYield() {
    List<String> notes =
        board.play(b -> {
          for (String name : List.of("a", "b")) {
            task(
                name,
                1,
                () -> {
                  for (int i = 0; i < 2; i++) {
                    b.note(name + i);
                    Task.yield();
                  }
                });
          }
        });
    assertEquals(List.of("a0", "b0", "a1", "b1"), notes);
  }

  @Test
  void delaysUntilTheEndOfThePeriodWhateverTheWorkTook() {
    List<String> notes =
        board.play(b -> {
          WakeTime last = WakeTime.now();
          for (int work : List.of(0, 15, 45, 0)) {
            Task.delay(Timeout.millis(work));
            boolean waited = Task.delayUntil(last, Timeout.ticks(2));
            b.noteTime(waited + " " + last.tick());
          }
        });
    assertEquals(List.of("20 true 2", "40 true 4", "80 false 6", "80 false 8"), notes);
  }

  @Test
  void keepsAnInheritedPriorityUntilItIsGivenBackWhenTheOwnOneChanges() {
    List<String> notes =
        board.play(b -> {
          Semaphore mutex = Semaphore.createMutex();
          Task main = Task.current();
          assertTrue(mutex.take(Timeout.NONE));
          task("high", 5, () -> b.note("took " + mutex.take(Timeout.FOREVER)));
          b.note("inherited " + main.priorityGet());
          main.prioritySet(3);
          b.note("still " + main.priorityGet());
          mutex.give();
          b.note("own " + main.priorityGet());
        });
    assertEquals(List.of("inherited 5", "still 5", "took true", "own 3"), notes);
  }

  @Test
  void runsATaskWhosePriorityIsRaisedAboveTheCallers() {
    List<String> notes =
        board.play(b -> {
          Task other = task("other", 1, () -> b.note("other"));
          other.prioritySet(2);
          b.note("main");
        });
    assertEquals(List.of("other", "main"), notes);
  }

  @Test
  void letsOthersRunWhenItLowersItsOwnPriority() {
    List<String> notes =
        board.play(b -> {
          task("other", 1, () -> b.note("other"));
          Task.current().prioritySet(0);
          b.note("main");
        });
    assertEquals(List.of("other", "main"), notes);
  }

  @Test
  void refusesPriority25() {
    assertEquals(
        "assert failed: vTaskPrioritySet tasks.c:1779 (( uxNewPriority < ( 25 ) ))",
        board.panic(_ -> Task.current().prioritySet(25)));
  }

  @Test
  void suspendsAndResumesADelayedTaskWhoseDelayIsOverThen() {
    List<String> notes =
        board.play(b -> {
          Task other =
              task(
                  "other",
                  2,
                  () -> {
                    Task.delay(Timeout.ticks(10));
                    b.noteTime("awake");
                  });
          b.note(other.getState() + "");
          other.suspend();
          b.note(other.getState() + "");
          Task.delay(Timeout.ticks(3));
          other.resume();
          Task.delay(Timeout.ticks(20));
          b.note(other.getState() + "");
        });
    assertEquals(List.of("BLOCKED", "SUSPENDED", "30 awake", "DELETED"), notes);
  }

  @Test
  void resumesATaskFromAnInterrupt() {
    List<String> notes =
        board.play(b -> {
          Task main = Task.current();
          interruptIn(25, () -> b.note("isr " + main.resumeFromIsr()));
          main.suspend();
          b.noteTime("main");
        });
    assertEquals(List.of("isr true", "25 main"), notes);
  }

  @Test
  void goesOnWaitingForAQueueAfterSuspendAndResume() {
    List<String> notes =
        board.play(b -> {
          Queue<String> queue = Queue.create(1);
          Task other = task("other", 2, () -> b.noteTime("" + queue.receive(Timeout.ticks(10))));
          other.suspend();
          Task.delay(Timeout.ticks(2));
          other.resume();
          b.note(other.getState() + "");
        });
    assertEquals(List.of("BLOCKED", "100 null"), notes);
  }

  @Test
  void abortsADelay() {
    List<String> notes =
        board.play(b -> {
          Queue<String> queue = Queue.create(1);
          Task sleeper =
              task(
                  "sleeper",
                  2,
                  () -> {
                    Task.delay(Timeout.FOREVER);
                    b.noteTime("slept");
                    b.noteTime("" + queue.receive(Timeout.FOREVER));
                  });
          Task.delay(Timeout.ticks(1));
          b.note("" + sleeper.abortDelay());
          Task.delay(Timeout.ticks(1));
          b.note("" + sleeper.abortDelay());
          b.note("" + sleeper.abortDelay());
        });
    assertEquals(List.of("10 slept", "true", "20 null", "true", "false"), notes);
  }

  @Test
  void panicsWhenATaskReturns() {
    String message = board.panic(_ -> Task.create("short", 2048, 1, () -> {}));
    assertTrue(message.contains("task \"short\" returned"), message);
    assertTrue(
        board
            .output()
            .contains("FreeRTOS: FreeRTOS Task \"short\" should not return, Aborting now!"),
        board.output());
  }

  @Test
  void failsToCreateATaskWithoutMemoryForItsStack() {
    board.play(b -> {
      int free = EspSystem.getFreeHeapSize();
      int created = 0;
      EspException failure = null;
      while (failure == null) {
        try {
          task("many", 2, () -> Task.delay(Timeout.ticks(1)));
          created++;
        } catch (EspException e) {
          failure = e;
        }
      }
      assertEquals(EspErr.ESP_ERR_NO_MEM, failure.code());
      assertEquals(free / (4096 + 4 + 340 + 4), created);
      Task.delay(Timeout.ticks(3)); // they end, and the idle task frees them
      assertEquals(free, EspSystem.getFreeHeapSize());
    });
  }

  @Test
  void findsTasksByNameAndCutsLongNames() {
    List<String> notes =
        board.play(b -> {
          Task other = task("a-name-that-is-too-long", 2, () -> Task.delay(Timeout.ticks(1)));
          b.note(other.getName());
          b.note("" + (TaskList.getHandle("a-name-that-is-") == other));
          b.note("" + (TaskList.getHandle("nobody") == null));
          b.note("" + Task.current().getName());
        });
    assertEquals(List.of("a-name-that-is-", "true", "true", "main"), notes);
  }

  @Test
  void switchesAfterResumeAllOnly() {
    List<String> notes =
        board.play(b -> {
          Semaphore semaphore = Semaphore.createBinary();
          task("other", 2, () -> b.note("other " + semaphore.take(Timeout.FOREVER)));
          Scheduler.suspendAll();
          semaphore.give();
          b.note("main");
          b.note("switched " + Scheduler.resumeAll());
        });
    assertEquals(List.of("main", "other true", "switched true"), notes);
  }

  @Test
  void refusesToWaitWhileTheSchedulerIsSuspended() {
    String message =
        board.panic(_ -> {
          Semaphore semaphore = Semaphore.createBinary();
          Scheduler.suspendAll();
          board.note("" + semaphore.take(Timeout.ticks(1)));
        });
    assertEquals(
        "assert failed: xQueueSemaphoreTake queue.c:1554 (!( ( xTaskGetSchedulerState() =="
            + " taskSCHEDULER_SUSPENDED ) && ( xTicksToWait != 0 ) ))",
        message);
  }

  @Test
  void deletesAnotherTaskWithoutRunningItAgain() {
    List<String> notes =
        board.play(b -> {
          Task other =
              task(
                  "other",
                  2,
                  () -> {
                    Task.delay(Timeout.ticks(5));
                    b.note("not reached");
                  });
          other.delete();
          Task.delay(Timeout.ticks(10));
          b.noteTime("" + other.getState());
        });
    assertEquals(List.of("100 DELETED"), notes);
  }
}
