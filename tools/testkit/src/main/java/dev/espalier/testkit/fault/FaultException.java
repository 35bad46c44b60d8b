package dev.espalier.testkit.fault;

/** A fault that cannot be put into the mirror: the list and the sources have grown apart. */
public final class FaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FaultException(String message) {
    super(message);
  }
}
