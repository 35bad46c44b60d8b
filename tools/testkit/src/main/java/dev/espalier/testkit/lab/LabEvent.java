package dev.espalier.testkit.lab;

import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventBase;

/**
 * An event that a loop of a board handed to its handlers.
 *
 * @param nanos the simulated time, since the simulation's start
 * @param board the board's name
 * @param base the name of its base, such as {@code WIFI_EVENT}
 * @param id its number
 */
public record LabEvent(long nanos, String board, String base, int id) {
  /**
   * Whether it is of a kind.
   *
   * @param wanted the base
   * @param number the number, {@link EspEvent#ESP_EVENT_ANY_ID} for any
   * @return true when it is
   */
  public boolean is(EventBase<?> wanted, int number) {
    return is(wanted.name(), number);
  }

  /**
   * Whether it is of a kind.
   *
   * @param wanted the base's name
   * @param number the number, {@link EspEvent#ESP_EVENT_ANY_ID} for any
   * @return true when it is
   */
  public boolean is(String wanted, int number) {
    return new EventNames.Kind(wanted, number).includes(base, id);
  }

  /**
   * The event with its time in front.
   *
   * @return such as {@code 12.345678 s esp32 | WIFI_EVENT_STA_CONNECTED}
   */
  @Override
  public String toString() {
    return "%12.6f s %s | %s".formatted(nanos / 1e9, board, EventNames.name(base, id));
  }
}
