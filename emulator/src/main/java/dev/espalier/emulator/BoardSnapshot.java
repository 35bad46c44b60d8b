package dev.espalier.emulator;

import dev.espalier.emulator.kernel.BoardKernel;
import dev.espalier.hal.freertos.TaskGlimpse;
import dev.espalier.hal.freertos.TaskList;
import dev.espalier.hal.lwip.SocketTrace;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.system.HeapReport;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a board is doing at a moment.
 *
 * @param board its name
 * @param nanos simulated time since its boot, 0 when it is off
 * @param boots how often it has booted
 * @param tasks its tasks, none when it is off
 * @param sockets a line for each open socket
 * @param heap its heap, of a board that is off at its last moment
 */
public record BoardSnapshot(
    String board,
    long nanos,
    int boots,
    List<TaskGlimpse> tasks,
    List<String> sockets,
    Optional<HeapReport> heap) {
  /** Copies the lists. */
  public BoardSnapshot {
    tasks = List.copyOf(tasks);
    sockets = List.copyOf(sockets);
  }

  static BoardSnapshot of(Board board, @Nullable BootedChip chip) {
    if (chip == null) {
      return new BoardSnapshot(
          board.name(), 0, board.boots(), List.of(), List.of(), board.heapReport());
    }
    BoardKernel kernel = chip.boardKernel();
    long behind = Math.max(0, board.simulation().now() - kernel.localTime());
    long sinceBoot = kernel.now() + behind;
    Chip before = Chip.enter(chip);
    try {
      return new BoardSnapshot(
          board.name(),
          sinceBoot,
          board.boots(),
          TaskList.glimpses(sinceBoot),
          SocketTrace.openSockets(),
          board.heapReport());
    } finally {
      Chip.enter(before);
    }
  }
}
