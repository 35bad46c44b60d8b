package dev.espalier.emulator.net;

import dev.espalier.emulator.SeededRandom;

/** One direction between two hosts: the link's figures and how long its line is taken. */
final class SimPath {
  /** Headers of a packet, which the line carries too: Ethernet, IPv4, TCP. */
  private static final int OVERHEAD = 54;

  private final SeededRandom random;
  private SimLink link;
  private long lineFree;

  SimPath(SimLink link, SeededRandom random) {
    this.link = link;
    this.random = random;
  }

  void link(SimLink value) {
    link = value;
  }

  long latency() {
    return link.latencyNanos();
  }

  /** When a packet sent now is there. */
  long arrival(long now, int payload) {
    long sent = now;
    if (link.bytesPerSecond() > 0) {
      lineFree =
          Math.max(lineFree, now) + (payload + OVERHEAD) * 1_000_000_000L / link.bytesPerSecond();
      sent = lineFree;
    }
    long jitter = link.jitterNanos();
    if (jitter > 0) {
      sent += random.below((int) Math.min(jitter + 1, Integer.MAX_VALUE));
    }
    return sent + link.latencyNanos();
  }
}
