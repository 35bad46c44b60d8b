package dev.espalier.emulator.net;

/** What a {@link SimRule} does with a packet. */
public sealed interface SimVerdict {
  /** Lets it through. */
  SimVerdict PASS = new Pass();

  /** Loses it; a connection tries again later, as TCP does, a datagram is gone. */
  SimVerdict DROP = new Drop();

  /** Resets the connection at both ends; a SYN is refused, a datagram lost. */
  SimVerdict RESET = new Reset();

  /**
   * Delivers it later; what follows in the same direction waits behind.
   *
   * @param nanos on top of the link's time
   * @return the verdict
   */
  static SimVerdict delay(long nanos) {
    return new Delay(nanos);
  }

  /** Lets it through. */
  record Pass() implements SimVerdict {}

  /** Loses it. */
  record Drop() implements SimVerdict {}

  /** Resets the connection. */
  record Reset() implements SimVerdict {}

  /**
   * Delivers it later.
   *
   * @param nanos on top of the link's time, 0 or more
   */
  record Delay(long nanos) implements SimVerdict {}
}
