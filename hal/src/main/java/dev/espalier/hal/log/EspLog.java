package dev.espalier.hal.log;

import static dev.espalier.hal.log.EspLogLevel.ESP_LOG_DEBUG;
import static dev.espalier.hal.log.EspLogLevel.ESP_LOG_ERROR;
import static dev.espalier.hal.log.EspLogLevel.ESP_LOG_INFO;
import static dev.espalier.hal.log.EspLogLevel.ESP_LOG_VERBOSE;
import static dev.espalier.hal.log.EspLogLevel.ESP_LOG_WARN;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.port.BoardLocal;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.profile.Lint;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The log: {@code EspLog.i(TAG, "got %d bytes", n)} prints {@code I (1234) TAG: got 5 bytes}.
 *
 * <p>Formats are C's, see {@link CFormat}. A line below the level of its tag, or above {@code
 * CONFIG_LOG_MAXIMUM_LEVEL}, is not formatted at all.
 */
public final class EspLog {
  private static final BoardLocal<State> STATE = BoardLocal.of(State::new);
  private static final String RESET_COLOUR = "\033[0m";
  private static final long MICROS_PER_DAY = 24L * 60 * 60 * 1_000_000;

  private EspLog() {}

  /** What one board's log knows. */
  private static final class State {
    final Map<String, EspLogLevel> levels = new HashMap<>();
    final SdkConfig config = Chip.current().config();
    final boolean colours = config.logColors() && Chip.current().colours();
    final long tickMillis = 1000 / config.freertosHz();
    EspLogLevel defaultLevel = EspLogLevel.of(config.logDefaultLevel());
    // Null for the console.
    @Nullable VprintfLike print;
    final StringBuilder line = new StringBuilder(128);

    EspLogLevel levelOf(String tag) {
      // Few firmwares set levels per tag: no hashing then.
      return levels.isEmpty() ? defaultLevel : levels.getOrDefault(tag, defaultLevel);
    }
  }

  /**
   * Logs at error level.
   *
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_LOGE")
  public static void e(String tag, String format, @Nullable Object... args) {
    local(ESP_LOG_ERROR, tag, format, args);
  }

  /**
   * Logs at warning level.
   *
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_LOGW")
  public static void w(String tag, String format, @Nullable Object... args) {
    local(ESP_LOG_WARN, tag, format, args);
  }

  /**
   * Logs at info level.
   *
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_LOGI")
  public static void i(String tag, String format, @Nullable Object... args) {
    local(ESP_LOG_INFO, tag, format, args);
  }

  /**
   * Logs at debug level.
   *
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_LOGD")
  public static void d(String tag, String format, @Nullable Object... args) {
    local(ESP_LOG_DEBUG, tag, format, args);
  }

  /**
   * Logs at verbose level.
   *
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_LOGV")
  public static void v(String tag, String format, @Nullable Object... args) {
    local(ESP_LOG_VERBOSE, tag, format, args);
  }

  /**
   * Logs at a level chosen at run time, whatever {@code CONFIG_LOG_MAXIMUM_LEVEL} says.
   *
   * @param level how important
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_LOG_LEVEL")
  public static void level(EspLogLevel level, String tag, String format, @Nullable Object... args) {
    Chip chip = Chip.current();
    State state = chip.local(STATE);
    if (level.compareTo(state.levelOf(tag)) <= 0) {
      chip.kernel().call();
      // Any other number counts as info, as the C macro's last branch has it.
      print(
          chip, state, level == EspLogLevel.ESP_LOG_NONE ? ESP_LOG_INFO : level, tag, format, args);
    }
  }

  /**
   * Logs at a level chosen at run time, up to {@code CONFIG_LOG_MAXIMUM_LEVEL}.
   *
   * @param level how important
   * @param tag who says it
   * @param format a C format
   * @param args what it prints
   */
  @EspApi("ESP_LOG_LEVEL_LOCAL")
  public static void levelLocal(
      EspLogLevel level, String tag, String format, @Nullable Object... args) {
    local(level, tag, format, args);
  }

  /**
   * Whether a line would be printed: for callers that would have to prepare what they log.
   *
   * @param level how important
   * @param tag who says it
   * @return true when {@link #level} with these would print
   */
  public static boolean isEnabled(EspLogLevel level, String tag) {
    State state = STATE.get();
    return level.value() <= state.config.logMaximumLevel()
        && level.compareTo(state.levelOf(tag)) <= 0;
  }

  private static void local(EspLogLevel level, String tag, String format, @Nullable Object[] args) {
    Chip chip = Chip.current();
    State state = chip.local(STATE);
    if (level.value() <= state.config.logMaximumLevel()
        && level.compareTo(state.levelOf(tag)) <= 0) {
      chip.kernel().call();
      print(chip, state, level, tag, format, args);
    }
  }

  private static void print(
      Chip chip,
      State state,
      EspLogLevel level,
      String tag,
      String format,
      @Nullable Object[] args) {
    VprintfLike print = state.print;
    if (print != null) {
      printThrough(print, state, level, tag, format, args);
      return;
    }
    StringBuilder line = state.line;
    line.setLength(0);
    if (state.colours) {
      line.append(level.colour);
    }
    line.append(level.letter).append(" (");
    if (state.config.logSystemTime()) {
      line.append(systemTimestamp(chip));
    } else {
      line.append(timestamp(chip.kernel(), state));
    }
    line.append(") ").append(tag).append(": ");
    String problem = CFormat.appendChecked(line, format, args);
    if (state.colours) {
      line.append(RESET_COLOUR);
    }
    line.append('\n');
    chip.print(line.toString());
    if (problem != null) {
      lint(format, problem);
    }
  }

  private static void lint(String format, String problem) {
    Lint.warn(
        "format " + format,
        "the format \"" + format.strip() + "\" " + problem + "; in C gcc's -Wformat says so");
  }

  private static void printChecked(Chip chip, String format, @Nullable Object[] args) {
    var text = new StringBuilder();
    String problem = CFormat.appendChecked(text, format, args);
    chip.print(text.toString());
    if (problem != null) {
      lint(format, problem);
    }
  }

  /** Hands on what the C macro hands on: the whole line's format, time and tag as arguments. */
  private static void printThrough(
      VprintfLike print,
      State state,
      EspLogLevel level,
      String tag,
      String format,
      @Nullable Object[] args) {
    boolean system = state.config.logSystemTime();
    String whole =
        (state.colours ? level.colour : "")
            + level.letter
            + (system ? " (%s) %s: " : " (%u) %s: ")
            + format
            + (state.colours ? RESET_COLOUR : "")
            + "\n";
    @Nullable Object[] all = new @Nullable Object[args.length + 2];
    all[0] = system ? systemTimestamp() : (Object) timestamp();
    all[1] = tag;
    System.arraycopy(args, 0, all, 2, args.length);
    var _ = print.vprintf(whole, all);
  }

  /**
   * Prints without time and tag, if the tag's level allows it.
   *
   * @param level how important
   * @param tag whose level decides
   * @param format a C format, line end included
   * @param args what it prints
   */
  @EspApi("esp_log_write")
  @EspApi("esp_log_writev")
  public static void write(EspLogLevel level, String tag, String format, @Nullable Object... args) {
    Chip chip = Chip.current();
    chip.kernel().call();
    State state = chip.local(STATE);
    if (level.compareTo(state.levelOf(tag)) <= 0) {
      VprintfLike print = state.print;
      if (print != null) {
        var _ = print.vprintf(format, args);
      } else {
        printChecked(chip, format, args);
      }
    }
  }

  /**
   * Sets the level of a tag.
   *
   * @param tag the tag, or {@code "*"} for all, those set before included
   * @param level lines above it are no longer printed
   */
  @EspApi("esp_log_level_set")
  public static void levelSet(String tag, EspLogLevel level) {
    Chip chip = Chip.current();
    chip.kernel().call();
    State state = chip.local(STATE);
    if (tag.equals("*")) {
      state.defaultLevel = level;
      state.levels.clear();
    } else {
      state.levels.put(tag, level);
    }
  }

  /**
   * The level of a tag.
   *
   * @param tag the tag
   * @return its level, or the level of all when it has none of its own
   */
  @EspApi("esp_log_level_get")
  public static EspLogLevel levelGet(String tag) {
    Chip chip = Chip.current();
    chip.kernel().call();
    return chip.local(STATE).levelOf(tag);
  }

  /**
   * Sends log output elsewhere.
   *
   * @param print takes the output from now on; may call {@link #vprintf}
   * @return what took it before
   */
  @EspApi("esp_log_set_vprintf")
  @CanIgnoreReturnValue
  public static VprintfLike setVprintf(VprintfLike print) {
    State state = STATE.get();
    VprintfLike former = state.print;
    state.print = print;
    return former == null ? EspLog::vprintf : former;
  }

  /**
   * Prints to the console, as C's {@code printf} does.
   *
   * @param format a C format
   * @param args what it prints
   */
  public static void printf(String format, @Nullable Object... args) {
    Chip chip = Chip.current();
    chip.kernel().call();
    printChecked(chip, format, args);
  }

  /**
   * Prints to the console: what takes log output at first.
   *
   * @param format a C format
   * @param args what it prints
   * @return the number of characters
   */
  @CanIgnoreReturnValue
  public static int vprintf(String format, @Nullable Object... args) {
    String text = CFormat.format(format, args);
    Chip.current().print(text);
    return text.length();
  }

  /**
   * The time that log lines show.
   *
   * @return milliseconds since boot, in steps of a tick, modulo 2^32
   */
  @EspApi("esp_log_timestamp")
  public static long timestamp() {
    Chip chip = Chip.current();
    return timestamp(chip.kernel(), chip.local(STATE));
  }

  private static long timestamp(Kernel kernel, State state) {
    return kernel.now() / kernel.tickNanos() * state.tickMillis & 0xFFFF_FFFFL;
  }

  /**
   * The time that early log lines show.
   *
   * @return milliseconds since boot, exact, modulo 2^32
   */
  @EspApi(
      value = "esp_log_early_timestamp",
      fidelity = Fidelity.PARTIAL,
      note = "on the chip it wraps with the CPU's cycle counter, every 18 s at 240 MHz")
  public static long earlyTimestamp() {
    return Chip.current().kernel().now() / 1_000_000 & 0xFFFF_FFFFL;
  }

  /**
   * The time of day that log lines show with {@code CONFIG_LOG_TIMESTAMP_SOURCE_SYSTEM}.
   *
   * @return such as {@code 00:01:30.000}
   */
  @EspApi(
      value = "esp_log_system_timestamp",
      fidelity = Fidelity.PARTIAL,
      note = "always UTC: the TZ variable is not read")
  public static String systemTimestamp() {
    return systemTimestamp(Chip.current());
  }

  private static String systemTimestamp(Chip chip) {
    long millis = Math.floorMod(chip.wallMicros(), MICROS_PER_DAY) / 1000;
    return CFormat.format(
        "%02d:%02d:%02d.%03d",
        millis / 3_600_000, millis / 60_000 % 60, millis / 1000 % 60, millis % 1000);
  }

  /**
   * Whether an early or DRAM line is printed: tags do not count.
   *
   * @param level how important
   * @return true when it is
   */
  static boolean earlyEnabled(EspLogLevel level) {
    State state = STATE.get();
    return level.value() <= state.config.logMaximumLevel()
        && level.compareTo(state.defaultLevel) <= 0;
  }

  /**
   * Puts colours around a line where they are on.
   *
   * @param level whose colour
   * @param line the line without its end
   * @return the line, its end included
   */
  static String coloured(EspLogLevel level, String line) {
    return STATE.get().colours ? level.colour + line + RESET_COLOUR + "\n" : line + "\n";
  }
}
