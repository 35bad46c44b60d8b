package dev.espalier.hal.system;

import org.jspecify.annotations.Nullable;

/**
 * A code together with what C hands out through a pointer.
 *
 * @param err the code that the C function returns
 * @param value the value, null unless the code is {@link EspErr#ESP_OK}
 * @param <T> the value's type
 */
public record EspResult<T>(EspErr err, @Nullable T value) {
  /**
   * A success.
   *
   * @param value the value
   * @param <T> its type
   * @return the result
   */
  public static <T> EspResult<T> of(T value) {
    return new EspResult<>(EspErr.ESP_OK, value);
  }

  /**
   * A failure.
   *
   * @param err the code
   * @param <T> the type of the value that is not there
   * @return the result
   */
  public static <T> EspResult<T> error(EspErr err) {
    if (err.isOk()) {
      throw new IllegalArgumentException("a failure needs an error code");
    }
    return new EspResult<>(err, null);
  }

  /**
   * Whether there is a value.
   *
   * @return true for success
   */
  public boolean isOk() {
    return err.isOk();
  }

  /**
   * The value; aborts the firmware when there is none, as {@code ESP_ERROR_CHECK} does.
   *
   * @return the value
   * @throws EspAbort when the code is an error
   */
  public T orAbort() {
    T present = value;
    if (present == null) {
      throw ErrorCheck.failed(err);
    }
    return present;
  }

  /**
   * The value, or another one when there is none.
   *
   * @param fallback the other one
   * @return one of them
   */
  public T orElse(T fallback) {
    T present = value;
    return present == null ? fallback : present;
  }
}
