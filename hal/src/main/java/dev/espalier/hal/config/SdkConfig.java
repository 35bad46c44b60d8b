package dev.espalier.hal.config;

import dev.espalier.hal.port.Chip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The resolved options of one firmware, each with where its value comes from. Immutable. */
public final class SdkConfig {
  private static final SdkConfig DEFAULTS = new SdkConfigLoader().load();

  private final Map<String, Entry> entries;
  // What is asked for often is a field of its own.
  private final int freertosHz;
  private final int maxSockets;
  private final int wsBufferSize;
  private final int logDefaultLevel;
  private final int logMaximumLevel;
  private final boolean logColors;
  private final boolean logSystemTime;
  private final boolean tlsSkipsVerification;

  SdkConfig(Map<String, Entry> entries) {
    this.entries = entries;
    freertosHz = get(Kconfig.FREERTOS_HZ);
    maxSockets = get(Kconfig.LWIP_MAX_SOCKETS);
    wsBufferSize = get(Kconfig.WS_BUFFER_SIZE);
    logDefaultLevel = get(Kconfig.LOG_DEFAULT_LEVEL);
    logMaximumLevel = get(Kconfig.LOG_MAXIMUM_LEVEL);
    logColors = get(Kconfig.LOG_COLORS);
    logSystemTime = get(Kconfig.LOG_TIMESTAMP_SOURCE_SYSTEM);
    tlsSkipsVerification =
        get(Kconfig.ESP_TLS_INSECURE) && get(Kconfig.ESP_TLS_SKIP_SERVER_CERT_VERIFY);
  }

  /**
   * Where a value comes from.
   *
   * @param source a file's name, {@code -D}, or {@code Kconfig default}
   * @param line the line in the file, 0 when there is none
   */
  public record Origin(String source, int line) {
    /** The value nobody changed. */
    public static final Origin DEFAULT = new Origin("Kconfig default", 0);

    @Override
    public String toString() {
      return line == 0 ? source : source + ":" + line;
    }
  }

  /**
   * One option with its value.
   *
   * @param option which
   * @param value its value, of the option's type
   * @param origin where the value comes from
   */
  public record Entry(SdkOption<?> option, Object value, Origin origin) {
    /**
     * The value as a file has it.
     *
     * @return {@code y}, {@code n}, a number, or a text in double quotes
     */
    public String text() {
      return option.format(value);
    }
  }

  /**
   * Every option at its Kconfig default.
   *
   * @return the defaults
   */
  public static SdkConfig defaults() {
    return DEFAULTS;
  }

  /**
   * The options of the board whose task is running, as firmware reads {@code CONFIG_…} macros.
   *
   * @return the running board's options
   */
  public static SdkConfig current() {
    return Chip.current().config();
  }

  /**
   * The value of an option.
   *
   * @param option one of {@link Kconfig} or one that the firmware declares
   * @param <T> its type
   * @return its value; for an option that nothing has set, its default
   * @throws SdkConfigException when a firmware's own option is set to a text it cannot take
   */
  @SuppressWarnings("unchecked") // an entry of the same kind holds the option's type
  public <T> T get(SdkOption<T> option) {
    Entry entry = entries.get(option.name());
    if (entry == null) {
      return option.initial();
    }
    if (entry.option().kind() == option.kind()) {
      return (T) entry.value();
    }
    return SdkConfigLoader.parse(option, entry.value().toString(), entry.origin());
  }

  /**
   * The value of an option by its name.
   *
   * @param name the full name, such as {@code CONFIG_EXAMPLE_GREETING}
   * @param fallback what an option is that nothing has set
   * @return the value, without quotes
   */
  public String string(String name, String fallback) {
    return get(SdkOption.string(name, fallback, ""));
  }

  /**
   * The same options with one of them changed.
   *
   * @param assignment such as {@code CONFIG_FREERTOS_HZ=1000}
   * @return the changed options
   * @throws SdkConfigException when there is no such option or it cannot take the value
   */
  public SdkConfig with(String assignment) {
    return new SdkConfigLoader(this).set(assignment).load();
  }

  /**
   * Every known option with its value, in the order of {@link Kconfig}, then those of the firmware.
   *
   * @return a fresh list
   */
  public List<Entry> entries() {
    return new ArrayList<>(entries.values());
  }

  /**
   * What is set for a firmware that never asks for it: its options' names are its own, so that no
   * list shows a mistake in one.
   *
   * @param asked the names of the options that the firmware asks for
   * @return a line for each, with where it is set and the nearest name
   */
  public List<String> unasked(Set<String> asked) {
    return entries.values().stream()
        .filter(entry -> !DEFAULTS.entries.containsKey(entry.option().name()))
        .filter(entry -> !asked.contains(entry.option().name()))
        .map(entry -> unasked(entry, asked))
        .toList();
  }

  private static String unasked(Entry entry, Set<String> asked) {
    String name = entry.option().name();
    String near = KconfigNames.nearest(name, asked);
    return entry.origin()
        + ": "
        + name
        + "="
        + entry.value()
        + ": the firmware asks for no such option"
        + (near.isEmpty() ? "" : ", did you mean " + near + "?");
  }

  /**
   * {@code CONFIG_FREERTOS_HZ}.
   *
   * @return ticks per second, 1 to 1000
   */
  public int freertosHz() {
    return freertosHz;
  }

  /**
   * {@code CONFIG_LWIP_MAX_SOCKETS}.
   *
   * @return sockets that may be open at once, 1 to 16
   */
  public int maxSockets() {
    return maxSockets;
  }

  /**
   * {@code CONFIG_WS_BUFFER_SIZE}.
   *
   * @return bytes
   */
  public int wsBufferSize() {
    return wsBufferSize;
  }

  /**
   * {@code CONFIG_LOG_DEFAULT_LEVEL}.
   *
   * @return 0 (none) to 5 (verbose)
   */
  public int logDefaultLevel() {
    return logDefaultLevel;
  }

  /**
   * {@code CONFIG_LOG_MAXIMUM_LEVEL}: log statements above it are not compiled in.
   *
   * @return 0 (none) to 5 (verbose)
   */
  public int logMaximumLevel() {
    return logMaximumLevel;
  }

  /**
   * {@code CONFIG_LOG_COLORS}.
   *
   * @return true when log lines are coloured on a console that can show it
   */
  public boolean logColors() {
    return logColors;
  }

  /**
   * {@code CONFIG_LOG_TIMESTAMP_SOURCE_SYSTEM}.
   *
   * @return true for the time of day in log lines, false for milliseconds since boot
   */
  public boolean logSystemTime() {
    return logSystemTime;
  }

  /**
   * {@code CONFIG_ESP_TLS_INSECURE} together with {@code CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY}.
   *
   * @return true when a TLS client without any CA connects unverified
   */
  public boolean tlsSkipsVerification() {
    return tlsSkipsVerification;
  }

  Map<String, Entry> copyOfEntries() {
    return new LinkedHashMap<>(entries);
  }
}
