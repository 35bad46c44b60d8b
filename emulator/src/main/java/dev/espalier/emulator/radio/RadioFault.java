package dev.espalier.emulator.radio;

import java.util.function.IntSupplier;

/** Decides for each attempt to join whether the radio lets it pass. A lambda is a fault. */
@FunctionalInterface
public interface RadioFault {
  /** Nothing goes wrong. */
  RadioFault NONE = (board, attempt, random) -> 0;

  /**
   * Decides.
   *
   * @param board the board's name
   * @param attempt its attempts since the board's start, from 1 on
   * @param random draws from the board's seeded sequence
   * @return 0 to let it pass, or the reason of the refusal ({@code wifi_err_reason_t})
   */
  int refuse(String board, int attempt, IntSupplier random);
}
