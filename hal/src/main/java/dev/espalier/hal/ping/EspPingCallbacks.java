package dev.espalier.hal.ping;

/**
 * What firmware hears of a session ({@code esp_ping_callbacks_t}), in the session's task. A method
 * that is not written is a NULL in C.
 */
public interface EspPingCallbacks {
  /**
   * An answer has come.
   *
   * @param session whose {@link EspPing#getProfile} tells more
   */
  default void onPingSuccess(EspPing session) {}

  /**
   * No answer has come in time.
   *
   * @param session whose {@link EspPing#getProfile} tells more
   */
  default void onPingTimeout(EspPing session) {}

  /**
   * The requests are over.
   *
   * @param session which can be started again, or deleted
   */
  default void onPingEnd(EspPing session) {}
}
