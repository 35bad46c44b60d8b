package dev.espalier.hal.freertos;

import static dev.espalier.hal.NotingBoard.interruptIn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoftwareTimerTest {
  private final NotingBoard board = new NotingBoard();

  @Test
  void firesOnceInTheTimerTask() {
    List<String> notes =
        board.play(b -> {
          SoftwareTimer timer =
              SoftwareTimer.create(
                  "once",
                  Timeout.millis(50),
                  false,
                  "id",
                  t -> b.noteTime(t.getTimerId() + "@" + Task.current().getName()));
          b.note("" + timer.isTimerActive());
          assertTrue(timer.start(Timeout.NONE));
          Task.delay(Timeout.ticks(2));
          b.note("" + timer.isTimerActive());
          Task.delay(Timeout.ticks(10));
          b.note("" + timer.isTimerActive());
        });
    assertEquals(List.of("false", "true", "50 id@Tmr Svc", "false"), notes);
  }

  @Test
  void repeatsUntilItIsStopped() {
    List<String> notes =
        board.play(b -> {
          SoftwareTimer timer =
              SoftwareTimer.create("often", Timeout.ticks(3), true, null, _ -> b.noteTime("tick"));
          timer.start(Timeout.NONE);
          Task.delay(Timeout.ticks(7));
          timer.changePeriod(Timeout.ticks(1), Timeout.NONE);
          NotingBoard.sleepMillis(25);
          timer.stop(Timeout.NONE);
          Task.delay(Timeout.ticks(5));
        });
    assertEquals(List.of("30 tick", "60 tick", "80 tick", "90 tick"), notes);
  }

  @Test
  void startsAgainOnReset() {
    List<String> notes =
        board.play(b -> {
          SoftwareTimer timer =
              SoftwareTimer.create("dog", Timeout.ticks(5), false, null, _ -> b.noteTime("bark"));
          timer.start(Timeout.NONE);
          Task.delay(Timeout.ticks(4));
          timer.reset(Timeout.NONE);
          Task.delay(Timeout.ticks(3));
        });
    assertEquals(List.of("90 bark"), notes);
  }

  @Test
  void firesInOrderOfExpiryThenOfStart() {
    List<String> notes =
        board.play(b -> {
          for (String name : List.of("c3", "a1", "d3", "b2")) {
            SoftwareTimer.create(
                    name,
                    Timeout.ticks(name.charAt(1) - '0'),
                    false,
                    null,
                    t -> b.note(t.getName()))
                .start(Timeout.NONE);
          }
        });
    assertEquals(List.of("a1", "b2", "c3", "d3"), notes);
  }

  @Test
  void holdsCommandsUntilTheTimerTaskRunsAndRefusesMoreThanTheQueueTakes() {
    List<String> notes =
        board.play(b -> {
          Task.current().prioritySet(5);
          SoftwareTimer timer =
              SoftwareTimer.create("t", Timeout.ticks(1), false, null, _ -> b.noteTime("fired"));
          for (int i = 0; i < 10; i++) {
            assertTrue(timer.start(Timeout.NONE));
          }
          assertFalse(timer.start(Timeout.NONE));
          b.note("" + timer.isTimerActive());
        });
    assertEquals(List.of("false", "10 fired"), notes);
  }

  @Test
  void catchesUpWhatALateTimerTaskMissed() {
    List<String> notes =
        board.play(b -> {
          SoftwareTimer slow =
              SoftwareTimer.create(
                  "slow", Timeout.ticks(1), false, null, _ -> Task.delay(Timeout.ticks(5)));
          SoftwareTimer often =
              SoftwareTimer.create("often", Timeout.ticks(2), true, null, _ -> b.noteTime("tick"));
          slow.start(Timeout.NONE);
          often.start(Timeout.NONE);
          Task.delay(Timeout.ticks(9));
          often.delete(Timeout.NONE);
        });
    assertEquals(List.of("60 tick", "60 tick", "60 tick", "80 tick"), notes);
  }

  @Test
  void callsPendedFunctionsInTheTimerTask() {
    List<String> notes =
        board.play(b -> {
          interruptIn(
              10,
              () ->
                  assertTrue(
                      SoftwareTimer.pendFunctionCallFromIsr(
                          () -> b.noteTime(Task.current().getName()), null)));
          SoftwareTimer.pendFunctionCall(() -> b.noteTime("first"), Timeout.NONE);
          Task.delay(Timeout.ticks(2));
        });
    assertEquals(List.of("0 first", "10 Tmr Svc"), notes);
  }

  @Test
  void refusesAPeriodOfNoTicks() {
    assertEquals(
        "assert failed: prvInitialiseNewTimer timers.c:369 (( xTimerPeriodInTicks > 0 ))",
        board.panic(_ ->
            assertNotNull(SoftwareTimer.create("t", Timeout.millis(9), false, null, _ -> {}))));
  }

  @Test
  void stopsFirmwareThatStartsADeletedTimer() {
    String message =
        board.panic(_ -> {
          SoftwareTimer timer =
              SoftwareTimer.create("gone", Timeout.ticks(1), false, null, _ -> {});
          timer.delete(Timeout.NONE);
          Task.delay(Timeout.ticks(1));
          timer.start(Timeout.NONE);
        });
    assertEquals(
        "use after free: xTimerGenericCommand uses timer \"gone\", freed by xTimerDelete", message);
  }
}
