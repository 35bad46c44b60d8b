package dev.espalier.hal.system;

/**
 * The firmware gave up: {@code abort()}, a failed {@code assert} or {@code ESP_ERROR_CHECK}. The
 * board prints a panic and resets.
 */
public final class EspAbort extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the abort; the caller throws it.
   *
   * @param message one line for the console
   */
  public EspAbort(String message) {
    super(message);
  }

  static EspAbort errorCheckFailed(EspErr code) {
    return new EspAbort(
        "ESP_ERROR_CHECK failed: esp_err_t 0x"
            + Integer.toHexString(code.value())
            + " ("
            + code.toName()
            + ")");
  }
}
