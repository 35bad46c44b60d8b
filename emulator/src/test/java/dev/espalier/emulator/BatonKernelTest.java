package dev.espalier.emulator;

import dev.espalier.emulator.kernel.TaskContexts;
import org.junit.jupiter.api.Nested;

/** Tasks on ordinary threads that pass a baton. */
final class BatonKernelTest {
  @Nested
  final class Scheduling extends SchedulingContract {
    Scheduling() {
      super(TaskContexts.BATON);
    }
  }

  @Nested
  final class Waiting extends WaitingContract {
    Waiting() {
      super(TaskContexts.BATON);
    }
  }

  @Nested
  final class Deletion extends DeletionContract {
    Deletion() {
      super(TaskContexts.BATON);
    }
  }

  @Nested
  final class Failure extends FailureContract {
    Failure() {
      super(TaskContexts.BATON);
    }
  }
}
