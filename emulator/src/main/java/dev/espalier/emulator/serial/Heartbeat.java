package dev.espalier.emulator.serial;

/**
 * Whether the board is still there: when to ask, and when it answered. Owner: {@link HostSession}.
 */
final class Heartbeat {
  static final long SILENCE_MAX = 3_500_000_000L;
  private static final long PING_EVERY = 1_000_000_000L;
  private static final long STALL_MAX = 10_000_000_000L;
  private static final long MILLI = 1_000_000;

  private final NumberedLink link;
  private long nextPing;
  private long heardAt;
  private long answeredAt;

  Heartbeat(NumberedLink link) {
    this.link = link;
  }

  /** From here on it has to be heard, and to acknowledge. */
  void begin(long now) {
    heardAt = now;
    nextPing = now;
    link.resume(now);
  }

  /** Something valid has come. */
  void heard(long now) {
    heardAt = now;
  }

  /** A PONG has come. */
  void answered(long now) {
    answeredAt = now;
  }

  /** Asks for a sign of life when it is time. */
  void tick(long now) {
    if (now >= nextPing) {
      nextPing = now + PING_EVERY;
      link.ping(now);
    }
    link.tick(now);
  }

  long deadline() {
    return Math.min(Math.min(nextPing, heardAt + SILENCE_MAX), link.deadline());
  }

  /** Why the session cannot go on, empty when it can. */
  String end(long now) throws ViolationException {
    if (now - heardAt >= SILENCE_MAX) {
      return "the board has not been heard for " + (now - heardAt) / MILLI + " ms";
    }
    if (link.waiting(now) < STALL_MAX) {
      return "";
    }
    if (now - answeredAt < SILENCE_MAX) {
      throw new ViolationException(
          "it answers, but has acknowledged nothing for " + link.waiting(now) / MILLI + " ms");
    }
    return "the board does not hear Espalier: nothing acknowledged for "
        + link.waiting(now) / MILLI
        + " ms";
  }
}
