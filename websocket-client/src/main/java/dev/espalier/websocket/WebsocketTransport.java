package dev.espalier.websocket;

/** What carries the frames when no URI says it ({@code esp_websocket_transport_t}). */
public enum WebsocketTransport {
  /** Not said: {@code ws}. */
  WEBSOCKET_TRANSPORT_UNKNOWN(0),
  /** {@code ws}. */
  WEBSOCKET_TRANSPORT_OVER_TCP(1),
  /** {@code wss}. */
  WEBSOCKET_TRANSPORT_OVER_SSL(2);

  private final int value;

  WebsocketTransport(int value) {
    this.value = value;
  }

  /**
   * The number in C.
   *
   * @return 0 to 2
   */
  public int value() {
    return value;
  }
}
