package dev.espalier.hal.config;

/**
 * An option that does not exist or a value it cannot take; the message is one line for the user.
 */
public final class SdkConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SdkConfigException(String message) {
    super(message);
  }
}
