package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills the peers' ports into a script: {@code {PORT}}, {@code {PORT2}} and {@code {"$port":1}}.
 *
 * @param port the first peer's port
 * @param port2 the second peer's port
 */
record Substitution(int port, int port2) {
  /** The script with ports in it, a copy. */
  JsonObject in(JsonObject script) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    script.map().forEach((key, value) -> copy.put(key, fill(value)));
    return new JsonObject(copy);
  }

  private @Nullable Object fill(@Nullable Object value) {
    return switch (value) {
      case String text -> text.replace("{PORT}", "" + port).replace("{PORT2}", "" + port2);
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>(list.size());
        for (Object element : list) {
          copy.add(fill(element));
        }
        yield copy;
      }
      case Map<?, ?> map when map.size() == 1 && map.containsKey("$port") -> port;
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((key, element) -> copy.put(String.valueOf(key), fill(element)));
        yield copy;
      }
      case null, default -> value;
    };
  }
}
