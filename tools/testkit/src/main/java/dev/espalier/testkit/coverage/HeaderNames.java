package dev.espalier.testkit.coverage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The public functions and function-like macros of ESP-IDF v4.4, by component, as headers have
 * them.
 */
final class HeaderNames {
  private static final List<String> COMPONENTS =
      List.of(
          "freertos",
          "esp_event",
          "esp_timer",
          "esp_log",
          "esp_system",
          "esp_hw_support",
          "esp_heap_caps",
          "nvs_flash",
          "esp_wifi",
          "esp_netif",
          "lwip_sockets",
          "ping_sock",
          "esp_tls",
          "esp_crt_bundle",
          "tcp_transport",
          "esp_websocket_client",
          "esp_sntp",
          "esp_sleep");

  /** Later versions, of which only what v4.4 lacks counts. */
  private static final List<String> LATER =
      List.of("tcp_transport-current", "esp_websocket_client-1.8");

  private HeaderNames() {}

  /** Names by component, in the order of the headers; no name is in two components. */
  static Map<String, Set<String>> byComponent() {
    var all = new LinkedHashMap<String, Set<String>>();
    for (String component : COMPONENTS) {
      all.put(component, new LinkedHashSet<>(read(component)));
    }
    for (String component : LATER) {
      var later = new LinkedHashSet<String>(read(component));
      all.values().forEach(later::removeAll);
      all.put(component, later);
    }
    return all;
  }

  private static List<String> read(String component) {
    try (InputStream in = HeaderNames.class.getResourceAsStream(component + ".tsv")) {
      if (in == null) {
        throw new IllegalStateException("missing resource: " + component + ".tsv");
      }
      var names = new ArrayList<String>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> names.add(line.substring(0, line.indexOf('\t'))));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
