package dev.espalier.hal.event;

import dev.espalier.hal.EspApi;

/**
 * A family of events ({@code esp_event_base_t}). Bases are told apart by identity, as C compares
 * their addresses: two bases of the same name are different.
 *
 * @param <D> the data of its events: an immutable record, a boxed number or {@code byte[]}
 */
@SuppressWarnings("UnusedTypeParameter") // Ties handlers and posts of one base to the same data.
public final class EventBase<D> {
  private final String name;

  private EventBase(String name) {
    this.name = name;
  }

  /**
   * Defines a base; meant for a {@code static final} field, which also declares it.
   *
   * @param name its name in logs and dumps, such as {@code "WIFI_EVENT"}
   * @param <D> the data of its events
   * @return the new base
   */
  @EspApi("ESP_EVENT_DEFINE_BASE")
  @EspApi("ESP_EVENT_DECLARE_BASE")
  public static <D> EventBase<D> define(String name) {
    return new EventBase<>(name);
  }

  /**
   * Its name.
   *
   * @return the name given at definition
   */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    return name;
  }
}
