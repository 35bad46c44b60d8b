package dev.espalier.emulator;

import dev.espalier.emulator.kernel.TaskContexts;

/** Tasks on virtual threads that the reactor schedules. */
final class LoopThreadKernelTest extends KernelContract {
  LoopThreadKernelTest() {
    super(TaskContexts.LOOP_THREADS);
  }
}
