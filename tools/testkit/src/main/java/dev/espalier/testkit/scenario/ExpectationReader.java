package dev.espalier.testkit.scenario;

import dev.espalier.hal.system.ResetReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads expectations: {@code {log: Connected, times: 2, within: 40s}}. */
final class ExpectationReader {
  private static final String NEVER = "never";

  /** What can be counted, by its key; the second argument is the board's name. */
  private static final Map<String, BiFunction<Yaml, String, Expectation.Countable>> COUNTED =
      new LinkedHashMap<>();

  static {
    COUNTED.put("log", ExpectationReader::log);
    COUNTED.put("matches", ExpectationReader::matches);
    COUNTED.put("frame", (value, board) -> frame(value));
    COUNTED.put("event", (value, board) -> new Expectation.Event(EventReader.read(value), board));
    COUNTED.put(
        "reset", (value, board) -> new Expectation.Reset(value.constant(ResetReason.class), board));
  }

  private ExpectationReader() {}

  static Expectation read(Yaml map) {
    Expectation read;
    if (map.has("connections")) {
      read = new Expectation.Connections(min(map, "connections"), max(map, "connections"));
    } else if (map.has("boots")) {
      read = new Expectation.Boots(min(map, "boots"), max(map, "boots"));
    } else if (map.has("request")) {
      read = new Expectation.Request(map.need("request").text());
    } else if (map.has("heap")) {
      read = heap(map.need("heap"), map.text("board", ""));
    } else {
      read = moments(map);
    }
    map.finish();
    return read;
  }

  private static int min(Yaml map, String key) {
    String text = map.need(key).text();
    return (int) (text.endsWith("+") ? plus(map.need(key)) : map.need(key).number());
  }

  private static int max(Yaml map, String key) {
    return map.need(key).text().endsWith("+") ? Integer.MAX_VALUE : (int) map.need(key).number();
  }

  private static long plus(Yaml value) {
    String text = value.text();
    try {
      return Long.parseLong(text.substring(0, text.length() - 1));
    } catch (NumberFormatException e) {
      throw value.wrong("expected a number such as 3, or 3+ for at least 3: '" + text + "'");
    }
  }

  private static Expectation heap(Yaml map, String board) {
    if (!map.has("free") && !map.has("growth") && !map.has("per-reconnect")) {
      throw map.wrong(
          "say what of the heap: {free: 50000}, {growth: 1000, from: 30s} or"
              + " {per-reconnect: 100}");
    }
    var read =
        new Expectation.Heap(
            map.number("free", 0),
            map.number("growth", Long.MAX_VALUE),
            map.time("from", 0),
            map.number("per-reconnect", Long.MAX_VALUE),
            board);
    map.finish();
    return read;
  }

  private static Expectation moments(Yaml map) {
    for (Map.Entry<String, BiFunction<Yaml, String, Expectation.Countable>> kind :
        COUNTED.entrySet()) {
      String key = kind.getKey();
      String forbidden = key.equals("log") ? NEVER : NEVER + "-" + key;
      boolean never = map.has(forbidden);
      if (never || map.has(key)) {
        Yaml value = map.need(never ? forbidden : key);
        Expectation.Countable what = kind.getValue().apply(value, map.text("board", ""));
        int times = never ? 0 : (int) map.number("times", 1);
        return new Expectation.Moments(
            what, times, map.time("within", Long.MAX_VALUE), map.text("after", ""));
      }
    }
    List<String> known = new ArrayList<>(COUNTED.keySet());
    known.addAll(List.of("request", "heap", "connections", "boots", NEVER));
    COUNTED.keySet().stream().skip(1).forEach(key -> known.add(NEVER + "-" + key));
    String meant =
        map.keys().stream()
            .map(key -> Nearest.question(key, known))
            .filter(question -> !question.isEmpty())
            .findFirst()
            .orElse("");
    throw map.wrong("an expectation has one of " + String.join(", ", known) + meant);
  }

  private static Expectation.Countable log(Yaml value, String board) {
    String wanted = value.text();
    return new Expectation.Log(Pattern.compile(wanted, Pattern.LITERAL), wanted, board);
  }

  private static Expectation.Countable matches(Yaml value, String board) {
    try {
      return new Expectation.Log(Pattern.compile(value.text()), value.text(), board);
    } catch (PatternSyntaxException e) {
      throw value.wrong("no regular expression: " + e.getDescription());
    }
  }

  private static Expectation.Countable frame(Yaml value) {
    if (!value.isMap()) {
      return new Expectation.Frame(value.text(), "", 0);
    }
    var read =
        new Expectation.Frame(
            value.text("kind", ""), value.text("text", ""), (int) value.number("code", 0));
    value.finish();
    return read;
  }
}
