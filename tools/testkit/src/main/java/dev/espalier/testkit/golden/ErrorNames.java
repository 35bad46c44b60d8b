package dev.espalier.testkit.golden;

import dev.espalier.hal.system.EspErr;

/** Error codes by name, in the words of the recordings. */
final class ErrorNames {
  private ErrorNames() {}

  /**
   * The name of a code.
   *
   * @param code an {@code esp_err_t}
   * @return its name, or its number in hex when no component has it
   */
  static String of(int code) {
    String name = new EspErr(code).toName();
    return name.startsWith("ESP_") ? name : "0x" + Integer.toHexString(code);
  }
}
