package dev.espalier.hal.freertos;

import static dev.espalier.hal.NotingBoard.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.NotingBoard;
import dev.espalier.hal.port.Chip;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskListTest {
  private final NotingBoard board = new NotingBoard();

  private static void trace(NotingBoard board) {
    board.with("CONFIG_FREERTOS_USE_TRACE_FACILITY=y");
  }

  @Test
  void countsTheTasksOfStartUp() {
    board.play(_ -> {
      // main, IDLE0, IDLE1, ipc0, ipc1, esp_timer, Tmr Svc
      assertEquals(7, TaskList.getNumberOfTasks());
      Task idle = TaskList.getIdleTaskHandle();
      assertEquals("IDLE0", idle.getName());
      assertEquals(0, idle.priorityGet());
      Task other = TaskList.getIdleTaskHandleForCpu(1);
      assertNotNull(other);
      assertEquals("IDLE1", other.getName());
      assertEquals(1, other.getAffinity());
      assertNull(TaskList.getIdleTaskHandleForCpu(2));
      assertNull(TaskList.getIdleTaskHandleForCpu(-1));
      assertEquals(Task.current(), TaskList.getCurrentTaskHandleForCpu(0));
      assertEquals(other, TaskList.getCurrentTaskHandleForCpu(1));
      SoftwareTimer.create("t", Timeout.ticks(1), false, null, _ -> {}).start(Timeout.NONE);
      assertEquals(7, TaskList.getNumberOfTasks());
    });
  }

  @Test
  void hasOneIdleTaskOnOneCore() {
    board.with("CONFIG_FREERTOS_UNICORE=y");
    board.play(_ -> {
      assertEquals(5, TaskList.getNumberOfTasks());
      assertEquals("IDLE", TaskList.getIdleTaskHandle().getName());
      Task pinned = Task.createPinnedToCore("t", 2048, 1, 1, () -> Task.delay(Timeout.FOREVER));
      assertEquals(0, pinned.getAffinity());
      pinned.delete();
    });
  }

  @Test
  void refusesACoreThatDoesNotExist() {
    String message = board.panic(_ -> Task.createPinnedToCore("t", 2048, 1, 2, () -> {}));
    assertTrue(message.startsWith("assert failed: xTaskCreatePinnedToCore tasks.c:683"), message);
  }

  @Test
  void countsADeletedTaskUntilTheIdleTaskHasFreedIt() {
    board.play(_ -> {
      int before = TaskList.getNumberOfTasks();
      task("short", 5, () -> {});
      assertEquals(before + 1, TaskList.getNumberOfTasks());
      Task.delay(Timeout.ticks(1));
      assertEquals(before, TaskList.getNumberOfTasks());
    });
  }

  @Test
  void listsTasksByStateAndPriority() {
    trace(board);
    List<String> notes =
        board.play(b -> {
          Task blocked = task("blocked", 5, () -> Task.delay(Timeout.ticks(10)));
          Task suspended = task("suspended", 6, () -> Task.current().suspend());
          for (TaskStatus each : TaskList.getSystemState()) {
            b.note(each.name() + " " + each.currentState() + " " + each.currentPriority());
          }
          TaskStatus info = TaskList.getInfo(blocked);
          assertEquals(5, info.basePriority());
          assertEquals(blocked, info.task());
          suspended.resume();
        });
    assertEquals(
        List.of(
            "main RUNNING 1",
            "IDLE0 READY 0",
            "IDLE1 READY 0",
            "esp_timer BLOCKED 22",
            "ipc0 BLOCKED 24",
            "ipc1 BLOCKED 24",
            "Tmr Svc BLOCKED 1",
            "blocked BLOCKED 5",
            "suspended SUSPENDED 6"),
        notes);
  }

  @Test
  void printsTheTable() {
    board.with("CONFIG_FREERTOS_USE_TRACE_FACILITY=y");
    String missing = board.panic(_ -> board.note(TaskList.list()));
    assertTrue(missing.contains("undefined reference to `vTaskList'"), missing);
    assertTrue(missing.contains("CONFIG_FREERTOS_USE_STATS_FORMATTING_FUNCTIONS=y"), missing);
  }

  @Test
  void tellsTheTimeThatTasksHaveTaken() {
    board.with("CONFIG_FREERTOS_USE_TRACE_FACILITY=y");
    List<String> notes =
        board.play(b -> {
          Chip.current().kernel().work(30_000_000);
          Task.delay(Timeout.millis(70));
          for (TaskStatus each : TaskList.getSystemState()) {
            if (each.runTimeCounter() > 0) {
              b.note(each.name() + " " + each.runTimeCounter());
            }
          }
        });
    assertEquals(List.of("main 30000", "IDLE0 70000"), notes);
  }

  @Test
  void freesThreadLocalsWithTheirTask() {
    List<String> notes =
        board.play(b -> {
          task(
              "t",
              5,
              () -> {
                TaskLocals locals = Task.current().locals();
                locals.setPointerAndDelCallback(0, "mine", (v, i) -> b.note("freed " + i + v));
                locals.setPointer(7, "beyond");
                assertEquals("mine", locals.pointer(0));
                assertNull(locals.pointer(7));
              });
          b.note("ended");
          Task.delay(Timeout.ticks(1));
          assertNull(Task.current().locals().pointer(0));
        });
    assertEquals(List.of("ended", "freed 0mine"), notes);
  }

  @Test
  void namesQueuesWhereTheRegistryHasRoom() {
    board.with("CONFIG_FREERTOS_QUEUE_REGISTRY_SIZE=1");
    board.play(_ -> {
      Queue<String> first = Queue.create(1);
      Queue<String> second = Queue.create(1);
      QueueRegistry.add(first, "first");
      QueueRegistry.add(second, "second");
      assertEquals("first", QueueRegistry.getName(first));
      assertNull(QueueRegistry.getName(second));
      first.delete();
      QueueRegistry.add(second, "second");
      assertEquals("second", QueueRegistry.getName(second));
      QueueRegistry.unregister(second);
      assertNull(QueueRegistry.getName(second));
    });
  }

  @Test
  void tracingToolsTellKindsApart() {
    board.play(_ -> {
      List<Integer> types = new ArrayList<>();
      types.add(Queue.create(1).getType());
      types.add(Semaphore.createMutex().getType());
      types.add(Semaphore.createCounting(2, 0).getType());
      types.add(Semaphore.createBinary().getType());
      types.add(Semaphore.createRecursiveMutex().getType());
      assertEquals(List.of(0, 1, 2, 3, 4), types);
      Semaphore given = Semaphore.createBinaryGiven();
      given.setNumber(42);
      assertEquals(42, given.getNumber());
      assertEquals(1, given.getCount());
    });
  }

  @Test
  void estimatesTheStackThatIsLeft() {
    board.play(_ -> {
      int before = Task.current().getStackHighWaterMark();
      StackEstimate.note(StackUse.TLS_HANDSHAKE);
      assertTrue(Task.current().getStackHighWaterMark() < before);
      Task.create(
          "small",
          2048,
          2,
          () -> {
            StackEstimate.note(StackUse.TLS_HANDSHAKE);
            assertEquals(0, Task.current().getStackHighWaterMark());
            Task.current().delete();
          });
    });
    assertTrue(
        board
            .output()
            .contains("task \"small\" has a stack of 2048 bytes, and what it calls needs"),
        board.output());
    assertFalse(board.output().contains("\"main\""), board.output());
  }
}
