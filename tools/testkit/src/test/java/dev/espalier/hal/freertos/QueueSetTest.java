package dev.espalier.hal.freertos;

import static dev.espalier.hal.NotingBoard.interruptIn;
import static dev.espalier.hal.NotingBoard.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueSetTest {
  private final NotingBoard board = new NotingBoard();

  @Test
  void selectsItsMembersInTheOrderOfTheirItems() {
    List<String> notes =
        board.play(b -> {
          QueueSet set = QueueSet.create(4);
          Queue<Integer> queue = Queue.create(3);
          Semaphore semaphore = Semaphore.createBinary();
          assertTrue(set.add(queue));
          assertTrue(set.add(semaphore));
          task(
              "selector",
              2,
              () -> {
                for (int i = 0; i < 4; i++) {
                  if (set.select(Timeout.FOREVER) == queue) {
                    b.noteTime("queue " + queue.receive(Timeout.NONE));
                  } else {
                    b.noteTime("semaphore " + semaphore.take(Timeout.NONE));
                  }
                }
                b.noteTime("" + (set.select(Timeout.ticks(2)) == null));
              });
          assertTrue(queue.send(1, Timeout.NONE));
          interruptIn(15, () -> semaphore.giveFromIsr(null));
          interruptIn(25, () -> assertTrue(queue.sendFromIsr(2, null)));
          Task.delay(Timeout.ticks(3));
          assertTrue(queue.sendToFront(3, Timeout.NONE));
          Task.delay(Timeout.ticks(3));
        });
    assertEquals(
        List.of("0 queue 1", "15 semaphore true", "25 queue 2", "30 queue 3", "50 true"), notes);
  }

  @Test
  void takesEmptyMembersOfNoOtherSetOnly() {
    board.play(_ -> {
      QueueSet set = QueueSet.create(2);
      QueueSet other = QueueSet.create(2);
      Queue<Integer> queue = Queue.create(1);
      assertTrue(queue.send(1, Timeout.NONE));
      assertFalse(set.add(queue));
      assertEquals(1, queue.receive(Timeout.NONE));
      assertTrue(set.add(queue));
      assertFalse(other.add(queue));
      assertFalse(other.remove(queue));
      assertTrue(queue.send(2, Timeout.NONE));
      assertFalse(set.remove(queue));
      assertSame(queue, set.selectFromIsr());
      assertNull(set.selectFromIsr());
      assertEquals(2, queue.receive(Timeout.NONE));
      assertTrue(set.remove(queue));
    });
  }

  @Test
  void stopsFirmwareWhoseSetIsTooShort() {
    String message =
        board.panic(_ -> {
          QueueSet set = QueueSet.create(1);
          Queue<Integer> queue = Queue.create(2);
          set.add(queue);
          assertTrue(queue.send(1, Timeout.NONE));
          assertTrue(queue.send(2, Timeout.NONE));
        });
    assertEquals(
        "assert failed: prvNotifyQueueSetContainer queue.c:3092"
            + " (pxQueueSetContainer->uxMessagesWaiting < pxQueueSetContainer->uxLength)",
        message);
  }
}
