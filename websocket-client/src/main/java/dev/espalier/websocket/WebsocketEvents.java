package dev.espalier.websocket;

import dev.espalier.hal.event.EventBase;

/** Events of the client ({@code esp_websocket_event_id_t}, numbers of ESP-IDF v4.4). */
public final class WebsocketEvents {
  /** The base of all of them. */
  public static final EventBase<WebsocketEventData> WEBSOCKET_EVENTS =
      EventBase.define("WEBSOCKET_EVENTS");

  /** For registering: every event. */
  public static final int WEBSOCKET_EVENT_ANY = -1;

  /** An error; ESP-IDF v4.4 never posts it. */
  public static final int WEBSOCKET_EVENT_ERROR = 0;

  /** The upgrade has succeeded. */
  public static final int WEBSOCKET_EVENT_CONNECTED = 1;

  /** The connection was lost or did not come about. */
  public static final int WEBSOCKET_EVENT_DISCONNECTED = 2;

  /** A frame, or a piece of one, has arrived. */
  public static final int WEBSOCKET_EVENT_DATA = 3;

  /** The connection was closed with a close handshake. */
  public static final int WEBSOCKET_EVENT_CLOSED = 4;

  /** One more than the last event. */
  public static final int WEBSOCKET_EVENT_MAX = 5;

  private WebsocketEvents() {}
}
