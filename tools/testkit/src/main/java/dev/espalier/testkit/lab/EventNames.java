package dev.espalier.testkit.lab;

import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.netif.IpEvent;
import dev.espalier.hal.wifi.WifiEvent;
import dev.espalier.websocket.WebsocketEvents;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names of the events that the HAL and the WebSocket client post, and no firmware's own. */
public final class EventNames {
  /** Any event of a base. */
  public static final int ANY_ID = EspEvent.ESP_EVENT_ANY_ID;

  private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

  static {
    add(WifiEvent.class, "WIFI_EVENT");
    add(IpEvent.class, "IP_EVENT");
    add(WebsocketEvents.class, "WEBSOCKET_EVENTS");
  }

  private EventNames() {}

  /**
   * A kind of event.
   *
   * @param base the name of its base
   * @param id its number, {@link #ANY_ID} for any
   */
  public record Kind(String base, int id) {
    boolean includes(String otherBase, int otherId) {
      return base.equals(otherBase) && (id == ANY_ID || id == otherId);
    }
  }

  private static void add(Class<?> constants, String base) {
    try {
      for (Field field : constants.getFields()) {
        boolean named = field.getName().contains("EVENT_") && !field.getName().endsWith("_MAX");
        if (field.getType() == int.class && named) {
          KINDS.put(field.getName(), new Kind(base, field.getInt(null)));
        }
        if (field.getType() == EventBase.class) {
          KINDS.put(base, new Kind(base, ANY_ID));
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Finds an event by its name in C.
   *
   * @param name such as {@code WIFI_EVENT_STA_CONNECTED}, or {@code IP_EVENT} for all of a base
   * @return its base and number, empty for a name that is not known
   */
  public static Optional<Kind> find(String name) {
    return Optional.ofNullable(KINDS.get(name));
  }

  /**
   * All names.
   *
   * @return bases and events
   */
  public static List<String> all() {
    return List.copyOf(KINDS.keySet());
  }

  /**
   * The name of an event.
   *
   * @param base the name of its base
   * @param id its number
   * @return its name in C, or base and number
   */
  public static String name(String base, int id) {
    var wanted = new Kind(base, id);
    for (Map.Entry<String, Kind> entry : KINDS.entrySet()) {
      if (entry.getValue().equals(wanted)) {
        return entry.getKey();
      }
    }
    return base + " " + id;
  }
}
