package dev.espalier.emulator.fault;

import dev.espalier.emulator.radio.Air;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** What goes wrong. Values; times in nanoseconds. */
public sealed interface Fault {
  /** Wi-Fi reason of an access point whose beacons stay away. */
  int BEACON_TIMEOUT = 200;

  /** A signal, in dBm, in which a station no longer hears its access point. */
  int OUT_OF_REACH = Air.OUT_OF_REACH;

  /** Something that holds for the time of its rule, for all that passes meanwhile. */
  sealed interface Lasting extends Fault {}

  /** Something that happens at one moment. */
  sealed interface Momentary extends Fault {}

  // ---- streams

  /**
   * Bytes and datagrams arrive later, both ways; streams keep their order.
   *
   * @param nanos so much
   * @param jitterNanos and up to so much more, drawn from the seed
   */
  record Latency(long nanos, long jitterNanos) implements Lasting {}

  /**
   * Each direction of a connection carries only so much.
   *
   * @param bytesPerSecond 1 or more
   */
  record Bandwidth(long bytesPerSecond) implements Lasting {
    /** Checks the figure. */
    public Bandwidth {
      if (bytesPerSecond < 1) {
        throw new IllegalArgumentException(
            "a bandwidth is 1 byte per second or more: " + bytesPerSecond);
      }
    }
  }

  /**
   * Packets are lost: a stream stalls until they were sent again, a datagram is gone.
   *
   * @param probability of each packet, 0 to 1
   */
  record Loss(double probability) implements Lasting {
    /** Checks the figure. */
    public Loss {
      Fault.checkProbability(probability);
    }
  }

  /** Nothing arrives any more, in neither direction, and nobody is told: a half-open link. */
  record Stall() implements Lasting {}

  /**
   * Bytes arrive in drops: a server that sends slowly.
   *
   * @param bytes so many at a time
   * @param nanos one drop in so much
   */
  record Drip(int bytes, long nanos) implements Lasting {
    /** Checks the figures. */
    public Drip {
      if (bytes < 1 || nanos < 1) {
        throw new IllegalArgumentException(
            "a drip is 1 byte or more in 1 ns or more: " + bytes + " in " + nanos + " ns");
      }
    }
  }

  /** New connections are refused (RST to the SYN). */
  record Refuse() implements Lasting {}

  /** New connections never complete: SYNs go into a black hole. */
  record BlackHole() implements Lasting {}

  /** Connections are reset (RST), at both ends. */
  record Reset() implements Momentary {}

  /** Connections are ended in order (FIN), at both ends, by somebody in between. */
  record Fin() implements Momentary {}

  /**
   * Somebody in between answers in the peer's place and ends the connection.
   *
   * @param bytes what the board receives
   */
  @SuppressWarnings("ArrayRecordComponent") // handed through, never compared
  record Answer(byte[] bytes) implements Momentary {
    /**
     * A fatal TLS alert.
     *
     * @param description RFC 5246 section 7.2, such as 40 for handshake_failure
     * @return the fault
     */
    public static Answer tlsAlert(int description) {
      return new Answer(new byte[] {21, 3, 3, 0, 2, 2, (byte) description});
    }

    /**
     * What a captive portal answers to any request.
     *
     * @param location where it sends the client
     * @return the fault
     */
    public static Answer captivePortal(String location) {
      return new Answer(
          ("HTTP/1.1 302 Found\r\nLocation: "
                  + location
                  + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  // ---- datagrams

  /**
   * Some datagrams are overtaken by later ones.
   *
   * @param probability of each, 0 to 1
   * @param nanos how late they are
   */
  record Reorder(double probability, long nanos) implements Lasting {
    /** Checks the figure. */
    public Reorder {
      Fault.checkProbability(probability);
    }
  }

  // ---- names

  /** Names are not known (NXDOMAIN). */
  record DnsFails() implements Lasting {}

  /**
   * Looking a name up takes longer.
   *
   * @param nanos so much
   */
  record DnsSlow(long nanos) implements Lasting {}

  /**
   * Names lead to the wrong host.
   *
   * @param address its address
   */
  record DnsWrong(InetAddress address) implements Lasting {}

  // ---- Wi-Fi

  /**
   * Stations are thrown out.
   *
   * @param reason {@code wifi_err_reason_t}, such as {@link #BEACON_TIMEOUT}
   */
  record WifiDrop(int reason) implements Momentary {}

  /** The access point is gone: stations lose it and find none. */
  record WifiGone() implements Lasting {}

  /**
   * Stations are not let in.
   *
   * @param reason {@code wifi_err_reason_t}, such as 202 for a failed authentication
   */
  record WifiRefuse(int reason) implements Lasting {}

  /**
   * The signal fades: somebody carries the board away. At {@link #OUT_OF_REACH} the station loses
   * its access point and finds none; when the fault ends, the signal is what it was.
   *
   * @param dbm what is left in the end, -127 to 0
   * @param overNanos the time that it takes
   */
  record SignalFades(int dbm, long overNanos) implements Lasting {
    /** Checks the figures. */
    public SignalFades {
      if (dbm < -127 || dbm > 0 || overNanos < 0) {
        throw new IllegalArgumentException(
            "a signal fades to -127..0 dBm in 0 ns or more: " + dbm + " in " + overNanos + " ns");
      }
    }
  }

  /** The DHCP server gives stations another address. */
  record AddressChange() implements Momentary {}

  // ---- power

  /**
   * The board loses its power.
   *
   * @param nanos until it is back
   */
  record PowerLoss(long nanos) implements Momentary {}

  /**
   * The board loses its power while it writes to flash memory, the next time it does.
   *
   * @param nanos how long
   * @param bytes how many bytes still get written; an erasure counts as two
   */
  record PowerLossInWrite(long nanos, long bytes) implements Momentary {
    /** Checks the values. */
    public PowerLossInWrite {
      if (nanos < 0 || bytes < 0) {
        throw new IllegalArgumentException(
            "bytes and times must be 0 or more: " + bytes + ", " + nanos);
      }
    }
  }

  /** The board's supply falls below what it needs: its brown-out detector resets it. */
  record BrownOut() implements Momentary {}

  /** Somebody presses the reset button. */
  record ResetButton() implements Momentary {}

  private static void checkProbability(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a probability is 0 to 1: " + probability);
    }
  }
}
