package dev.espalier.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.EspField;
import dev.espalier.hal.config.Kconfig;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Every name of the component's headers has a mirror, and says the version that brought it. */
final class NamesByVersionTest {
  /** Lengths and flags that are part of a credential or of null. */
  private static final List<String> WITHIN_ANOTHER =
      List.of("cert_len", "client_cert_len", "client_key_len", "task_core_id_set");

  private record Name(String kind, String name, String since) {}

  private static List<Name> names() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            NamesByVersionTest.class.getResourceAsStream("names-by-version.tsv"))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .map(line -> line.split("\t"))
          .map(parts -> new Name(parts[0], parts[1], parts[2]))
          .toList();
    }
  }

  private static Map<String, String> fields(Class<?> type) {
    var since = new HashMap<String, String>();
    for (Method method : type.getDeclaredMethods()) {
      EspField field = method.getAnnotation(EspField.class);
      if (field != null) {
        since.put(field.value(), field.since());
      }
    }
    return since;
  }

  private static Map<String, String> functions() {
    var since = new HashMap<String, String>();
    for (Method method : EspWebsocketClient.class.getDeclaredMethods()) {
      for (EspApi api : method.getAnnotationsByType(EspApi.class)) {
        since.put(api.value(), api.since());
      }
    }
    return since;
  }

  private static void assertSince(Name name, Map<String, String> mirrored) {
    String since = mirrored.get(name.name());
    assertTrue(since != null, name::toString);
    // What ESP-IDF has had, in whichever v4.x, needs no version.
    assertEquals(name.since().startsWith("v") ? "" : name.since(), since, name::toString);
  }

  @Test
  void everyFunctionHasAMirrorWithItsVersion() throws IOException {
    Map<String, String> mirrored = functions();
    for (Name name : names()) {
      if (name.kind().equals("fn")) {
        assertSince(name, mirrored);
      }
    }
  }

  @Test
  void everyFieldHasAMirrorWithItsVersion() throws IOException {
    Map<String, String> config = fields(WebsocketClientConfigBuilder.class);
    Map<String, String> data = fields(WebsocketEventData.class);
    for (Name name : names()) {
      if (WITHIN_ANOTHER.contains(name.name())) {
        continue;
      }
      switch (name.kind()) {
        case "struct esp_websocket_client_config_t" -> assertSince(name, config);
        case "struct esp_websocket_event_data_t" -> assertSince(name, data);
        default -> {}
      }
    }
  }

  @Test
  void everyErrorCodeEventAndOptionIsThere() throws IOException {
    List<String> codes =
        Arrays.stream(WebsocketErrorCodes.class.getRecordComponents())
            .map(RecordComponent::getName)
            .map(n -> n.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
            .toList();
    List<String> events =
        Arrays.stream(WebsocketEvents.class.getFields()).map(Field::getName).toList();
    List<String> types =
        Arrays.stream(WebsocketErrorType.values()).map(WebsocketErrorType::name).toList();
    List<String> transports =
        Arrays.stream(WebsocketTransport.values()).map(WebsocketTransport::name).toList();
    List<String> options = Kconfig.ALL.stream().map(option -> option.name()).toList();
    for (Name name : names()) {
      List<String> where =
          switch (name.kind()) {
            case "struct esp_websocket_error_codes_t" -> codes;
            case "enum esp_websocket_event_id_t" -> events;
            case "enum esp_websocket_error_type_t" -> types;
            case "enum esp_websocket_transport_t" -> transports;
            case "Kconfig" -> options;
            default -> null;
          };
      String wanted = (name.kind().equals("Kconfig") ? "CONFIG_" : "") + name.name();
      assertTrue(where == null || where.contains(wanted), name::toString);
    }
  }
}
