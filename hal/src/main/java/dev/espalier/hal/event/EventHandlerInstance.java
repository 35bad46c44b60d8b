package dev.espalier.hal.event;

import org.jspecify.annotations.Nullable;

/**
 * One registration of a handler ({@code esp_event_handler_instance_t}), to take exactly this one
 * back.
 */
public final class EventHandlerInstance {
  final EventHandler<Object> handler;
  @Nullable Object arg;

  EventHandlerInstance(EventHandler<Object> handler, @Nullable Object arg) {
    this.handler = handler;
    this.arg = arg;
  }
}
