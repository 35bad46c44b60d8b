package dev.espalier.emulator.tls;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.function.IntSupplier;

/** The board's random numbers in the form that the JDK's ciphers ask for: a run can be replayed. */
final class BoardRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  /**
   * Wraps a source.
   *
   * @param source gives 32 random bits each time
   */
  BoardRandom(IntSupplier source) {
    super(new Source(source), null);
  }

  private static final class Source extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    private final transient IntSupplier source;

    Source(IntSupplier source) {
      this.source = source;
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      // What libraries mix in (times, counters) would make runs differ.
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
      for (int i = 0; i < bytes.length; ) {
        int bits = source.getAsInt();
        for (int n = 0; n < 4 && i < bytes.length; n++) {
          bytes[i++] = (byte) bits;
          bits >>>= 8;
        }
      }
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
      byte[] seed = new byte[count];
      engineNextBytes(seed);
      return seed;
    }
  }
}
