package dev.espalier.hal.system;

/**
 * The firmware gave up: {@code abort()}, a failed {@code assert} or {@code ESP_ERROR_CHECK}. The
 * board prints a panic and resets.
 */
public final class EspAbort extends Error {
  private static final long serialVersionUID = 1L;

  private final ResetReason resetReason;
  private final int address;

  /**
   * Makes the abort; the caller throws it.
   *
   * @param message one line for the console
   */
  public EspAbort(String message) {
    this(message, ResetReason.ESP_RST_PANIC);
  }

  /**
   * Makes the abort of a watchdog; the caller throws it.
   *
   * @param message one line for the console
   * @param resetReason what the next boot reports
   */
  public EspAbort(String message, ResetReason resetReason) {
    this(message, resetReason, 0);
  }

  private EspAbort(String message, ResetReason resetReason, int address) {
    super(message);
    this.resetReason = resetReason;
    this.address = address;
  }

  /**
   * A call of {@code abort()}.
   *
   * @param message what was printed before, without the end of its last line
   * @param address where the call stands, as the panic prints it; not 0
   * @param resetReason what the next boot reports
   * @return the abort, to be thrown
   */
  public static EspAbort called(String message, int address, ResetReason resetReason) {
    return new EspAbort(message, resetReason, address);
  }

  /**
   * Where {@code abort()} was called.
   *
   * @return an address in flash, made up; 0 when something else ended the firmware, such as an
   *     assert
   */
  public int address() {
    return address;
  }

  /**
   * What the next boot reports.
   *
   * @return {@code ESP_RST_PANIC}, or a watchdog's reason
   */
  public ResetReason resetReason() {
    return resetReason;
  }

  /**
   * What a failed {@code assert} of the genuine code prints.
   *
   * @param function the C function
   * @param place its file and line
   * @param expression what did not hold, as written there
   * @return the abort, to be thrown
   */
  public static EspAbort assertFailed(String function, String place, String expression) {
    return new EspAbort("assert failed: " + function + " " + place + " (" + expression + ")");
  }

  /**
   * What replaces a use of freed memory, which has no defined outcome on the chip.
   *
   * @param function the C function that would use it
   * @param what what was freed, and by which function
   * @return the abort, to be thrown
   */
  public static EspAbort useAfterFree(String function, String what) {
    return new EspAbort("use after free: " + function + " uses " + what);
  }
}
