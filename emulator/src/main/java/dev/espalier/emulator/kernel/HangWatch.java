package dev.espalier.emulator.kernel;

import dev.espalier.hal.port.Kernel;

/** Warns once of each task that waits without limit for longer than it should. */
final class HangWatch {
  private final Reactor reactor;
  private final ReactorOptions options;
  private long nextCheck = Kernel.NEVER;

  HangWatch(Reactor reactor, ReactorOptions options) {
    this.reactor = reactor;
    this.options = options;
  }

  /** A task has begun to wait without limit. */
  void waitsForEver(long since) {
    nextCheck = Math.min(nextCheck, since + options.hangAfterNanos());
  }

  /** When the next wait becomes worth a warning. */
  long nextCheck() {
    return nextCheck;
  }

  /** Looks for hanging tasks if it is time; called when simulated time advances. */
  void check(long now) {
    if (now < nextCheck) {
      return;
    }
    nextCheck = Kernel.NEVER;
    for (BoardKernel board : reactor.boards()) {
      for (SimTask task : board.taskTable().all()) {
        if (task.waitsForEver() && !task.daemon && !task.hangReported) {
          long since = board.toSimulationTime(task.waitingSince);
          if (now - since >= options.hangAfterNanos()) {
            task.hangReported = true;
            options.warnings().accept(StateReport.hang(board, task, now - since));
          } else {
            waitsForEver(since);
          }
        }
      }
    }
  }
}
