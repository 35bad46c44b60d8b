package dev.espalier.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.kernel.Trace;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/** A board with a client, and a server on the same simulated network; virtual time. */
final class ClientLab {
  static final String HOST = "192.168.1.5";
  static final String URI = "ws://" + HOST + "/ws";

  private static final long LONG_ENOUGH = 100_000_000_000_000L;

  /** What handlers and firmware noted. */
  final List<String> notes = new ArrayList<>();

  QuirkSet quirks = QuirkSet.of(Profile.IDF_4_4);
  private Profile profile = Profile.IDF_4_4;
  private SdkConfig options = SdkConfig.defaults();
  private long callNanos;
  private LintMode lint = LintMode.WARN;
  private List<String> warnings = List.of();
  private final List<String> traced = new ArrayList<>();
  private String console = "";
  private long seed = 1;
  private Network.Results results = Network.Results.LWIP;

  /** Firmware that knows its lab and its server. */
  @FunctionalInterface
  interface Script {
    /** Is {@code app_main}. */
    void run(ClientLab lab, WsPeer peer);
  }

  @CanIgnoreReturnValue
  ClientLab seed(long value) {
    seed = value;
    return this;
  }

  /** Sockets behave as Linux's, as in the recordings. */
  @CanIgnoreReturnValue
  ClientLab onLinuxSockets() {
    results = Network.Results.LINUX;
    return this;
  }

  /** Mirrors another version, with its quirks. */
  @CanIgnoreReturnValue
  ClientLab under(Profile value) {
    profile = value;
    quirks = QuirkSet.of(value);
    return this;
  }

  /** Sets an option, such as {@code CONFIG_X=y}. */
  @CanIgnoreReturnValue
  ClientLab option(String assignment) {
    options = options.with(assignment);
    return this;
  }

  /** How long a call takes; 0 unless firmware polls. */
  @CanIgnoreReturnValue
  ClientLab callNanos(long value) {
    callNanos = value;
    return this;
  }

  @CanIgnoreReturnValue
  ClientLab lint(LintMode value) {
    lint = value;
    return this;
  }

  @CanIgnoreReturnValue
  ClientLab without(Quirk quirk) {
    quirks = quirks.with(quirk, false);
    return this;
  }

  /** Runs to the end of all tasks. */
  @CanIgnoreReturnValue
  List<String> play(Script script) {
    RunResult result = run(script);
    assertEquals(RunResult.End.DONE, result.end(), result.report());
    return notes;
  }

  /** Runs firmware that panics, and gives the reason. */
  String panic(Script script) {
    RunResult result = run(script);
    assertEquals(RunResult.End.PANIC, result.end(), result.report());
    return String.valueOf(Objects.requireNonNull(result.panic()).thrown().getMessage());
  }

  /** Runs firmware that never ends, for a while, and gives how it was then. */
  RunResult playFor(long seconds, Script script) {
    return run(script, simulation -> simulation.runFor(seconds * 1_000_000_000L));
  }

  /** What lint has put into the trace. */
  List<String> traced() {
    return traced;
  }

  private final class Marks implements Trace {
    @Override
    public void event(long nanos, int board, String what) {}

    @Override
    public void mark(long nanos, String board, String category, String text) {
      if (category.equals("lint")) {
        traced.add(text);
      }
    }
  }

  /** What the run was warned about: hanging tasks. */
  List<String> warnings() {
    return warnings;
  }

  private RunResult run(Script script) {
    return run(script, simulation -> simulation.runFor(LONG_ENOUGH));
  }

  private RunResult run(Script script, Function<Simulation, RunResult> how) {
    SimulatedNetwork network = new SimulatedNetwork(seed);
    network.results(results);
    Simulation.Builder world = Simulation.builder().seed(seed).network(network);
    try (Simulation simulation = world.trace(new Marks()).build()) {
      WsPeer peer =
          new WsPeer(
              network.host(simulation.host("server"), "server", InetAddress.ofLiteral(HOST)), 80);
      StringBuilder printed = new StringBuilder();
      Consumer<String> print = printed::append;
      simulation
          .board(
              BoardConfig.defaults()
                  .withProfile(profile)
                  .withQuirks(quirks)
                  .withSdkConfig(options)
                  .withLint(lint)
                  .withCallNanos(callNanos)
                  .withConsole(print))
          .boot(() -> script.run(this, peer));
      RunResult result = how.apply(simulation);
      console = printed.toString();
      warnings = simulation.warnings();
      return result;
    }
  }

  /** What the board printed. */
  String console() {
    return console;
  }

  void note(String what) {
    notes.add(what);
  }

  /** A client that notes its events: name, and for DATA {@code OPCODE LENGTH@OFFSET TEXT}. */
  EspWebsocketClient client(WebsocketClientConfigBuilder config) {
    EspWebsocketClient client = EspWebsocketClient.init(config.build());
    client.registerEvents(
        WebsocketEvents.WEBSOCKET_EVENT_ANY,
        (arg, base, id, data) -> note(describe(id, Objects.requireNonNull(data))),
        null);
    return client;
  }

  /** The same, for the lab's server, all else by default. */
  EspWebsocketClient client() {
    return client(WebsocketClientConfig.builder().uri(URI));
  }

  private static String describe(int id, WebsocketEventData data) {
    return switch (id) {
      case WebsocketEvents.WEBSOCKET_EVENT_DATA ->
          "DATA %d %d/%d@%d %s"
              .formatted(
                  data.opCode(),
                  data.dataLen(),
                  data.payloadLen(),
                  data.payloadOffset(),
                  data.asText())
              .stripTrailing();
      default -> WebsocketEvents.name(id);
    };
  }

  static void sleep(long millis) {
    Task.delay(Timeout.exactMicros(millis * 1000));
  }

  static long millis() {
    return Chip.current().kernel().now() / 1_000_000;
  }

  /** Creates a task that ends itself after its work. */
  static void task(String name, int priority, Runnable work) {
    var _ =
        Task.create(
            name,
            4096,
            priority,
            () -> {
              work.run();
              Task.current().delete();
            });
  }
}
