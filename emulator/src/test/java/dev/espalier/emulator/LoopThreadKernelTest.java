package dev.espalier.emulator;

import dev.espalier.emulator.kernel.TaskContexts;
import org.junit.jupiter.api.Nested;

/** Tasks on virtual threads that the reactor schedules. */
final class LoopThreadKernelTest {
  @Nested
  final class Scheduling extends SchedulingContract {
    Scheduling() {
      super(TaskContexts.LOOP_THREADS);
    }
  }

  @Nested
  final class Waiting extends WaitingContract {
    Waiting() {
      super(TaskContexts.LOOP_THREADS);
    }
  }

  @Nested
  final class Deletion extends DeletionContract {
    Deletion() {
      super(TaskContexts.LOOP_THREADS);
    }
  }

  @Nested
  final class Failure extends FailureContract {
    Failure() {
      super(TaskContexts.LOOP_THREADS);
    }
  }
}
