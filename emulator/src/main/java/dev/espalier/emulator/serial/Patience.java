package dev.espalier.emulator.serial;

/** How often a board may break the protocol in a row. Owner: {@link HostSession}. */
final class Patience {
  private static final long PEACE = 60_000_000_000L;
  private static final int VIOLATIONS_MAX = 3;

  private int violations;
  private long last = Long.MIN_VALUE / 2;

  /** Counts a violation; says whether it was the last that is borne. */
  boolean isOver(long now) {
    violations = now - last < PEACE ? violations + 1 : 1;
    last = now;
    return violations >= VIOLATIONS_MAX;
  }
}
