package dev.espalier.websocket;

/** Where the client is ({@code websocket_client_state_t}). */
enum ClientState {
  /** No task runs. */
  UNKNOWN,
  /** To be connected. */
  INIT,
  /** Connected. */
  CONNECTED,
  /** Waits before it connects again. */
  WAIT_TIMEOUT,
  /** A CLOSE has been received. */
  CLOSING;

  /** Whether a task is at it ({@code state >= WEBSOCKET_STATE_INIT}). */
  boolean isActive() {
    return this != UNKNOWN;
  }
}
