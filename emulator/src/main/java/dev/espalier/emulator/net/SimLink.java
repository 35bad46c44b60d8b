package dev.espalier.emulator.net;

/**
 * How packets travel between two hosts, one way.
 *
 * @param latencyNanos from the sender to the receiver, 0 or more
 * @param jitterNanos up to so much more, drawn from the network's seed; never reorders a connection
 * @param bytesPerSecond what the line carries, 0 for no limit
 */
public record SimLink(long latencyNanos, long jitterNanos, long bytesPerSecond) {
  /** Within one machine: 20 µs. */
  public static final SimLink LOOPBACK = new SimLink(20_000, 0, 0);

  /** A quiet Wi-Fi at home: 2 ms, 20 Mbit/s. */
  public static final SimLink WIFI = new SimLink(2_000_000, 0, 2_500_000);

  /** Checks the figures. */
  public SimLink {
    if (latencyNanos < 0 || jitterNanos < 0 || bytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "a link's figures must be 0 or more: "
              + latencyNanos
              + " ns, "
              + jitterNanos
              + " ns, "
              + bytesPerSecond
              + " B/s");
    }
  }

  /**
   * A link with nothing but latency.
   *
   * @param nanos from the sender to the receiver
   * @return the link
   */
  public static SimLink latency(long nanos) {
    return new SimLink(nanos, 0, 0);
  }
}
