package dev.espalier.hal.profile;

import dev.espalier.hal.port.Chip;

/** The version of ESP-IDF and of the WebSocket client whose behaviour is mirrored. */
public enum Profile {
  /** ESP-IDF v4.4 with the client it contains, quirks included. */
  IDF_4_4,
  /** The separate component {@code esp_websocket_client} 1.8 on current ESP-IDF. */
  COMPONENT_1_8;

  /**
   * The profile of the board whose task is running.
   *
   * @return the profile
   */
  public static Profile ofBoard() {
    return Chip.current().profile();
  }
}
