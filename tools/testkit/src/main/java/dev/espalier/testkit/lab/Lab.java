package dev.espalier.testkit.lab;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.fault.Faults;
import dev.espalier.emulator.net.SimHost;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.emulator.radio.AccessPoint;
import dev.espalier.emulator.radio.Air;
import dev.espalier.emulator.trace.NetworkTap;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.lwip.SocketTrace;
import dev.espalier.hal.system.HeapReport;
import dev.espalier.hal.system.HeapUse;
import dev.espalier.hal.system.ResetReason;
import dev.espalier.testkit.peer.ReceivedFrame;
import dev.espalier.testkit.peer.ServerTls;
import dev.espalier.testkit.peer.WebSocketServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Boards, a simulated network with scripted servers, Wi-Fi, faults and a console to look at: a
 * world for tests of firmware, on virtual time, the same for the same seed.
 *
 * <pre>{@code
 * try (Lab lab = new Lab(LabConfig.defaults())) {
 *   WebSocketServer server = lab.server("server", 80).echo(true);
 *   lab.boot(new MyFirmware());
 *   lab.awaitLog("connected", Duration.ofSeconds(5));
 *   server.last().reset();
 *   lab.awaitLog("connected", 2, Duration.ofSeconds(20));
 * }
 * }</pre>
 *
 * <p>It belongs to the thread that made it.
 */
public final class Lab implements AutoCloseable {
  private static final int TAIL_LINES = 20;
  private static final long STEP_NANOS = 1_000_000;

  /** What firmware that is done has destroyed; queues and the like may well stay. */
  private static final Set<HeapUse> GIVEN_BACK =
      Set.of(HeapUse.WEBSOCKET, HeapUse.TRANSPORT, HeapUse.TLS);

  private final Simulation simulation;
  private final SimulatedNetwork network;
  private final Air air = Air.of(AccessPoint.open());
  private final Faults faults;
  private final LabTrace trace;
  private final ConsoleLog log;
  private final List<Board> boards = new ArrayList<>();
  private final List<WebSocketServer> servers = new ArrayList<>();
  private RunResult last;
  private boolean panicAwaited;

  /**
   * Makes a lab; its boards are off.
   *
   * @param config what it is made of
   */
  public Lab(LabConfig config) {
    network = new SimulatedNetwork(config.seed());
    network.link(config.link());
    faults = Faults.of(config.seed(), config.faults());
    Simulation.Builder world =
        Simulation.builder()
            .seed(config.seed())
            .schedule(config.schedule())
            .clock(config.clock())
            .network(faults.over(network));
    trace = new LabTrace(faults, config.trace());
    world = world.trace(trace);
    NetworkTap tap = config.tap();
    simulation = (tap == null ? world : world.tap(tap)).build();
    log = new ConsoleLog(simulation::now);
    for (BoardConfig board : config.boards()) {
      boards.add(add(board));
    }
    faults.start(simulation, air, boards);
    air.onLink(this::link);
    air.onAddress(network::readdress);
    last = new RunResult(RunResult.End.LIMIT, "", 0, null);
  }

  private Board add(BoardConfig config) {
    Board[] made = new Board[1];
    made[0] =
        simulation.board(
            config
                .withRadio(air::radio)
                .withConsole(text -> {
                  log.printed(made[0].name(), text);
                  faults.printed(made[0].name(), text);
                }));
    return made[0];
  }

  private void link(String board, boolean up) {
    SimHost host = network.find(board);
    if (host != null) {
      host.up(up);
    }
  }

  // ---- what is in it

  /**
   * The world's clock and boards.
   *
   * @return the simulation
   */
  public Simulation simulation() {
    return simulation;
  }

  /**
   * The network.
   *
   * @return links, names and hosts
   */
  public SimulatedNetwork network() {
    return network;
  }

  /**
   * The Wi-Fi.
   *
   * @return its access points
   */
  public Air air() {
    return air;
  }

  /**
   * The faults.
   *
   * @return what was done so far
   */
  public Faults faults() {
    return faults;
  }

  /**
   * The first board.
   *
   * @return the board
   */
  public Board board() {
    return boards.getFirst();
  }

  /**
   * All boards.
   *
   * @return in the order of the configuration
   */
  public List<Board> boards() {
    return List.copyOf(boards);
  }

  /**
   * What the boards have printed.
   *
   * @return the lines
   */
  public ConsoleLog log() {
    return log;
  }

  /**
   * The events that the boards' loops have handed to handlers.
   *
   * @return all counted, the last ones kept
   */
  public LabEvents events() {
    return trace.events;
  }

  /**
   * How many events of a kind there were.
   *
   * @param base their base
   * @param id their number, {@code ESP_EVENT_ANY_ID} for any
   * @return the count, of all boards
   */
  public int count(EventBase<?> base, int id) {
    return trace.events.count(base, id);
  }

  /**
   * The starts of the boards, with their reset reasons.
   *
   * @return oldest first
   */
  public List<LabBoot> boots() {
    return List.copyOf(trace.boots);
  }

  /**
   * The boards' heaps in the course of the run; {@link Board#heapReport} has more on how it is now.
   *
   * @return the figures
   */
  public HeapLog heap() {
    return trace.heap;
  }

  /**
   * Starts a WebSocket server for ws.
   *
   * @param host the name that boards look up
   * @param port 1 to 65535
   * @return the server, listening
   */
  public WebSocketServer server(String host, int port) {
    return added(WebSocketServer.start(simulation, network, host, port));
  }

  /**
   * Starts a WebSocket server for wss.
   *
   * @param host the name that boards look up
   * @param port 1 to 65535
   * @param tls its certificate
   * @return the server, listening
   */
  public WebSocketServer server(String host, int port, ServerTls tls) {
    return added(WebSocketServer.startTls(simulation, network, host, port, tls));
  }

  private WebSocketServer added(WebSocketServer server) {
    servers.add(server);
    return server;
  }

  /**
   * The servers.
   *
   * @return in the order of their starts
   */
  public List<WebSocketServer> servers() {
    return List.copyOf(servers);
  }

  // ---- what is done with it

  /**
   * Switches the first board on.
   *
   * @param firmware what runs on it
   */
  public void boot(Firmware firmware) {
    board().boot(firmware);
  }

  /**
   * Runs until every board is done, or stuck, or a board panics; a run may be followed by another.
   *
   * @param limit the longest simulated time
   * @return how it has ended
   */
  public RunResult run(Duration limit) {
    last = simulation.runFor(limit.toNanos());
    return last;
  }

  /**
   * How the last run has ended.
   *
   * @return its result
   */
  public RunResult lastResult() {
    return last;
  }

  /**
   * The simulated time.
   *
   * @return since the simulation's start
   */
  public Duration now() {
    return Duration.ofNanos(simulation.now());
  }

  /**
   * Runs until the console has a text.
   *
   * @param text what a line must have
   * @param limit the longest simulated time
   * @throws AssertionError with the end of the console, when it does not come
   */
  public void awaitLog(String text, Duration limit) {
    awaitLog(text, 1, limit);
  }

  /**
   * Runs until the console has had a text so often.
   *
   * @param text what a line must have
   * @param count in so many lines, since the lab's start
   * @param limit the longest simulated time
   * @throws AssertionError with the end of the console, when it does not come
   */
  public void awaitLog(String text, int count, Duration limit) {
    String what = "the console shows \"" + text + "\"" + (count > 1 ? " " + count + " times" : "");
    await(what, () -> log.count(text) >= count, limit);
  }

  /**
   * Runs until a server has received a frame.
   *
   * @param what the frame in words, for the message
   * @param frame tells it from others
   * @param limit the longest simulated time
   * @throws AssertionError with the end of the console, when it does not come
   */
  public void awaitFrame(String what, Predicate<ReceivedFrame> frame, Duration limit) {
    await(
        "a server receives " + what,
        () -> servers.stream().flatMap(server -> server.frames().stream()).anyMatch(frame),
        limit);
  }

  /**
   * Runs until a loop of a board has handed an event to its handlers.
   *
   * @param base its base, such as {@code WifiEvent.WIFI_EVENT}
   * @param id its number
   * @param count so many of them, since the lab's start
   * @param limit the longest simulated time
   * @throws AssertionError with the end of the console, when it does not come
   */
  public void awaitEvent(EventBase<?> base, int id, int count, Duration limit) {
    String times = count > 1 ? " " + count + " times" : "";
    await(
        "the event " + EventNames.name(base.name(), id) + times,
        () -> count(base, id) >= count,
        limit);
  }

  /**
   * Runs until a board has started for a reason.
   *
   * @param reason what {@code esp_reset_reason} says then
   * @param limit the longest simulated time
   * @throws AssertionError with the end of the console, when it does not come
   */
  public void awaitBoot(ResetReason reason, Duration limit) {
    int before = trace.boots.size();
    await(
        "a start with " + reason,
        () -> trace.boots.stream().skip(before).anyMatch(boot -> boot.reason() == reason),
        limit);
  }

  /**
   * Runs until something holds, looking each simulated millisecond.
   *
   * @param what it in words, for the message
   * @param condition it
   * @param limit the longest simulated time
   * @throws AssertionError with the end of the console, when it does not come
   */
  public void await(String what, BooleanSupplier condition, Duration limit) {
    long end = simulation.now() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (simulation.now() >= end) {
        throw failure("within " + seconds(limit) + ", " + what + ": it did not come", "");
      }
      last = simulation.runFor(Math.min(STEP_NANOS, end - simulation.now()));
      if (last.end() != RunResult.End.LIMIT && !condition.getAsBoolean()) {
        throw failure("before " + what + ", the run ended: " + last.end(), last.report() + "\n");
      }
    }
  }

  /**
   * Runs for a time in which the console must not show a text.
   *
   * @param text what no new line may have
   * @param time how long, simulated
   * @throws AssertionError when a line has it
   */
  public void never(String text, Duration time) {
    int before = log.count(text);
    last = simulation.runFor(time.toNanos());
    List<LogLine> found = log.with(text);
    if (found.size() > before) {
      throw failure("\"" + text + "\" must not come, but: " + found.get(before), "");
    }
  }

  /**
   * Runs for a time in which no event of a kind must come.
   *
   * @param base its base
   * @param id its number, {@code ESP_EVENT_ANY_ID} for any
   * @param time how long, simulated
   * @throws AssertionError when one comes
   */
  public void never(EventBase<?> base, int id, Duration time) {
    trace.events.keep(new EventNames.Kind(base.name(), id));
    int before = count(base, id);
    last = simulation.runFor(time.toNanos());
    int came = count(base, id) - before;
    if (came > 0) {
      List<LabEvent> all = trace.events.kept().stream().filter(e -> e.is(base, id)).toList();
      LabEvent first = all.get(all.size() - came);
      throw failure("this event must not come, but: " + first.toString().strip(), "");
    }
  }

  /**
   * Runs until a board panics for the last time, which ends the run.
   *
   * @param text what the panic's text must have
   * @param limit the longest simulated time
   * @throws AssertionError with the end of the console, when it does not come
   */
  public void awaitPanic(String text, Duration limit) {
    panicAwaited = true;
    run(limit);
    if (last.end() != RunResult.End.PANIC || !last.report().contains(text)) {
      throw failure(
          "within " + seconds(limit) + ", a panic with \"" + text + "\": " + last.end(),
          last.report() + "\n");
    }
  }

  /**
   * Whether the test knows of the panic that has ended the run.
   *
   * @return true after {@link #awaitPanic}
   */
  public boolean panicAwaited() {
    return panicAwaited;
  }

  /**
   * What the firmware of the boards that are on has not given back: sockets, clients, transports
   * and TLS connections.
   *
   * @return a text for each; empty when there is none
   */
  public List<String> leftovers() {
    List<String> found = new ArrayList<>();
    for (Board board : boards) {
      if (board.isOn()) {
        board.heapReport().ifPresent(heap -> addLeft(board.name(), heap, found));
      }
      board.post(() -> {
        for (int fd : SocketTrace.openDescriptors()) {
          found.add("socket " + fd + " of " + board.name() + " open");
        }
      });
    }
    var _ = simulation.runFor(0);
    return found;
  }

  private static void addLeft(String board, HeapReport heap, List<String> found) {
    for (HeapReport.Use use : heap.uses()) {
      if (GIVEN_BACK.contains(use.use()) && use.bytes() > 0) {
        found.add("%,d B of %s of %s".formatted(use.bytes(), use.use().words(), board));
      }
    }
  }

  private AssertionError failure(String message, String details) {
    return new AssertionError(
        message
            + "\n"
            + details
            + "--- console, the last lines; simulated time "
            + seconds(now())
            + " ---\n"
            + log.tail(TAIL_LINES));
  }

  private static String seconds(Duration time) {
    return "%.3f s".formatted(time.toNanos() / 1e9);
  }

  /** Switches every board off and ends the network. */
  @Override
  public void close() {
    simulation.close();
  }
}
