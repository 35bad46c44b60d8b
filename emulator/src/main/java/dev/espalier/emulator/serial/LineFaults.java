package dev.espalier.emulator.serial;

import java.util.Arrays;
import java.util.function.IntSupplier;

/** Turns bits over and loses bytes, at random places. Owner: one direction of a line. */
final class LineFaults {
  private static final double MEGABYTE = 1e6;

  private final IntSupplier random;
  private final double flips;
  private final double drops;
  private double untilFlip;
  private double untilDrop;

  LineFaults(IntSupplier random, double flips, double drops) {
    this.random = random;
    this.flips = flips;
    this.drops = drops;
    this.untilFlip = distance(flips);
    this.untilDrop = distance(drops);
  }

  private double unit() {
    return (random.getAsInt() >>> 1) / (double) Integer.MAX_VALUE;
  }

  /** Bytes to the next fault: exponentially distributed. */
  private double distance(double perMegabyte) {
    return perMegabyte <= 0
        ? Double.MAX_VALUE
        : -Math.log(1 - unit() * 0.999_999) * MEGABYTE / perMegabyte;
  }

  /** What comes of these bytes; may be the same array. */
  byte[] apply(byte[] bytes) {
    byte[] out = bytes;
    while (untilFlip < out.length) {
      out[(int) untilFlip] ^= (byte) (1 << (random.getAsInt() & 7));
      untilFlip += distance(flips);
    }
    untilFlip -= untilFlip == Double.MAX_VALUE ? 0 : out.length;
    while (untilDrop < out.length) {
      int at = (int) untilDrop;
      byte[] shorter = Arrays.copyOf(out, out.length - 1);
      System.arraycopy(out, at + 1, shorter, at, shorter.length - at);
      out = shorter;
      untilDrop += distance(drops);
    }
    untilDrop -= untilDrop == Double.MAX_VALUE ? 0 : out.length;
    return out;
  }

  /** What a receiver at another rate takes these bytes for. */
  byte[] garbage(byte[] bytes) {
    byte[] out = new byte[bytes.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (byte) random.getAsInt();
    }
    return out;
  }
}
