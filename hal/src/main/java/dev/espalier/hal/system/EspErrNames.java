package dev.espalier.hal.system;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.profile.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table behind {@code esp_err_to_name}: every name of ESP-IDF v4.4, in its order; under {@link
 * Profile#COMPONENT_1_8} those that came later, too.
 */
final class EspErrNames {
  /** What a code without a name is called, since the table is there ({@code esp_unknown_msg}). */
  private static final String UNKNOWN = "ERROR";

  /** What every code is called when the table is left out. */
  private static final String WITHOUT_NAMES = "UNKNOWN ERROR";

  private static final Map<Integer, String> NAMES = read("esp-err-idf-v4.4.tsv");
  private static final Map<Integer, String> LATER_NAMES = read("esp-err-current.tsv");

  private EspErrNames() {}

  static String nameOf(int value) {
    String name = find(value);
    return name != null ? name : unknown();
  }

  /** The name, or null for a code without one and without {@code CONFIG_ESP_ERR_TO_NAME_LOOKUP}. */
  static @Nullable String find(int value) {
    if (!hasNames()) {
      return null;
    }
    String name = NAMES.get(value);
    return name != null || !isCurrent() ? name : LATER_NAMES.get(value);
  }

  /** What {@link #find} has no name for. */
  static String unknown() {
    return hasNames() ? UNKNOWN : WITHOUT_NAMES;
  }

  /** Outside of a board, as in a report, names are always there. */
  static boolean hasNames() {
    Chip chip = Chip.currentOrNull();
    return chip == null || chip.config().get(Kconfig.ESP_ERR_TO_NAME_LOOKUP);
  }

  private static boolean isCurrent() {
    Chip chip = Chip.currentOrNull();
    return chip != null && chip.profile() == Profile.COMPONENT_1_8;
  }

  private static Map<Integer, String> read(String resource) {
    try (InputStream in = EspErrNames.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("missing resource: " + resource);
      }
      var names = new HashMap<Integer, String>();
      new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .forEach(line -> {
            int tab = line.indexOf('\t');
            // The first name of a code counts, as in a search from the top.
            names.putIfAbsent(Integer.parseInt(line, 0, tab, 10), line.substring(tab + 1));
          });
      return Map.copyOf(names);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
