package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.KernelTask.State;
import java.util.List;
import java.util.Locale;

/** Words for what tasks do and wait for. */
final class StateReport {
  private StateReport() {}

  static String of(List<BoardKernel> boards) {
    StringBuilder text = new StringBuilder();
    for (BoardKernel board : boards) {
      for (SimTask task : board.taskTable().all()) {
        text.append(line(board, task)).append('\n');
      }
    }
    return text.toString();
  }

  /** What a task waits for, and until when at most; empty when it does not wait. */
  static String waitsFor(SimTask task) {
    if (task.state != State.BLOCKED) {
      return "";
    }
    SimWaitList list = task.waitingIn;
    String what = list == null ? "plain Java" : list.what();
    return task.waitDeadline == Kernel.NEVER || list == null
        ? what
        : String.format(Locale.ROOT, "%s, until %.3f s", what, task.waitDeadline / 1e9);
  }

  static String hang(BoardKernel board, SimTask task, long nanos) {
    return String.format(
        Locale.ROOT,
        "task %s of board %s has waited without limit for %.1f s:%n%s",
        task.name(),
        board.name(),
        nanos / 1e9,
        line(board, task));
  }

  private static String line(BoardKernel board, SimTask task) {
    return String.format(
        Locale.ROOT,
        "  %s/%s (priority %d%s): %s; created at %s",
        board.name(),
        task.name(),
        task.priority(),
        task.daemon ? ", service" : "",
        activity(task),
        task.createdAt);
  }

  private static String activity(SimTask task) {
    String what =
        switch (task.state) {
          case RUNNING -> "running";
          case READY -> "ready";
          case SUSPENDED -> "suspended";
          case DELETED -> "deleted";
          case BLOCKED -> {
            SimWaitList list = task.waitingIn;
            yield list == null ? "waits in plain Java" : "waits for " + list.describe();
          }
        };
    boolean waits = task.state == State.BLOCKED || task.state == State.SUSPENDED;
    return waits
        ? String.format(Locale.ROOT, "%s, since %.6f s", what, task.waitingSince / 1e9)
        : what;
  }
}
