package dev.espalier.hal.system;

/** Thrown where the C function gives NULL: carries the code that the console would name. */
public final class EspException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final EspErr code;

  /**
   * Makes the exception.
   *
   * @param code the error code
   * @param message what was refused and why, with the value
   */
  public EspException(EspErr code, String message) {
    super(message + ": " + code);
    this.code = code;
  }

  /**
   * The error code.
   *
   * @return the code
   */
  public EspErr code() {
    return code;
  }
}
