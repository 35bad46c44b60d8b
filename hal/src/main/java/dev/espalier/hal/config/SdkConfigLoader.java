package dev.espalier.hal.config;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.config.SdkConfig.Entry;
import dev.espalier.hal.config.SdkConfig.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Resolves options in layers: what is given later wins. Reads text only, the caller opens files.
 *
 * <p>The order that Espalier uses is: Kconfig defaults, the root {@code sdkconfig.defaults}, the
 * firmware's own, {@code --sdkconfig}, {@code -D}.
 */
public final class SdkConfigLoader {
  /** Options of firmware begin so; their types are known when it asks for them. */
  private static final String EXAMPLE = "CONFIG_EXAMPLE_";

  private static final List<String> LEVELS =
      List.of("NONE", "ERROR", "WARN", "INFO", "DEBUG", "VERBOSE");

  private final Map<String, Entry> entries;

  /** Starts from the Kconfig defaults. */
  public SdkConfigLoader() {
    entries = new LinkedHashMap<>();
    for (SdkOption<?> option : Kconfig.ALL) {
      entries.put(option.name(), new Entry(option, option.initial(), Origin.DEFAULT));
    }
  }

  SdkConfigLoader(SdkConfig config) {
    entries = config.copyOfEntries();
  }

  /**
   * Adds a layer.
   *
   * @param fileName the file's name, for messages and origins
   * @param text its content
   * @return this
   * @throws SdkConfigException when a line sets what does not exist or cannot take the value
   */
  @CanIgnoreReturnValue
  public SdkConfigLoader file(String fileName, String text) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      var origin = new Origin(fileName, i + 1);
      if (line.startsWith("# CONFIG_") && line.endsWith(" is not set")) {
        assign(line.substring(2, line.length() - " is not set".length()), "n", origin);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        assignment(line, origin);
      }
    }
    return this;
  }

  /**
   * Adds one assignment, such as the command line gives with {@code -D}.
   *
   * @param assignment {@code CONFIG_X=value}; {@code CONFIG_X} alone means {@code y}
   * @return this
   * @throws SdkConfigException when there is no such option or it cannot take the value
   */
  @CanIgnoreReturnValue
  public SdkConfigLoader set(String assignment) {
    var origin = new Origin("-D", 0);
    if (assignment.indexOf('=') < 0) {
      assign(assignment.strip(), "y", origin);
    } else {
      assignment(assignment, origin);
    }
    return this;
  }

  /**
   * The options as resolved so far.
   *
   * @return the options
   */
  public SdkConfig load() {
    var resolved = new LinkedHashMap<>(entries);
    // LOG_MAXIMUM_LEVEL follows LOG_DEFAULT_LEVEL unless it is set, and cannot be below it.
    Entry level = entry(resolved, Kconfig.LOG_DEFAULT_LEVEL);
    Entry maximum = entry(resolved, Kconfig.LOG_MAXIMUM_LEVEL);
    if (maximum.origin().equals(Origin.DEFAULT)
        || (Integer) maximum.value() < (Integer) level.value()) {
      resolved.put(
          Kconfig.LOG_MAXIMUM_LEVEL.name(),
          new Entry(Kconfig.LOG_MAXIMUM_LEVEL, level.value(), level.origin()));
    }
    for (Entry entry : entries.values()) {
      String needs = entry.option().needs();
      if (needs != null && Boolean.TRUE.equals(entry.value())) {
        Entry other = resolved.get(needs);
        if (other == null || !Boolean.TRUE.equals(other.value())) {
          var origin = new Origin(entry.origin() + ", off because " + needs + " is n", 0);
          resolved.put(entry.option().name(), new Entry(entry.option(), false, origin));
        }
      }
    }
    return new SdkConfig(resolved);
  }

  static <T> T parse(SdkOption<T> option, String text, Origin origin) {
    try {
      return option.parse(text);
    } catch (IllegalArgumentException e) {
      throw new SdkConfigException(
          origin + ": " + option.name() + "=" + text + ": expected " + e.getMessage());
    }
  }

  private static Entry entry(Map<String, Entry> map, SdkOption<?> option) {
    return Objects.requireNonNull(map.get(option.name()));
  }

  private void assignment(String line, Origin origin) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      throw new SdkConfigException(
          origin + ": " + line + ": expected CONFIG_NAME=value or a comment that begins with #");
    }
    assign(line.substring(0, equals).strip(), line.substring(equals + 1).strip(), origin);
  }

  private void assign(String name, String text, Origin origin) {
    Entry known = entries.get(name);
    if (known != null) {
      set(known.option(), parse(known.option(), text, origin), origin);
    } else if (name.startsWith("CONFIG_LOG_DEFAULT_LEVEL_")) {
      level(Kconfig.LOG_DEFAULT_LEVEL, name, text, origin);
    } else if (name.startsWith("CONFIG_LOG_MAXIMUM_LEVEL_")) {
      level(Kconfig.LOG_MAXIMUM_LEVEL, name, text, origin);
    } else if (name.startsWith(EXAMPLE)) {
      SdkOption<String> option = SdkOption.string(name, "", "an option of the firmware");
      entries.put(name, new Entry(option, parse(option, text, origin), origin));
    } else if (!KconfigNames.isKnown(name)) {
      throw unknown(name, text, origin, KconfigNames.hint(name, entries.keySet()));
    }
  }

  private static SdkConfigException unknown(
      String name, String text, Origin origin, String remedy) {
    return new SdkConfigException(origin + ": " + name + "=" + text + ": no such option" + remedy);
  }

  private void set(SdkOption<?> option, Object value, Origin origin) {
    String choice = option.choice();
    if (choice != null) {
      if (!(Boolean) value) {
        return; // a choice always has a member that is y: another line says which
      }
      for (SdkOption<?> other : Kconfig.ALL) {
        if (choice.equals(other.choice())) {
          entries.put(other.name(), new Entry(other, false, origin));
        }
      }
    }
    entries.put(option.name(), new Entry(option, value, origin));
  }

  private void level(SdkOption<Integer> option, String name, String text, Origin origin) {
    int level = LEVELS.indexOf(name.substring(option.name().length() + 1));
    if (level < 0) {
      throw unknown(name, text, origin, "; the levels are " + String.join(", ", LEVELS));
    }
    SdkOption<Boolean> member = SdkOption.bool(name, false, "");
    if (parse(member, text, origin)) {
      set(option, level, origin);
    }
  }
}
