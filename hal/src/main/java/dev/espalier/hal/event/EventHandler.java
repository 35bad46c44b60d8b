package dev.espalier.hal.event;

import org.jspecify.annotations.Nullable;

/**
 * Called for events ({@code esp_event_handler_t}). A handler is the same as another when it is the
 * same object: keep a lambda in a field to unregister it, or to replace its argument by registering
 * it again.
 *
 * @param <D> the data of the events
 */
@FunctionalInterface
public interface EventHandler<D> {
  /**
   * Handles one event, in the task that runs the loop.
   *
   * @param arg what was given at registration
   * @param base the event's base
   * @param id the event's id
   * @param data the event's data, null when it was posted without
   */
  void handle(@Nullable Object arg, EventBase<?> base, int id, @Nullable D data);
}
