package dev.espalier.hal.freertos;

import static dev.espalier.hal.NotingBoard.interruptIn;
import static dev.espalier.hal.NotingBoard.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import dev.espalier.hal.port.Chip;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerTest {
  private final NotingBoard board = new NotingBoard();

  @Test
  void tellsWhetherItIsSuspended() {
    List<String> notes =
        board.play(b -> {
          b.note("" + Scheduler.getSchedulerState());
          Scheduler.suspendAll();
          b.note("" + Scheduler.getSchedulerState());
          Scheduler.resumeAll();
          b.note("" + Scheduler.getSchedulerState());
        });
    assertEquals(List.of("RUNNING", "SUSPENDED", "RUNNING"), notes);
  }

  @Test
  void letsNobodyInBeforeTheOutermostCriticalSectionEnds() {
    List<String> notes =
        board.play(b -> {
          Semaphore semaphore = Semaphore.createBinary();
          task("other", 2, () -> b.note("other " + semaphore.take(Timeout.FOREVER)));
          Scheduler.enterCritical();
          Scheduler.enterCritical();
          semaphore.give();
          b.note("inner");
          Scheduler.exitCritical();
          b.note("outer");
          Scheduler.exitCritical();
          b.note("after");
        });
    assertEquals(List.of("inner", "outer", "other true", "after"), notes);
  }

  @Test
  void letsNoInterruptInBeforeACriticalSectionEnds() {
    List<String> notes =
        board.play(b -> {
          interruptIn(5, () -> b.noteTime("interrupt"));
          Scheduler.enterCritical();
          Chip.current().kernel().work(20_000_000);
          b.noteTime("inside");
          Scheduler.exitCritical();
          b.noteTime("after");
          interruptIn(5, () -> b.noteTime("interrupt"));
          Scheduler.disableInterrupts();
          Chip.current().kernel().work(20_000_000);
          b.noteTime("disabled");
          Scheduler.enableInterrupts();
          b.noteTime("enabled");
        });
    assertEquals(
        List.of(
            "20 inside", "20 interrupt", "20 after", "40 disabled", "40 interrupt", "40 enabled"),
        notes);
  }

  @Test
  void catchesUpWithTicksAndWakesWhoWaitedForThem() {
    List<String> notes =
        board.play(b -> {
          task(
              "waiter",
              9,
              () -> {
                Task.delay(Timeout.ticks(3));
                b.note("woken");
              });
          long before = Task.getTickCount();
          assertTrue(Scheduler.catchUpTicks(5));
          b.note("caught up with " + (Task.getTickCount() - before));
        });
    assertEquals(List.of("woken", "caught up with 5"), notes);
  }

  @Test
  void panicsWhenACriticalSectionLastsTooLong() {
    String message =
        board.panic(_ -> {
          Scheduler.enterCritical();
          while (true) {
            Chip.current().kernel().work(1_000_000);
          }
        });
    assertEquals("Interrupt wdt timeout on CPU0", message);
    assertTrue(
        board
            .output()
            .contains("Guru Meditation Error: Core  0 panic'ed (Interrupt wdt timeout on CPU0)."),
        board.output());
  }

  @Test
  void sharesOneWaitingTimeAmongSeveralCalls() {
    List<String> notes =
        board.play(b -> {
          Queue<Integer> queue = Queue.create(5);
          interruptIn(15, () -> assertEquals(true, queue.sendFromIsr(1, null)));
          interruptIn(35, () -> assertEquals(true, queue.sendFromIsr(2, null)));
          TimeOutState state = TimeOutState.set(Timeout.ticks(6));
          while (!state.checkForTimeOut()) {
            long left = state.remaining().toTicks();
            b.noteTime(left + " left, got " + queue.receive(state.remaining()));
          }
          assertEquals(Timeout.NONE, state.remaining());
          assertFalse(TimeOutState.set(Timeout.FOREVER).checkForTimeOut());
        });
    assertEquals(List.of("15 6 left, got 1", "35 5 left, got 2", "60 3 left, got null"), notes);
  }
}
