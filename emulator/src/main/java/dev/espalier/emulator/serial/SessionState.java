package dev.espalier.emulator.serial;

/** Where a {@link HostSession} is. */
enum SessionState {
  /** There is no line. */
  CLOSED,
  /** RST goes out until HELLO comes. */
  CALLING,
  /** A rate is being looked for. */
  TUNING,
  /** Sockets can be opened. */
  UP,
  /** Closed for good, or for a reason that does not go away by itself. */
  GIVEN_UP
}
