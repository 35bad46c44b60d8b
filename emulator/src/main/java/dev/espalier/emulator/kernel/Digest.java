package dev.espalier.emulator.kernel;

import org.jspecify.annotations.Nullable;

/** A number that two runs share only if the same things happened at the same times. */
public final class Digest {
  private final @Nullable Trace trace;
  private long value = 0x243F_6A88_85A3_08D3L;

  /**
   * The digest of nothing.
   *
   * @param trace hears what is added, null for nobody
   */
  Digest(@Nullable Trace trace) {
    this.trace = trace;
  }

  void dispatch(int board, SimTask task, long when) {
    mix(((long) board << 32) | task.id, when);
    if (trace != null) {
      trace.event(when, board, task.name());
    }
  }

  /** A board has nothing to run: no part of the digest, since it follows from the rest. */
  void idle(int board, long when) {
    if (trace != null) {
      trace.idle(when, board);
    }
  }

  /**
   * Adds a random draw.
   *
   * @param drawn what came out
   * @param when the simulated time
   */
  public void random(int drawn, long when) {
    mix(drawn, when);
    if (trace != null) {
      trace.random(when, drawn);
    }
  }

  private void mix(long what, long when) {
    long v = (value ^ what) * 0x9E37_79B9_7F4A_7C15L;
    value = Long.rotateLeft(v, 29) ^ (when * 0xC2B2_AE3D_27D4_EB4FL);
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
