package dev.espalier.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.Firmware;

/** Runs firmware on one board on virtual time and gives back what it printed. */
public final class OneBoard {
  private OneBoard() {}

  /** Runs firmware that ends by itself. */
  public static String run(Firmware firmware) {
    return run(BoardConfig.defaults(), firmware);
  }

  /** Runs firmware that ends by itself, on a board of its own kind. */
  public static String run(BoardConfig config, Firmware firmware) {
    try (Simulation simulation = Simulation.builder().seed(7).build()) {
      Board board = simulation.board(config);
      board.boot(firmware);
      RunResult result = simulation.runFor(600_000_000_000L);
      assertEquals(RunResult.End.DONE, result.end(), () -> result.report() + board.output());
      return board.output();
    }
  }

  /** Runs firmware that ends in a panic, and gives back the panic's text. */
  public static String panic(Firmware firmware) {
    try (Simulation simulation = Simulation.builder().seed(7).build()) {
      Board board = simulation.board(BoardConfig.defaults());
      board.boot(firmware);
      RunResult result = simulation.runFor(600_000_000_000L);
      assertEquals(RunResult.End.PANIC, result.end(), board::output);
      return board.output();
    }
  }
}
