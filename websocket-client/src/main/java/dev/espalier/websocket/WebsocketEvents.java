package dev.espalier.websocket;

import dev.espalier.hal.event.EventBase;
import org.jspecify.annotations.Nullable;

/**
 * Events of the client ({@code esp_websocket_event_id_t}). The numbers are those of ESP-IDF v4.4
 * and of the component on ESP-IDF 5. On ESP-IDF 6 HEADER_RECEIVED is 1, and all behind it are one
 * more: firmware does well to compare with the constants and to print {@link #name}.
 */
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

  /** The client is about to connect (component 1.0.0). */
  public static final int WEBSOCKET_EVENT_BEFORE_CONNECT = 5;

  /** The client's task has begun (component 1.3.0). */
  public static final int WEBSOCKET_EVENT_BEGIN = 6;

  /** The client's task is about to end (component 1.3.0). */
  public static final int WEBSOCKET_EVENT_FINISH = 7;

  /**
   * A line of the upgrade's answer (component 1.6.0 on ESP-IDF 6). Differs: its number is 1 there.
   */
  public static final int WEBSOCKET_EVENT_HEADER_RECEIVED = 8;

  /** One more than the last event. */
  public static final int WEBSOCKET_EVENT_MAX = 9;

  private WebsocketEvents() {}

  /**
   * The name of an event.
   *
   * @param event its number
   * @return such as {@code "CONNECTED"}; the number for one that does not exist
   */
  public static String name(int event) {
    return switch (event) {
      case WEBSOCKET_EVENT_ANY -> "ANY";
      case WEBSOCKET_EVENT_ERROR -> "ERROR";
      case WEBSOCKET_EVENT_CONNECTED -> "CONNECTED";
      case WEBSOCKET_EVENT_DISCONNECTED -> "DISCONNECTED";
      case WEBSOCKET_EVENT_DATA -> "DATA";
      case WEBSOCKET_EVENT_CLOSED -> "CLOSED";
      case WEBSOCKET_EVENT_BEFORE_CONNECT -> "BEFORE_CONNECT";
      case WEBSOCKET_EVENT_BEGIN -> "BEGIN";
      case WEBSOCKET_EVENT_FINISH -> "FINISH";
      case WEBSOCKET_EVENT_HEADER_RECEIVED -> "HEADER_RECEIVED";
      default -> Integer.toString(event);
    };
  }

  /** The version of the component that brought an event; null for one that v4.4 posts. */
  static @Nullable String since(int event) {
    return switch (event) {
      case WEBSOCKET_EVENT_BEFORE_CONNECT -> "1.0.0";
      case WEBSOCKET_EVENT_BEGIN, WEBSOCKET_EVENT_FINISH -> "1.3.0";
      case WEBSOCKET_EVENT_HEADER_RECEIVED -> "1.6.0";
      default -> null;
    };
  }
}
