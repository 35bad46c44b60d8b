package dev.espalier.emulator.serial;

/** The other end has broken the protocol; the session ends. */
final class ViolationException extends Exception {
  private static final long serialVersionUID = 1L;

  ViolationException(String message) {
    super(message, null, false, false);
  }
}
