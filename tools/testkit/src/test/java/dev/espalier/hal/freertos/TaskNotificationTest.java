package dev.espalier.hal.freertos;

import static dev.espalier.hal.NotingBoard.interruptIn;
import static dev.espalier.hal.NotingBoard.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskNotificationTest {
  private final NotingBoard board = new NotingBoard();

  @Test
  void countsGivesAndTakesThemOneByOneOrAll() {
    List<String> notes =
        board.play(b -> {
          TaskNotification own = Task.current().notification();
          own.give();
          own.give();
          own.give();
          b.note("" + TaskNotification.take(false, Timeout.NONE));
          b.note("" + TaskNotification.take(true, Timeout.NONE));
          b.noteTime("" + TaskNotification.take(true, Timeout.ticks(3)));
        });
    assertEquals(List.of("3", "2", "30 0"), notes);
  }

  @Test
  void appliesTheActions() {
    board.play(_ -> {
      TaskNotification own = Task.current().notification();
      assertTrue(own.send(0b100, NotifyAction.SET_BITS));
      assertEquals(new NotifyResult(true, 4), own.sendAndQuery(1, NotifyAction.SET_BITS));
      assertFalse(own.send(9, NotifyAction.SET_VALUE_WITHOUT_OVERWRITE));
      assertEquals(new NotifyResult(true, 5), own.sendAndQuery(0, NotifyAction.NO_ACTION));
      assertTrue(own.send(7, NotifyAction.SET_VALUE_WITH_OVERWRITE));
      assertTrue(own.send(0, NotifyAction.INCREMENT));
      assertEquals(new NotifyResult(true, 8), TaskNotification.await(0xff, 0xff, Timeout.NONE));
      assertEquals(new NotifyResult(false, 0), TaskNotification.await(0, 0, Timeout.NONE));
      assertTrue(own.send(9, NotifyAction.SET_VALUE_WITHOUT_OVERWRITE));
      assertEquals(9, own.valueClear(1));
      assertTrue(own.stateClear());
      assertFalse(own.stateClear());
      assertEquals(new NotifyResult(false, 8), TaskNotification.await(0, 0, Timeout.NONE));
    });
  }

  @Test
  void readiesTheReceiverAtOnceWhenItGoesFirst() {
    List<String> notes =
        board.play(b -> {
          Task other =
              task(
                  "other",
                  2,
                  () -> b.note("" + TaskNotification.await(0, 0, Timeout.FOREVER).value()));
          other.notification().send(42, NotifyAction.SET_VALUE_WITH_OVERWRITE);
          b.note("main");
        });
    assertEquals(List.of("42", "main"), notes);
  }

  @Test
  void comesFromAnInterrupt() {
    List<String> notes =
        board.play(b -> {
          Task main = Task.current();
          interruptIn(
              12,
              () -> {
                Woken woken = new Woken();
                main.notification().giveFromIsr(woken);
                b.note("woken " + woken.isSet());
              });
          b.noteTime("" + TaskNotification.take(true, Timeout.FOREVER));
        });
    assertEquals(List.of("woken true", "12 1"), notes);
  }

  @Test
  void isNotReceivedByATaskThatWasSuspendedMeanwhile() {
    List<String> notes =
        board.play(b -> {
          Task other =
              task("other", 2, () -> b.note("" + TaskNotification.take(true, Timeout.FOREVER)));
          other.suspend();
          b.note("" + other.getState());
          other.resume();
        });
    assertEquals(List.of("SUSPENDED", "0"), notes);
  }

  @Test
  void endsAWaitWithoutLimitOnResumeAsFreeRtosDoes() {
    List<String> notes =
        board.play(b -> {
          Task other =
              task("other", 2, () -> b.note("" + TaskNotification.take(true, Timeout.FOREVER)));
          other.resume();
        });
    assertEquals(List.of("0"), notes);
  }

  @Test
  void hasIndexZeroOnly() {
    assertEquals(
        "assert failed: xTaskGenericNotify tasks.c:5656 (uxIndexToNotify < 1)",
        board.panic(_ -> Task.current().notification().sendIndexed(1, 0, NotifyAction.NO_ACTION)));
  }
}
