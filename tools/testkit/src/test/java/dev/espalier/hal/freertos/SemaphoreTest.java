package dev.espalier.hal.freertos;

import static dev.espalier.hal.NotingBoard.interruptIn;
import static dev.espalier.hal.NotingBoard.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import java.util.List;
import org.junit.jupiter.api.Test;

class SemaphoreTest {
  private final NotingBoard board = new NotingBoard();

  @Test
  void isCreatedTakenAndGivenOnce() {
    board.play(_ -> {
      Semaphore binary = Semaphore.createBinary();
      assertFalse(binary.take(Timeout.NONE));
      assertTrue(binary.give());
      assertFalse(binary.give());
      assertEquals(1, binary.getCount());
      assertTrue(binary.take(Timeout.NONE));
    });
  }

  @Test
  void countsUpToItsLimit() {
    board.play(_ -> {
      Semaphore counting = Semaphore.createCounting(3, 1);
      assertTrue(counting.give());
      assertTrue(counting.give());
      assertFalse(counting.give());
      assertEquals(3, counting.getCount());
    });
  }

  @Test
  void lendsPriorityUntilTheLastMutexIsGiven() {
    List<String> notes =
        board.play(b -> {
          Semaphore first = Semaphore.createMutex();
          Semaphore second = Semaphore.createMutex();
          Task main = Task.current();
          assertTrue(first.take(Timeout.NONE));
          assertTrue(second.take(Timeout.NONE));
          task("high", 7, () -> b.note("high " + first.take(Timeout.FOREVER)));
          task("middle", 5, () -> b.note("middle"));
          b.note("lent " + main.priorityGet());
          first.give();
          b.note("still lent " + main.priorityGet());
          second.give();
          b.note("own " + main.priorityGet());
        });
    assertEquals(List.of("lent 7", "still lent 7", "high true", "middle", "own 1"), notes);
  }

  @Test
  void takesLentPriorityBackWhenTheTimeOfTheMostUrgentTaskIsOver() {
    List<String> notes =
        board.play(b -> {
          Semaphore mutex = Semaphore.createMutex();
          Task main = Task.current();
          assertTrue(mutex.take(Timeout.NONE));
          task("p7", 7, () -> b.noteTime("p7 " + mutex.take(Timeout.ticks(2))));
          task("p5", 5, () -> b.noteTime("p5 " + mutex.take(Timeout.ticks(4))));
          b.note("" + main.priorityGet());
          Task.delay(Timeout.ticks(3));
          b.note("" + main.priorityGet());
          Task.delay(Timeout.ticks(3));
          b.note("" + main.priorityGet());
          mutex.give();
        });
    assertEquals(List.of("7", "20 p7 false", "5", "40 p5 false", "1"), notes);
  }

  @Test
  void keepsLentPriorityAfterATimeoutWhileAnotherMutexIsHeld() {
    List<String> notes =
        board.play(b -> {
          Semaphore mutex = Semaphore.createMutex();
          Semaphore other = Semaphore.createMutex();
          Task main = Task.current();
          assertTrue(mutex.take(Timeout.NONE));
          assertTrue(other.take(Timeout.NONE));
          task("high", 7, () -> b.noteTime("high " + mutex.take(Timeout.ticks(2))));
          Task.delay(Timeout.ticks(3));
          b.note("" + main.priorityGet());
          mutex.give();
          b.note("" + main.priorityGet());
          other.give();
          b.note("" + main.priorityGet());
        });
    assertEquals(List.of("20 high false", "7", "7", "1"), notes);
  }

  @Test
  void lendsAlongAChainOfWaitingHoldersOnlyToTheDirectOne() {
    List<String> notes =
        board.play(b -> {
          Semaphore a = Semaphore.createMutex();
          Semaphore c = Semaphore.createMutex();
          Task main = Task.current();
          assertTrue(a.take(Timeout.NONE));
          Task middle =
              task(
                  "middle",
                  3,
                  () -> {
                    assertTrue(c.take(Timeout.NONE));
                    assertTrue(a.take(Timeout.FOREVER));
                    b.note("middle has both");
                    a.give();
                    c.give();
                  });
          task("high", 7, () -> b.note("high " + c.take(Timeout.FOREVER)));
          b.note(main.priorityGet() + " " + middle.priorityGet());
          a.give();
        });
    assertEquals(List.of("3 7", "middle has both", "high true"), notes);
  }

  @Test
  void knowsTheHolder() {
    board.play(_ -> {
      Semaphore mutex = Semaphore.createMutex();
      assertEquals(null, mutex.getMutexHolder());
      assertTrue(mutex.take(Timeout.NONE));
      assertEquals(Task.current(), mutex.getMutexHolder());
      mutex.give();
      assertEquals(null, mutex.getMutexHolder());
    });
  }

  @Test
  void isTakenRecursivelyByItsHolderOnly() {
    List<String> notes =
        board.play(b -> {
          Semaphore mutex = Semaphore.createRecursiveMutex();
          assertTrue(mutex.takeRecursive(Timeout.NONE));
          assertTrue(mutex.takeRecursive(Timeout.NONE));
          task(
              "other",
              2,
              () -> {
                b.note("give " + mutex.giveRecursive());
                b.note("take " + mutex.takeRecursive(Timeout.FOREVER));
              });
          assertTrue(mutex.giveRecursive());
          b.note("main gives");
          assertTrue(mutex.giveRecursive());
        });
    assertEquals(List.of("give false", "main gives", "take true"), notes);
  }

  @Test
  void stopsATaskThatGivesAMutexOfAnother() {
    String message =
        board.panic(_ -> {
          Semaphore mutex = Semaphore.createMutex();
          assertTrue(mutex.take(Timeout.NONE));
          task("other", 2, mutex::give);
        });
    assertTrue(message.startsWith("assert failed: xQueueGenericSend queue.c:830"), message);
  }

  @Test
  void isGivenFromAnInterrupt() {
    List<String> notes =
        board.play(b -> {
          Semaphore semaphore = Semaphore.createBinary();
          interruptIn(33, () -> semaphore.giveFromIsr(null));
          b.noteTime("" + semaphore.take(Timeout.FOREVER));
        });
    assertEquals(List.of("33 true"), notes);
  }

  @Test
  void staysTakenWhenItsHolderIsDeleted() {
    List<String> notes =
        board.play(b -> {
          Semaphore mutex = Semaphore.createMutex();
          task("holder", 2, () -> assertTrue(mutex.take(Timeout.NONE)));
          b.noteTime("" + mutex.take(Timeout.ticks(3)));
        });
    assertEquals(List.of("30 false"), notes);
  }
}
