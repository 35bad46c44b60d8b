package dev.espalier.hal.system;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.port.Chip;

/**
 * An error code ({@code esp_err_t}): 0 is success. Codes are an open set; every component adds its
 * names.
 *
 * @param value the number in C
 */
public record EspErr(int value) {
  /** Success. */
  public static final EspErr ESP_OK = new EspErr(0);

  /** Failure without a closer code. */
  public static final EspErr ESP_FAIL = new EspErr(-1);

  /** Out of memory. */
  public static final EspErr ESP_ERR_NO_MEM = new EspErr(0x101);

  /** An argument is not allowed. */
  public static final EspErr ESP_ERR_INVALID_ARG = new EspErr(0x102);

  /** Not now: the object is in another state. */
  public static final EspErr ESP_ERR_INVALID_STATE = new EspErr(0x103);

  /** A size is not allowed. */
  public static final EspErr ESP_ERR_INVALID_SIZE = new EspErr(0x104);

  /** What was asked for does not exist. */
  public static final EspErr ESP_ERR_NOT_FOUND = new EspErr(0x105);

  /** The chip or the build does not have this. */
  public static final EspErr ESP_ERR_NOT_SUPPORTED = new EspErr(0x106);

  /** Time is over. */
  public static final EspErr ESP_ERR_TIMEOUT = new EspErr(0x107);

  /** A response was not understood. */
  public static final EspErr ESP_ERR_INVALID_RESPONSE = new EspErr(0x108);

  /** A check sum is wrong. */
  public static final EspErr ESP_ERR_INVALID_CRC = new EspErr(0x109);

  /** A version is not supported. */
  public static final EspErr ESP_ERR_INVALID_VERSION = new EspErr(0x10A);

  /** A MAC address is not valid. */
  public static final EspErr ESP_ERR_INVALID_MAC = new EspErr(0x10B);

  /** There is more to fetch. */
  public static final EspErr ESP_ERR_NOT_FINISHED = new EspErr(0x10C);

  /**
   * Whether this is {@link #ESP_OK}.
   *
   * @return true for success
   */
  public boolean isOk() {
    return value == 0;
  }

  /**
   * The code's name.
   *
   * @return the name, such as {@code ESP_ERR_NO_MEM}; {@code ERROR} when no component has it
   */
  @EspApi("esp_err_to_name")
  public String toName() {
    return EspErrNames.nameOf(value);
  }

  /**
   * The code's name, or its number when it has none.
   *
   * @return such as {@code ESP_ERR_NO_MEM} or {@code ERROR 0x4711(18193)}
   */
  @EspApi("esp_err_to_name_r")
  public String toNameOrNumber() {
    String name = EspErrNames.find(value);
    return name != null
        ? name
        : EspErrNames.unknown() + " 0x" + Integer.toHexString(value) + "(" + value + ")";
  }

  /**
   * Goes on when this is success. Otherwise prints the code and the place of the call and aborts
   * the firmware.
   *
   * @throws EspAbort when this is an error
   */
  @EspApi("ESP_ERROR_CHECK")
  public void orAbort() {
    if (value != 0) {
      throw ErrorCheck.failed(this);
    }
  }

  /**
   * Prints the code and the place of the call when this is an error.
   *
   * @return this
   */
  @EspApi("ESP_ERROR_CHECK_WITHOUT_ABORT")
  @CanIgnoreReturnValue
  public EspErr orPrint() {
    if (value != 0) {
      Chip.current().print(ErrorCheck.text("ESP_ERROR_CHECK_WITHOUT_ABORT", this));
    }
    return this;
  }

  @Override
  public String toString() {
    return toName() + " (0x" + Integer.toHexString(value) + ")";
  }
}
