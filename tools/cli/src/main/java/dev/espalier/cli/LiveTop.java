package dev.espalier.cli;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.Simulation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the table of {@code --top} up to date below the console. It looks at the board between two
 * steps of the simulation, so that the run is the same as without it.
 */
final class LiveTop {
  private static final long REFRESH_MILLIS = 500;

  private final Terminal terminal;
  private final TopTable table;
  private final CountDownLatch ended = new CountDownLatch(1);

  LiveTop(Terminal terminal, TopTable table) {
    this.terminal = terminal;
    this.table = table;
  }

  /** Begins to show a board; its firmware may not have booted yet. */
  void start(Simulation world, Board board) {
    Thread.ofPlatform()
        .daemon()
        .name("espalier-top")
        .start(() -> {
          try {
            while (!ended.await(REFRESH_MILLIS, TimeUnit.MILLISECONDS)) {
              world.post(() -> show(board));
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private void show(Board board) {
    if (board.isOn()) {
      terminal.below(table.lines(board.snapshot()));
    }
  }

  /** Shows the last moment, with shares of the whole time, and leaves it on the screen. */
  void finish(Board board) {
    ended.countDown();
    terminal.below(TopTable.sinceBoot(board.snapshot()));
    terminal.settle();
  }
}
