package dev.espalier.emulator;

import dev.espalier.emulator.kernel.TaskContexts;

/** Tasks on ordinary threads that pass a baton. */
final class BatonKernelTest extends KernelContract {
  BatonKernelTest() {
    super(TaskContexts.BATON);
  }
}
