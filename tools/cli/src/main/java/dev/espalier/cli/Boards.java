package dev.espalier.cli;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.hal.config.SdkConfig;

/** The board that commands boot. */
final class Boards {
  private static final long MICROS_PER_MILLI = 1000;

  private Boards() {}

  /** Returns a board with a console like that of {@code idf.py monitor}. */
  static BoardConfig equipped(SdkConfig options) {
    return BoardConfig.defaults()
        .withSdkConfig(options)
        .withBootLines(true)
        .withColours(Terminal.standardOutputHasColours());
  }

  /**
   * Returns a board that knows the time of day, as after SNTP: certificates of real servers are
   * checked against it. On simulated networks a run is the same at any time of day.
   */
  static BoardConfig withTimeOfDay(BoardConfig board) {
    return board.withWallMicros(System.currentTimeMillis() * MICROS_PER_MILLI);
  }
}
