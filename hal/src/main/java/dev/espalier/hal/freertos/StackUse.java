package dev.espalier.hal.freertos;

/**
 * About how deep a stack the genuine code needs below the firmware's own frames. Estimates: a JVM
 * has no way to know, and the compiler's options matter on the chip, too.
 */
public enum StackUse {
  /** A task that calls nothing. */
  TASK(350),
  /** {@code ESP_LOGx} and {@code printf}, without floating point. */
  LOG(1_100),
  /** Handing an event to a handler. */
  EVENT(500),
  /** Opening sockets, connecting, looking names up. */
  SOCKET(1_300),
  /** Reading and writing NVS. */
  NVS(1_400),
  /** A TLS handshake. */
  TLS_HANDSHAKE(3_300),
  /** Bringing Wi-Fi up. */
  WIFI(1_800);

  private final int bytes;

  StackUse(int bytes) {
    this.bytes = bytes;
  }

  /**
   * How deep.
   *
   * @return bytes
   */
  public int bytes() {
    return bytes;
  }
}
