package dev.espalier.emulator.kernel;

/** A number that two runs share only if the same things happened at the same times. */
public final class Digest {
  private long value = 0x243F_6A88_85A3_08D3L;

  /** The digest of nothing. */
  public Digest() {}

  void mix(long what, long when) {
    long v = (value ^ what) * 0x9E37_79B9_7F4A_7C15L;
    value = Long.rotateLeft(v, 29) ^ (when * 0xC2B2_AE3D_27D4_EB4FL);
  }

  /**
   * Adds a random draw or another outcome.
   *
   * @param outcome what came out
   */
  public void mix(long outcome) {
    mix(outcome, 0);
  }

  /**
   * The digest of all that has happened.
   *
   * @return 64 bits
   */
  public long value() {
    return value;
  }
}
