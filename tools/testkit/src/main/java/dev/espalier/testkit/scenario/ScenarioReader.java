package dev.espalier.testkit.scenario;

import dev.espalier.emulator.RebootLoop;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.net.SimLink;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.testkit.JsonObject;
import dev.espalier.testkit.RebootLoops;
import dev.espalier.testkit.scenario.Scenario.BoardPlan;
import dev.espalier.testkit.scenario.Scenario.CheckPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads scenario files. */
public final class ScenarioReader {
  private static final long END_NANOS = 60_000_000_000L;
  private static final int PORT = 80;
  private static final int PORT_TLS = 443;

  private final Path file;

  private ScenarioReader(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param file a YAML file
   * @return the scenario
   * @throws ScenarioException when it cannot be read or is wrong, with line and column
   */
  public static Scenario read(Path file) {
    try {
      return read(file, Files.readString(file));
    } catch (IOException e) {
      throw new ScenarioException("cannot read " + file + ": " + e.getClass().getSimpleName());
    }
  }

  /**
   * Reads a text.
   *
   * @param file where it is said to stand; paths in it count from there
   * @param text YAML
   * @return the scenario
   * @throws ScenarioException when it is wrong, with line and column
   */
  public static Scenario read(Path file, String text) {
    return new ScenarioReader(file).scenario(Yaml.parse(file.toString(), text));
  }

  private Scenario scenario(Yaml root) {
    var scenario =
        new Scenario(
            root.text("name", Objects.toString(file.getFileName(), "")),
            file,
            root.number("seed", 1),
            explores(root),
            boards(root),
            root.get("network").map(ScenarioReader::link).orElse(SimLink.WIFI),
            root.list("servers").stream().map(ScenarioReader::server).toList(),
            root.list("faults").stream().map(FaultReader::read).toList(),
            root.list("expect").stream().map(ScenarioReader::expectation).toList(),
            root.time("end", END_NANOS),
            ends(root.list("ends")),
            rebootLoop(root),
            root.get("check")
                .map(ScenarioReader::checkPlan)
                .orElse(new CheckPlan(List.of(), 0, END_NANOS)));
    root.finish();
    return scenario;
  }

  private static RebootLoop rebootLoop(Yaml root) {
    try {
      return root.has("reboot-loop")
          ? RebootLoops.parse(root.text("reboot-loop", ""))
          : RebootLoop.USUAL;
    } catch (IllegalArgumentException e) {
      throw root.need("reboot-loop").wrong(String.valueOf(e.getMessage()));
    }
  }

  private static boolean explores(Yaml root) {
    return switch (root.text("schedule", "fifo")) {
      case "fifo" -> false;
      case "explore" -> true;
      default -> throw root.need("schedule").wrong("a schedule is fifo or explore");
    };
  }

  private static CheckPlan checkPlan(Yaml map) {
    List<FaultRule> faults = map.list("faults").stream().map(FaultReader::read).toList();
    var plan = new CheckPlan(faults, (int) map.number("at-most", 1), map.time("within", END_NANOS));
    map.finish();
    return plan;
  }

  // ---- boards

  private List<BoardPlan> boards(Yaml root) {
    List<BoardPlan> boards = new ArrayList<>();
    if (!root.has("boards")) {
      boards.add(board(root, "esp32"));
      return boards;
    }
    for (Yaml board : root.list("boards")) {
      int count = (int) board.number("count", 1);
      BoardPlan plan = board(board, board.text("name", "esp32"));
      board.finish();
      for (int i = 0; i < count; i++) {
        boards.add(plan);
      }
    }
    return boards;
  }

  private BoardPlan board(Yaml map, String name) {
    Yaml firmware = map.need("firmware");
    Path path = file.resolveSibling(firmware.text()).normalize();
    if (!Files.isRegularFile(path)) {
      throw firmware.wrong("there is no file " + path + "; paths count from the scenario's folder");
    }
    List<String> options = new ArrayList<>();
    map.get("sdkconfig")
        .ifPresent(options1 ->
            options1.keys().forEach(key -> options.add(key + "=" + options1.text(key, ""))));
    Map<Quirk, Boolean> quirks = new EnumMap<>(Quirk.class);
    map.get("quirks")
        .ifPresent(all -> {
          for (String key : all.keys()) {
            quirks.put(quirk(all.need(key), key), all.need(key).flag());
          }
        });
    return new BoardPlan(
        name,
        path,
        options,
        map.get("profile").map(value -> value.constant(Profile.class)).orElse(null),
        quirks,
        map.get("lint").map(value -> value.constant(LintMode.class)).orElse(LintMode.WARN));
  }

  private static Quirk quirk(Yaml at, String name) {
    for (Quirk quirk : Quirk.values()) {
      if (quirk.id().equalsIgnoreCase(name) || quirk.name().equalsIgnoreCase(name)) {
        return quirk;
      }
    }
    throw at.wrong("there is no quirk '" + name + "'; docs/quirks.md lists them");
  }

  // ---- the world

  private static SimLink link(Yaml map) {
    var link =
        new SimLink(
            map.time("latency", SimLink.WIFI.latencyNanos()),
            map.time("jitter", 0),
            map.number("bandwidth", SimLink.WIFI.bytesPerSecond()));
    map.finish();
    return link;
  }

  private static ServerPlan server(Yaml map) {
    String tls = map.text("tls", "");
    if (!Set.of("", "valid", "expired").contains(tls)) {
      throw map.need("tls").wrong("tls is valid or expired: '" + tls + "'");
    }
    List<long[]> down = new ArrayList<>();
    for (Yaml span : map.list("down")) {
      down.add(new long[] {span.need("at").time(), span.need("lasts").time()});
      span.finish();
    }
    var plan =
        new ServerPlan(
            map.text("host", "server"),
            (int) map.number("port", tls.isEmpty() ? PORT : PORT_TLS),
            tls,
            map.flag("echo", false),
            map.flag("pong", true),
            map.flag("answer-close", true),
            map.flag("answer-requests", true),
            map.text("status", ""),
            map.list("headers").stream().map(Yaml::text).toList(),
            map.list("sends").stream().map(ScenarioReader::send).toList(),
            map.list("scripts").stream().map(ScenarioReader::script).toList(),
            down);
    map.finish();
    return plan;
  }

  private static ServerPlan.Send send(Yaml map) {
    String what =
        map.keys().stream()
            .filter(ServerPlan.Send.KINDS::contains)
            .findFirst()
            .orElseThrow(() ->
                map.wrong("say what is sent: one of " + String.join(", ", ServerPlan.Send.KINDS)));
    Yaml value = map.need(what);
    String text = value.plain() == null ? "" : value.text();
    if (what.equals("close")) {
      text = text.isEmpty() ? "1000" : String.valueOf(value.number());
    }
    var send =
        new ServerPlan.Send(
            map.time("after", 0),
            map.time("every", 0),
            (int) map.number("connection", 0),
            what,
            text,
            map.text("reason", ""));
    map.finish();
    return send;
  }

  private static List<JsonObject> script(Yaml list) {
    List<JsonObject> operations = new ArrayList<>();
    for (Yaml element : list.elements()) {
      if (!element.isMap() || !element.has("op")) {
        throw element.wrong("a step of a script is {op: …}; docs/golden.md has the operations");
      }
      operations.add(JsonObject.of(element.plain()));
    }
    return operations;
  }

  // ---- expectations

  private static Expectation expectation(Yaml map) {
    Expectation read =
        map.has("connections")
            ? new Expectation.Connections(min(map, "connections"), max(map, "connections"))
            : map.has("boots")
                ? new Expectation.Boots(min(map, "boots"), max(map, "boots"))
                : map.has("request")
                    ? new Expectation.Request(map.need("request").text())
                    : moments(map);
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

  private static Expectation moments(Yaml map) {
    boolean never = map.has("never") || map.has("never-matches") || map.has("never-frame");
    Expectation.Countable what = countable(map, never);
    int times = never ? 0 : (int) map.number("times", 1);
    return new Expectation.Moments(
        what, times, map.time("within", Long.MAX_VALUE), map.text("after", ""));
  }

  private static Expectation.Countable countable(Yaml map, boolean never) {
    String board = map.text("board", "");
    String text = never ? "never" : "log";
    String regex = never ? "never-matches" : "matches";
    String frame = never ? "never-frame" : "frame";
    if (map.has(text)) {
      String wanted = map.need(text).text();
      return new Expectation.Log(Pattern.compile(wanted, Pattern.LITERAL), wanted, board);
    }
    if (map.has(regex)) {
      Yaml value = map.need(regex);
      try {
        return new Expectation.Log(Pattern.compile(value.text()), value.text(), board);
      } catch (PatternSyntaxException e) {
        throw value.wrong("no regular expression: " + e.getDescription());
      }
    }
    if (map.has(frame)) {
      Yaml value = map.need(frame);
      if (!value.isMap()) {
        return new Expectation.Frame(value.text(), "", 0);
      }
      var read =
          new Expectation.Frame(
              value.text("kind", ""), value.text("text", ""), (int) value.number("code", 0));
      value.finish();
      return read;
    }
    throw map.wrong(
        "an expectation has one of log, matches, frame, request, never, never-matches,"
            + " never-frame, connections or boots");
  }

  private static Set<RunResult.End> ends(List<Yaml> names) {
    Set<RunResult.End> ends = EnumSet.noneOf(RunResult.End.class);
    for (Yaml name : names) {
      ends.add(name.constant(RunResult.End.class));
    }
    return ends.isEmpty() ? EnumSet.of(RunResult.End.DONE, RunResult.End.LIMIT) : ends;
  }
}
