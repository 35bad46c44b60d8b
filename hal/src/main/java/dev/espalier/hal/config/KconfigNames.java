package dev.espalier.hal.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Names of all options of ESP-IDF v4.4. A genuine {@code sdkconfig} is full of options that change
 * nothing here: they are passed over, whereas a name that is not in the list is a mistake.
 */
final class KconfigNames {
  private static final String RESOURCE = "kconfig-idf-v4.4.txt";

  private KconfigNames() {}

  static boolean isKnown(String name) {
    return read().contains(name);
  }

  /** What the user may have meant, as the end of a message. */
  static String hint(String name, Collection<String> more) {
    if (!name.startsWith("CONFIG_")) {
      return "; names begin with CONFIG_";
    }
    Set<String> names = read();
    names.addAll(more);
    String best = nearest(name, names);
    return best.isEmpty() ? "; `espalier config` lists them" : ", did you mean " + best + "?";
  }

  /** The name that takes the fewest changes, empty when all are far away. */
  static String nearest(String name, Collection<String> names) {
    String best = "";
    int least = Math.max(3, name.length() / 4) + 1;
    for (String candidate : names) {
      if (Math.abs(candidate.length() - name.length()) < least) {
        int distance = distance(name, candidate);
        if (distance < least || (distance == least && candidate.compareTo(best) < 0)) {
          least = distance;
          best = candidate;
        }
      }
    }
    return best;
  }

  private static Set<String> read() {
    try (InputStream in = KconfigNames.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("missing resource: " + RESOURCE);
      }
      var names = new HashSet<String>();
      new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(names::add);
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The least number of letters to insert, drop or change. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
