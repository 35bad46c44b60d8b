package dev.espalier.emulator.net;

/**
 * The sizes of a host's TCP.
 *
 * @param send bytes that a connection takes before the peer has them
 * @param receive bytes that a connection keeps until they are read: the window
 * @param segment the largest segment, for Nagle's algorithm and window updates
 */
public record SimBuffers(int send, int receive, int segment) {
  /** lwIP with ESP-IDF's defaults: 4 segments of 1440 bytes each way. */
  public static final SimBuffers ESP32 = new SimBuffers(5760, 5760, 1440);

  /** Linux on its loopback interface, before it tunes itself. */
  public static final SimBuffers LINUX = new SimBuffers(2_626_560, 65_536, 32_768);

  /**
   * With how much of a send buffer free lwIP does not yet call a connection writable ({@code
   * TCP_SNDLOWAT}).
   *
   * @param send bytes of the buffer
   * @param segment the largest segment
   * @return bytes
   */
  public static int lowWater(int send, int segment) {
    return Math.min(Math.max(send / 2, 2 * segment + 1), send - 1);
  }

  /** Checks the sizes. */
  public SimBuffers {
    if (send < 1 || receive < 1 || segment < 1) {
      throw new IllegalArgumentException(
          "buffers must be 1 byte or more: " + send + ", " + receive + ", " + segment);
    }
  }
}
