package dev.espalier.hal.freertos;

import static dev.espalier.hal.NotingBoard.interruptIn;
import static dev.espalier.hal.NotingBoard.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueTest {
  private final NotingBoard board = new NotingBoard();

  @Test
  void keepsTheOrderAroundItsEnd() {
    List<String> notes =
        board.play(b -> {
          Queue<Integer> queue = Queue.create(3);
          for (int i = 0; i < 7; i++) {
            assertTrue(queue.send(i, Timeout.NONE));
            if (i >= 2) {
              b.note("" + queue.receive(Timeout.NONE));
            }
          }
          assertTrue(queue.sendToFront(99, Timeout.NONE));
          b.note(queue.messagesWaiting() + "/" + queue.spacesAvailable());
          assertFalse(queue.send(100, Timeout.NONE));
          b.note("" + queue.peek(Timeout.NONE));
          queue.reset();
          b.note("" + queue.receive(Timeout.NONE));
        });
    assertEquals(List.of("0", "1", "2", "3", "4", "3/0", "99", "null"), notes);
  }

  @Test
  void timesOutOnATickBoundary() {
    List<String> notes =
        board.play(b -> {
          Queue<Integer> queue = Queue.create(1);
          NotingBoard.sleepMillis(3);
          b.noteTime("" + queue.receive(Timeout.ticks(2)));
          NotingBoard.sleepMillis(5);
          b.noteTime("" + queue.receive(Timeout.millis(9)));
          assertTrue(queue.send(1, Timeout.FOREVER));
          b.noteTime("" + queue.send(2, Timeout.millis(15)));
        });
    assertEquals(List.of("20 null", "25 null", "30 false"), notes);
  }

  @Test
  void servesWaitingTasksByPriorityThenByArrival() {
    List<String> notes =
        board.play(b -> {
          Queue<Integer> queue = Queue.create(5);
          task("a2", 2, () -> b.note("a2 " + queue.receive(Timeout.FOREVER)));
          task("b3", 3, () -> b.note("b3 " + queue.receive(Timeout.FOREVER)));
          task("c2", 2, () -> b.note("c2 " + queue.receive(Timeout.FOREVER)));
          for (int i = 1; i <= 3; i++) {
            assertTrue(queue.send(i, Timeout.NONE));
          }
        });
    assertEquals(List.of("b3 1", "a2 2", "c2 3"), notes);
  }

  @Test
  void keepsTheOrderOfWaitingTasksWhenTheirPrioritiesChange() {
    List<String> notes =
        board.play(b -> {
          Queue<Integer> queue = Queue.create(5);
          task("a", 3, () -> b.note("a " + queue.receive(Timeout.FOREVER)));
          Task late = task("b", 2, () -> b.note("b " + queue.receive(Timeout.FOREVER)));
          late.prioritySet(5);
          assertTrue(queue.send(1, Timeout.NONE));
          assertTrue(queue.send(2, Timeout.NONE));
        });
    assertEquals(List.of("a 1", "b 2"), notes);
  }

  @Test
  void keepsWaitingWhenAMoreUrgentTaskTakesTheItemFirst() {
    List<String> notes =
        board.play(b -> {
          Queue<Integer> queue = Queue.create(1);
          task("low", 2, () -> b.noteTime("low " + queue.receive(Timeout.ticks(5))));
          task(
              "high",
              3,
              () -> {
                Task.delay(Timeout.ticks(1));
                assertTrue(queue.send(1, Timeout.NONE));
                b.noteTime("high " + queue.receive(Timeout.NONE));
              });
          Task.delay(Timeout.ticks(10));
        });
    assertEquals(List.of("10 high 1", "50 low null"), notes);
  }

  @Test
  void readiesASenderWhenThereIsSpace() {
    List<String> notes =
        board.play(b -> {
          Queue<Integer> queue = Queue.create(1);
          assertTrue(queue.send(1, Timeout.NONE));
          task("sender", 2, () -> b.note("sent " + queue.send(2, Timeout.FOREVER)));
          b.note("got " + queue.receive(Timeout.NONE));
          b.note("got " + queue.receive(Timeout.NONE));
        });
    assertEquals(List.of("sent true", "got 1", "got 2"), notes);
  }

  @Test
  void overwritesTheOnlyItem() {
    List<String> notes =
        board.play(b -> {
          Queue<Integer> queue = Queue.create(1);
          queue.overwrite(1);
          queue.overwrite(2);
          b.note(queue.messagesWaiting() + " " + queue.receive(Timeout.NONE));
        });
    assertEquals(List.of("1 2"), notes);
  }

  @Test
  void passesItemsFromAndToInterrupts() {
    List<String> notes =
        board.play(b -> {
          Queue<Integer> queue = Queue.create(2);
          interruptIn(
              25,
              () -> {
                Woken woken = new Woken();
                assertTrue(queue.sendFromIsr(1, woken));
                assertTrue(queue.sendToFrontFromIsr(2, woken));
                assertFalse(queue.sendFromIsr(3, null));
                b.note("woken " + woken.isSet() + " full " + queue.isQueueFullFromIsr());
              });
          b.noteTime("" + queue.receive(Timeout.FOREVER));
          interruptIn(10, () -> b.note("isr " + queue.receiveFromIsr(null)));
          Task.delay(Timeout.ticks(2));
          b.note("" + queue.receive(Timeout.NONE));
        });
    assertEquals(List.of("woken true full true", "25 2", "isr 1", "null"), notes);
  }

  @Test
  void assertsOnLengthZero() {
    assertEquals(
        "assert failed: xQueueGenericCreate queue.c:417 (uxQueueLength > ( UBaseType_t ) 0)",
        board.panic(_ -> assertNotNull(Queue.create(0))));
  }

  @Test
  void stopsATaskThatWaitsInADeletedQueue() {
    String message =
        board.panic(_ -> {
          Queue<Integer> queue = Queue.create(1);
          task("other", 2, () -> board.note("" + queue.receive(Timeout.ticks(3))));
          queue.delete();
          Task.delay(Timeout.ticks(5));
        });
    assertEquals("use after free: xQueueReceive uses the queue, freed by vQueueDelete", message);
  }
}
