package dev.espalier.testkit.scenario;

import dev.espalier.emulator.RebootLoop;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.net.SimLink;
import dev.espalier.hal.config.SdkConfigException;
import dev.espalier.hal.config.SdkConfigLoader;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.testkit.FileErrors;
import dev.espalier.testkit.JsonObject;
import dev.espalier.testkit.RebootLoops;
import dev.espalier.testkit.peer.UpgradeAnswer;
import dev.espalier.testkit.scenario.Scenario.BoardPlan;
import dev.espalier.testkit.scenario.Scenario.CheckPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

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
      throw new ScenarioException("cannot read " + file + ": " + FileErrors.reason(e));
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
            root.get("date").map(ScenarioReader::date).orElse(0L),
            boards(root),
            root.get("network").map(ScenarioReader::link).orElse(SimLink.WIFI),
            root.list("servers").stream().map(ScenarioReader::server).toList(),
            root.list("faults").stream().map(FaultReader::read).toList(),
            root.list("expect").stream().map(ExpectationReader::read).toList(),
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

  private static long date(Yaml value) {
    try {
      return Instant.parse(value.text()).toEpochMilli() * 1000;
    } catch (DateTimeParseException e) {
      throw value.wrong("expected a time of day such as 2026-01-01T12:00:00Z: " + value.text());
    }
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
        .ifPresent(all -> all.keys().forEach(key -> options.add(option(all.need(key), key))));
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

  /** An option, as it is set by {@code -D}; tried alone, so that a complaint has its place. */
  private static String option(Yaml value, String name) {
    String assignment = name + "=" + value.text();
    try {
      new SdkConfigLoader().set(assignment);
      return assignment;
    } catch (SdkConfigException e) {
      throw value.wrong(String.valueOf(e.getMessage()).replaceFirst("^-D: ", ""));
    }
  }

  private static Quirk quirk(Yaml at, String name) {
    for (Quirk quirk : Quirk.values()) {
      if (quirk.id().equalsIgnoreCase(name) || quirk.name().equalsIgnoreCase(name)) {
        return quirk;
      }
    }
    List<String> names = Stream.of(Quirk.values()).map(Quirk::name).toList();
    throw at.wrong(
        "there is no quirk '"
            + name
            + "'"
            + Nearest.question(name, names)
            + "; docs/quirks.md lists them");
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
            answers(map),
            map.list("sends").stream().map(ScenarioReader::send).toList(),
            map.list("scripts").stream().map(ScenarioReader::script).toList(),
            down);
    map.finish();
    return plan;
  }

  private static List<UpgradeAnswer> answers(Yaml map) {
    if (map.has("answers")) {
      return map.list("answers").stream().map(ScenarioReader::answer).toList();
    }
    boolean usual = !map.has("status") && !map.has("headers");
    return usual ? List.of() : List.of(answerOf(map, 0));
  }

  private static UpgradeAnswer answer(Yaml map) {
    UpgradeAnswer answer = answerOf(map, (int) map.number("times", 1));
    map.finish();
    return answer;
  }

  private static UpgradeAnswer answerOf(Yaml map, int times) {
    return new UpgradeAnswer(
        map.text("status", UpgradeAnswer.GOOD.status()),
        map.list("headers").stream().map(Yaml::text).toList(),
        map.text("accept", "good"),
        times);
  }

  private static ServerPlan.Send send(Yaml map) {
    String what =
        map.keys().stream()
            .filter(ServerPlan.Send.KINDS::contains)
            .findFirst()
            .orElseThrow(() ->
                map.wrong("say what is sent: one of " + String.join(", ", ServerPlan.Send.KINDS)));
    var send =
        new ServerPlan.Send(
            map.time("after", 0),
            map.time("every", 0),
            (int) map.number("connection", 0),
            what,
            values(what, map.need(what), map.text("reason", "")));
    map.finish();
    return send;
  }

  private static List<String> values(String what, Yaml value, String reason) {
    if (what.equals("fragments")) {
      if (value.elements().isEmpty()) {
        throw value.wrong("fragments are one or more texts, such as [\"Hel\", \"lo\"]");
      }
      return value.elements().stream().map(Yaml::text).toList();
    }
    String text = value.plain() == null ? "" : value.text();
    return switch (what) {
      case "close" -> List.of(text.isEmpty() ? "1000" : String.valueOf(value.number()), reason);
      case "binary", "raw" -> List.of(hex(value, text));
      default -> List.of(text);
    };
  }

  private static String hex(Yaml value, String text) {
    try {
      var _ = HexFormat.of().parseHex(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw value.wrong("expected bytes in hex, such as 8105: '" + text + "'");
    }
  }

  private static List<JsonObject> script(Yaml list) {
    List<JsonObject> operations = new ArrayList<>();
    for (Yaml element : list.elements()) {
      if (!element.isMap() || !element.has("op")) {
        throw element.wrong("a step of a script is {op: …}; docs/scenarios.md has the operations");
      }
      operations.add(JsonObject.of(element.plain()));
    }
    return operations;
  }

  private static Set<RunResult.End> ends(List<Yaml> names) {
    Set<RunResult.End> ends = EnumSet.noneOf(RunResult.End.class);
    for (Yaml name : names) {
      ends.add(name.constant(RunResult.End.class));
    }
    return ends.isEmpty() ? EnumSet.of(RunResult.End.DONE, RunResult.End.LIMIT) : ends;
  }
}
