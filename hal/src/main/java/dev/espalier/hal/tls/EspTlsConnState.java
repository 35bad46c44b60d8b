package dev.espalier.hal.tls;

/** How far a connection is ({@code esp_tls_conn_state_t}). A plain one stays at the beginning. */
public enum EspTlsConnState {
  /** Not begun. */
  ESP_TLS_INIT(0),
  /** TCP is being connected. */
  ESP_TLS_CONNECTING(1),
  /** The handshake goes on. */
  ESP_TLS_HANDSHAKE(2),
  /** Failed for good. */
  ESP_TLS_FAIL(3),
  /** Connected. */
  ESP_TLS_DONE(4);

  private final int value;

  EspTlsConnState(int value) {
    this.value = value;
  }

  /**
   * The number in C.
   *
   * @return 0 to 4
   */
  public int value() {
    return value;
  }
}
