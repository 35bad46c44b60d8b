package dev.espalier.emulator;

/** A reproducible random sequence (SplitMix64). */
public final class SeededRandom {
  private long state;

  /**
   * Begins a sequence.
   *
   * @param seed which one
   */
  public SeededRandom(long seed) {
    state = seed;
  }

  /**
   * The next number.
   *
   * @return 64 random bits
   */
  public long next() {
    state += 0x9E37_79B9_7F4A_7C15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }

  /**
   * A number in a range.
   *
   * @param bound 1 or more
   * @return 0 to {@code bound - 1}
   */
  public int below(int bound) {
    return (int) Long.remainderUnsigned(next(), bound);
  }
}
