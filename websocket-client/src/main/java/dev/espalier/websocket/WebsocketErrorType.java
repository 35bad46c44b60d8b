package dev.espalier.websocket;

/** Why a connection ended ({@code esp_websocket_error_type_t}, component 1.0.0). */
public enum WebsocketErrorType {
  /** Nothing went wrong. */
  WEBSOCKET_ERROR_TYPE_NONE,
  /** Connecting, reading, writing or polling failed. */
  WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT,
  /** No PONG came in time. */
  WEBSOCKET_ERROR_TYPE_PONG_TIMEOUT,
  /** The upgrade failed; the component declares it and never uses it. */
  WEBSOCKET_ERROR_TYPE_HANDSHAKE,
  /** A clean close, after which the client connects again (component 1.5.0). */
  WEBSOCKET_ERROR_TYPE_SERVER_CLOSE;

  /**
   * The number that C has for it.
   *
   * @return 0 to 4
   */
  public int value() {
    return switch (this) {
      case WEBSOCKET_ERROR_TYPE_NONE -> 0;
      case WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT -> 1;
      case WEBSOCKET_ERROR_TYPE_PONG_TIMEOUT -> 2;
      case WEBSOCKET_ERROR_TYPE_HANDSHAKE -> 3;
      case WEBSOCKET_ERROR_TYPE_SERVER_CLOSE -> 4;
    };
  }
}
