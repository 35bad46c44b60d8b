package dev.espalier.hal.freertos;

import static dev.espalier.hal.NotingBoard.interruptIn;
import static dev.espalier.hal.NotingBoard.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventGroupTest {
  private final NotingBoard board = new NotingBoard();

  @Test
  void answersAtOnceWhenTheBitsAreSet() {
    List<String> notes =
        board.play(b -> {
          EventGroup group = EventGroup.create();
          group.setBits(0b101);
          b.note("" + group.waitBits(0b100, true, true, Timeout.FOREVER));
          b.note("" + group.getBits());
          b.note("" + group.waitBits(0b11, false, true, Timeout.NONE));
          b.note("" + group.clearBits(0b1) + group.getBits());
        });
    assertEquals(List.of("5", "1", "1", "10"), notes);
  }

  @Test
  void readiesAllTasksWhoseConditionHoldsBeforeClearing() {
    List<String> notes =
        board.play(b -> {
          EventGroup group = EventGroup.create();
          task("any", 2, () -> b.note("any " + group.waitBits(3, true, false, Timeout.FOREVER)));
          task("all", 3, () -> b.note("all " + group.waitBits(3, true, true, Timeout.FOREVER)));
          task("one", 4, () -> b.note("one " + group.waitBits(1, true, true, Timeout.FOREVER)));
          b.note("left " + group.setBits(1));
          b.note("left " + group.setBits(3));
        });
    assertEquals(List.of("one 1", "any 1", "left 0", "all 3", "left 0"), notes);
  }

  @Test
  void timesOutWithTheBitsThatAreSet() {
    List<String> notes =
        board.play(b -> {
          EventGroup group = EventGroup.create();
          group.setBits(1);
          b.noteTime("" + group.waitBits(3, true, true, Timeout.ticks(4)));
          b.note("" + group.getBits());
        });
    assertEquals(List.of("40 1", "1"), notes);
  }

  @Test
  void synchronisesThreeTasks() {
    List<String> notes =
        board.play(b -> {
          EventGroup group = EventGroup.create();
          task("a", 2, () -> b.noteTime("a " + group.sync(1, 7, Timeout.FOREVER)));
          task("b", 2, () -> b.noteTime("b " + group.sync(2, 7, Timeout.FOREVER)));
          Task.delay(Timeout.ticks(2));
          b.noteTime("main " + group.sync(4, 7, Timeout.FOREVER));
          b.note("" + group.getBits());
        });
    assertEquals(List.of("20 a 7", "20 b 7", "20 main 7", "0"), notes);
  }

  @Test
  void setsBitsFromAnInterruptThroughTheTimerTask() {
    List<String> notes =
        board.play(b -> {
          EventGroup group = EventGroup.create();
          interruptIn(15, () -> assertTrue(group.setBitsFromIsr(8, null)));
          b.noteTime("" + group.waitBits(8, false, true, Timeout.FOREVER));
          interruptIn(5, () -> assertTrue(group.clearBitsFromIsr(8)));
          Task.delay(Timeout.ticks(2));
          b.note("" + group.getBits());
        });
    assertEquals(List.of("15 8", "0"), notes);
  }

  @Test
  void forgetsATaskThatWasDeletedOrSuspendedWhileItWaited() {
    List<String> notes =
        board.play(b -> {
          EventGroup group = EventGroup.create();
          Task gone = task("gone", 2, () -> waitFor(b, group, "gone", Timeout.FOREVER));
          Task still = task("still", 2, () -> waitFor(b, group, "still", Timeout.FOREVER));
          gone.delete();
          still.suspend();
          b.note("left " + group.setBits(1));
          still.resume();
          b.note("left " + group.getBits());
        });
    assertEquals(List.of("left 1", "still 1", "left 0"), notes);
  }

  @Test
  void releasesWaitingTasksWithNoBitsWhenDeleted() {
    List<String> notes =
        board.play(b -> {
          EventGroup group = EventGroup.create();
          task("other", 2, () -> waitFor(b, group, "other", Timeout.FOREVER));
          group.delete();
        });
    assertEquals(List.of("other 0"), notes);
  }

  @Test
  void refusesBitsOfTheUpperByte() {
    assertEquals(
        "assert failed: xEventGroupSetBits event_groups.c:597 (( uxBitsToSet & 0xff000000UL ) == 0)",
        board.panic(_ -> EventGroup.create().setBits(0x0100_0000)));
  }

  private static void waitFor(NotingBoard b, EventGroup group, String name, Timeout timeout) {
    b.note(name + " " + group.waitBits(1, true, true, timeout));
  }
}
