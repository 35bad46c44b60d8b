package dev.espalier.hal.freertos;

import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.KernelTask;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.Heap;
import dev.espalier.hal.system.HeapLease;
import dev.espalier.hal.system.HeapUse;
import org.jspecify.annotations.Nullable;

/**
 * What a new task is made of.
 *
 * @param name its name, not yet cut
 * @param stackBytes its stack size
 * @param priority 0 to 24, or more, which counts as 24
 * @param coreId its core, not yet checked
 */
record TaskFactory(String name, int stackBytes, int priority, int coreId) {
  /** Creates it with stack and control block from the heap. */
  Task createDynamic(Runnable body) {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    rtos.tasks.replace(name);
    HeapLease memory = Heap.lease(HeapUse.TASKS);
    if (!memory.take(stackBytes) || !memory.take(CStruct.TCB)) {
      memory.release();
      throw Heap.current()
          .exhausted("xTaskCreate of \"" + name + "\"", stackBytes + CStruct.TCB.bytes());
    }
    Task task = spawn(rtos, memory, body);
    rtos.kernel.reschedule();
    return task;
  }

  /** Creates it in the firmware's own static memory. */
  Task createStatic(Runnable body) {
    Rtos rtos = Rtos.ofBoard();
    rtos.kernel.call();
    Task task = spawn(rtos, null, body);
    rtos.kernel.reschedule();
    return task;
  }

  private Task spawn(Rtos rtos, @Nullable HeapLease memory, Runnable body) {
    int core = rtos.cores == 1 ? 0 : coreId;
    if ((core < 0 || core >= rtos.cores) && core != Task.NO_AFFINITY) {
      throw EspAbort.assertFailed(
          "xTaskCreatePinnedToCore",
          "tasks.c:683",
          "(xCoreID>=0 && xCoreID<( 2 )) || (xCoreID==( ( BaseType_t ) 0x7FFFFFFF ))");
    }
    String shortName = name.length() > rtos.nameLength ? name.substring(0, rtos.nameLength) : name;
    KernelTask kernelTask =
        rtos.kernel.spawn(
            shortName,
            Math.min(priority, Rtos.MAX_PRIORITIES - 1),
            stackBytes,
            new Body(body, shortName));
    Task task = new Task(rtos, kernelTask, core, memory);
    kernelTask.attach(task);
    return task;
  }

  /** A task's body; no lambda, whose frames would lie on the stack of every task that waits. */
  private record Body(Runnable body, String name) implements Runnable {
    @Override
    public void run() {
      body.run();
      throw returned(name);
    }
  }

  private static EspAbort returned(String name) {
    EspLog.e("FreeRTOS", "FreeRTOS Task \"%s\" should not return, Aborting now!", name);
    return new EspAbort("task \"" + name + "\" returned: end it with Task.current().delete()");
  }
}
