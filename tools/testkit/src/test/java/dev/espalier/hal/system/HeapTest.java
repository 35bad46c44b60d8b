package dev.espalier.hal.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.freertos.EventGroup;
import dev.espalier.hal.freertos.MessageBuffer;
import dev.espalier.hal.freertos.Queue;
import dev.espalier.hal.freertos.QueueSet;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.SoftwareTimer;
import dev.espalier.hal.freertos.StreamBuffer;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.testkit.OneBoard;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapTest {
  private static int free() {
    return EspSystem.getFreeHeapSize();
  }

  @Test
  void hasWhatAnEsp32HasWhenAppMainBegins() {
    OneBoard.run(() -> assertEquals(288_000, free()));
    OneBoard.run(BoardConfig.defaults().withHeapBytes(50_000), () -> assertEquals(50_000, free()));
    OneBoard.run(BoardConfig.defaults().withoutLimits(), () -> assertEquals(1 << 30, free()));
  }

  @Test
  void chargesWhatTheGenuineCodeAllocates() {
    OneBoard.run(() -> {
      int before = free();
      Queue<String> queue = Queue.create(10, 20);
      assertEquals(before - (84 + 200 + 4), free());
      queue.delete();
      assertEquals(before, free());
      Semaphore mutex = Semaphore.createMutex();
      assertEquals(before - (84 + 4), free());
      mutex.delete();
      EventGroup group = EventGroup.create();
      assertEquals(before - (36 + 4), free());
      group.delete();
      StreamBuffer stream = StreamBuffer.create(100, 1);
      assertEquals(before - (40 + 101 + 3 + 4), free());
      stream.delete();
      MessageBuffer messages = MessageBuffer.create(99);
      assertEquals(before - (40 + 100 + 4), free());
      messages.delete();
      assertEquals(before, free());
    });
  }

  @Test
  void chargesNothingForStaticObjects() {
    OneBoard.run(() -> {
      int before = free();
      Queue.createStatic(10).delete();
      Semaphore.createMutexStatic().delete();
      Semaphore.createBinaryStatic().delete();
      Semaphore.createCountingStatic(3, 1).delete();
      EventGroup.createStatic().delete();
      StreamBuffer.createStatic(10, 1).delete();
      MessageBuffer.createStatic(10).delete();
      Task task = Task.createStatic("static", 4096, 1, () -> Task.delay(Timeout.FOREVER));
      assertEquals(before, free());
      assertEquals(before, EspSystem.getMinimumFreeHeapSize());
      task.delete();
      assertEquals(before, free());
    });
  }

  @Test
  void givesATimersMemoryBackInTheTimerTask() {
    OneBoard.run(() -> {
      SoftwareTimer first =
          SoftwareTimer.create("first", Timeout.ticks(1), false, null, timer -> {});
      first.start(Timeout.FOREVER); // the timer task begins now
      Task.delay(Timeout.ticks(2));
      int before = free();
      SoftwareTimer second =
          SoftwareTimer.create("second", Timeout.ticks(1), false, null, timer -> {});
      assertEquals(before - 44, free());
      second.delete(Timeout.FOREVER);
      Task.delay(Timeout.ticks(2));
      assertEquals(before, free());
    });
  }

  @Test
  void refusesWhatIsNotFree() {
    OneBoard.run(
        BoardConfig.defaults().withHeapBytes(1000),
        () -> {
          List<Object> made = new ArrayList<>();
          EspException failure =
              assertThrows(
                  EspException.class,
                  () -> {
                    while (true) {
                      made.add(Semaphore.createBinary());
                    }
                  });
          assertEquals(EspErr.ESP_ERR_NO_MEM, failure.code());
          assertEquals(1000 / 88, made.size());
          assertThrows(EspException.class, () -> Queue.create(100, 100));
          assertThrows(EspException.class, () -> QueueSet.create(100));
          assertThrows(EspException.class, () -> Task.create("t", 2048, 1, () -> {}));
          assertEquals(1000 - 88 * made.size(), free());
        });
  }

  @Test
  void freesADeletedTaskWhenTheIdleTaskRuns() {
    OneBoard.run(() -> {
      int before = free();
      Task.create("short", 2048, 5, () -> Task.current().delete());
      assertEquals(before - 2048 - 4 - 344, free()); // it has ended, nobody was idle
      Task.delay(Timeout.ticks(1));
      assertEquals(before, free());
    });
  }

  @Test
  void freesATaskThatAnotherOneDeletesAtOnce() {
    OneBoard.run(() -> {
      int before = free();
      Task.create("waits", 2048, 5, () -> Task.delay(Timeout.FOREVER)).delete();
      assertEquals(before, free());
      Task other = Task.createPinnedToCore("core1", 2048, 5, 1, () -> Task.delay(Timeout.FOREVER));
      other.delete(); // the other core's idle task has to do it
      assertEquals(before - 2048 - 4 - 344, free());
      Task.delay(Timeout.ticks(1));
      assertEquals(before, free());
    });
  }

  @Test
  void knowsTheLargestBlock() {
    OneBoard.run(() -> {
      int largest = HeapCapsInfo.getLargestFreeBlock(HeapCaps.MALLOC_CAP_DEFAULT);
      assertTrue(largest < free());
      assertNull(HeapCaps.malloc(largest + 8, HeapCaps.MALLOC_CAP_DEFAULT));
      byte[] block = HeapCaps.malloc(largest, HeapCaps.MALLOC_CAP_DEFAULT);
      assertNotNull(block);
      HeapInfo info = HeapCapsInfo.getInfo(HeapCaps.MALLOC_CAP_DEFAULT);
      assertEquals(free(), info.totalFreeBytes());
      assertTrue(info.largestFreeBlock() < info.totalFreeBytes());
      assertEquals(info.totalBlocks(), info.allocatedBlocks() + info.freeBlocks());
      HeapCaps.free(block);
    });
  }

  @Test
  void resizesBlocks() {
    OneBoard.run(() -> {
      int before = free();
      byte[] block = HeapCaps.malloc(100, HeapCaps.MALLOC_CAP_8BIT);
      assertNotNull(block);
      block[7] = 42;
      byte[] larger = HeapCaps.realloc(block, 200, HeapCaps.MALLOC_CAP_8BIT);
      assertNotNull(larger);
      assertEquals(42, larger[7]);
      assertEquals(before - 204, free());
      assertNull(HeapCaps.realloc(larger, 1_000_000, HeapCaps.MALLOC_CAP_8BIT));
      assertEquals(before - 204, free());
      assertNull(HeapCaps.realloc(larger, 0, HeapCaps.MALLOC_CAP_8BIT));
      assertEquals(before, free());
    });
  }

  @Test
  void panicsOnASecondFree() {
    String text =
        OneBoard.panic(() -> {
          byte[] block = HeapCaps.malloc(100, HeapCaps.MALLOC_CAP_8BIT);
          HeapCaps.free(block);
          HeapCaps.free(block);
        });
    assertTrue(text.contains("assert failed: tlsf_free heap_tlsf.c:965"), text);
  }

  @Test
  void tellsOfFailedAllocations() {
    OneBoard.run(() -> {
      List<String> heard = new ArrayList<>();
      HeapCaps.registerFailedAllocCallback(
          (size, caps, function) -> heard.add(size + " " + function));
      assertNull(HeapCaps.malloc(1_000_000, HeapCaps.MALLOC_CAP_8BIT));
      assertEquals(List.of("1000000 heap_caps_malloc"), heard);
    });
  }

  @Test
  void reportsPeakAndSlope() {
    try (Simulation simulation = Simulation.builder().build()) {
      Board board = simulation.board(BoardConfig.defaults());
      board.boot(() -> {
        byte[] passing = HeapCaps.malloc(10_000, HeapCaps.MALLOC_CAP_8BIT);
        HeapCaps.free(passing);
        for (int i = 0; i < 10; i++) {
          Semaphore leaked = i == 0 ? Semaphore.createMutex() : Semaphore.createBinary();
          assertNotNull(leaked);
          Heap.current().mark("reconnect");
        }
      });
      assertEquals(RunResult.End.DONE, simulation.run().end());
      HeapReport report = board.heapReport().orElseThrow();
      assertEquals(288_000, report.atStart());
      assertEquals(288_000 - 10_004, report.minimumFree());
      assertEquals(List.of(new HeapReport.Trend("reconnect", 10, 88)), report.trends());
      assertTrue(report.text().contains("+88 B per reconnect (10 seen)"), report.text());
    }
  }
}
