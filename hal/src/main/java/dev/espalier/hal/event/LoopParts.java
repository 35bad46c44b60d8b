package dev.espalier.hal.event;

import dev.espalier.hal.freertos.Queue;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.system.HeapLease;
import org.jspecify.annotations.Nullable;

/** What an event loop is made of, in C's order: where one part fails, those before are freed. */
final class LoopParts {
  private static final String TAG = "event";

  private @Nullable HeapLease loop;

  LoopParts() {}

  void loop(HeapLease memory) {
    if (!memory.take(CStruct.EVENT_LOOP)) {
      EspLog.e(TAG, "alloc for event loop failed");
      throw new EspException(EspErr.ESP_ERR_NO_MEM, "no memory for an event loop");
    }
    loop = memory;
  }

  <T> Queue<T> queue(int size, String name) {
    try {
      return Queue.create(size, CStruct.EVENT_POST.bytes(), name);
    } catch (EspException e) {
      throw failed("create event loop queue failed", e);
    }
  }

  Semaphore mutex(Queue<?> queue) {
    try {
      return Semaphore.createRecursiveMutex();
    } catch (EspException e) {
      queue.delete();
      throw failed("create event loop mutex failed", e);
    }
  }

  Semaphore profilingMutex(Queue<?> queue, Semaphore mutex) {
    try {
      return Semaphore.createMutex();
    } catch (EspException e) {
      queue.delete();
      mutex.delete();
      throw failed("create event loop profiling mutex failed", e);
    }
  }

  /** What is undone when there is no memory for the loop's task. */
  static void freeAll(
      HeapLease loop, Queue<?> queue, Semaphore mutex, @Nullable Semaphore profilingMutex) {
    EspLog.e(TAG, "create task for loop failed");
    queue.delete();
    mutex.delete();
    if (profilingMutex != null) {
      profilingMutex.delete();
    }
    loop.release();
  }

  private EspException failed(String line, EspException cause) {
    EspLog.e(TAG, "%s", line);
    if (loop != null) {
      loop.release();
    }
    return cause;
  }
}
