package dev.espalier.testkit.peer;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.net.SimHost;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.emulator.tls.TlsMachine;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.Network.Endpoint;
import dev.espalier.hal.port.Network.Option;
import dev.espalier.testkit.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server on a {@link SimulatedNetwork}, for tests: it notes every request and frame and
 * does what it was told, right or wrong. Without being told anything it accepts every upgrade,
 * answers pings and close frames and says nothing else.
 *
 * <pre>{@code
 * WebSocketServer server = WebSocketServer.start(simulation, network, "server", 80).echo(true);
 * simulation.runFor(5_000_000_000L);
 * assertEquals(List.of("hello"), server.texts());
 * server.last().reset();
 * }</pre>
 *
 * <p>It belongs to the simulation's thread.
 */
public final class WebSocketServer {
  private static final int BACKLOG = 16;
  private static final InetAddress ANY = InetAddress.ofLiteral("0.0.0.0");

  private final Simulation simulation;
  private final Uplink uplink;
  private final SimHost host;
  private final int port;
  private final ServerTls tls;
  private final World world;
  private final List<ServerConnection> connections = new ArrayList<>();
  private final List<ReceivedFrame> frames = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();
  private final List<List<JsonObject>> scripts = new ArrayList<>();

  private @Nullable Endpoint listener;
  private BiConsumer<ServerConnection, ReceivedFrame> onFrame = (connection, frame) -> {};
  private Consumer<ServerConnection> onOpen = connection -> {};
  private final Deque<UpgradeAnswer> answers = new ArrayDeque<>();
  private int answered;
  private boolean echo;
  private boolean pong = true;
  private boolean answersClose = true;
  private boolean answersRequests = true;
  private int accepted;

  private WebSocketServer(
      Simulation simulation, SimulatedNetwork network, String name, int port, ServerTls tls) {
    this.simulation = simulation;
    this.port = port;
    this.tls = tls;
    this.uplink = simulation.host(name);
    this.world = new World(new TlsMachine(uplink::random));
    SimHost known = network.find(name);
    this.host = known != null ? known : network.host(uplink, name, network.freeAddress());
    listen(true);
  }

  /**
   * Starts a server for ws.
   *
   * @param simulation the world
   * @param network of the world
   * @param name the host's name, which boards look up; made if there is none
   * @param port 1 to 65535
   * @return the server, listening
   */
  public static WebSocketServer start(
      Simulation simulation, SimulatedNetwork network, String name, int port) {
    return new WebSocketServer(simulation, network, name, port, ServerTls.NONE);
  }

  /**
   * Starts a server for wss.
   *
   * @param simulation the world
   * @param network of the world
   * @param name the host's name, which boards look up; made if there is none
   * @param port 1 to 65535
   * @param tls its certificate
   * @return the server, listening
   */
  public static WebSocketServer startTls(
      Simulation simulation, SimulatedNetwork network, String name, int port, ServerTls tls) {
    return new WebSocketServer(simulation, network, name, port, tls);
  }

  // ---- what it is to do; each holds from the next event on

  /**
   * Sets whether text and binary frames are sent back.
   *
   * @param value true to echo
   * @return this
   */
  @CanIgnoreReturnValue
  public WebSocketServer echo(boolean value) {
    echo = value;
    return this;
  }

  /**
   * Sets whether pings are answered.
   *
   * @param value true, as at first, to answer
   * @return this
   */
  @CanIgnoreReturnValue
  public WebSocketServer pong(boolean value) {
    pong = value;
    return this;
  }

  /**
   * Sets whether a close frame is answered and TCP ended.
   *
   * @param value true, as at first, to answer
   * @return this
   */
  @CanIgnoreReturnValue
  public WebSocketServer answerClose(boolean value) {
    answersClose = value;
    return this;
  }

  /**
   * Sets whether upgrade requests are answered at all.
   *
   * @param value true, as at first, to answer
   * @return this
   */
  @CanIgnoreReturnValue
  public WebSocketServer answerRequests(boolean value) {
    answersRequests = value;
    return this;
  }

  /**
   * Sets the answer to upgrade requests, whatever {@link #respond(List)} said before.
   *
   * @param newStatus such as {@code 401 Unauthorized}; TCP is ended after anything but 101
   * @param newHeaders whole lines, such as {@code Location: ws://other/}
   * @return this
   */
  @CanIgnoreReturnValue
  public WebSocketServer respond(String newStatus, String... newHeaders) {
    return respond(List.of(UpgradeAnswer.of(newStatus, newHeaders)));
  }

  /**
   * Sets the answers to upgrade requests, one after the other.
   *
   * @param newAnswers each is given so often as it says; after the last one, clients are let in
   * @return this
   */
  @CanIgnoreReturnValue
  public WebSocketServer respond(List<UpgradeAnswer> newAnswers) {
    answers.clear();
    answers.addAll(newAnswers);
    answered = 0;
    return this;
  }

  /**
   * Sets what is done when a client has been let in.
   *
   * @param action may send at once
   * @return this
   */
  @CanIgnoreReturnValue
  public WebSocketServer onOpen(Consumer<ServerConnection> action) {
    onOpen = action;
    return this;
  }

  /**
   * Sets what is done with each frame, besides what the other settings say.
   *
   * @param action gets every frame, control frames too
   * @return this
   */
  @CanIgnoreReturnValue
  public WebSocketServer onFrame(BiConsumer<ServerConnection, ReceivedFrame> action) {
    onFrame = action;
    return this;
  }

  /**
   * Adds a connection that plays a script instead, in the order of the connections.
   *
   * @param operations peer operations, in the vocabulary of {@code docs/golden.md}
   * @return this
   */
  @CanIgnoreReturnValue
  public WebSocketServer script(List<JsonObject> operations) {
    new PeerConnection(world, 0, port, frame -> {}).check(operations);
    scripts.add(List.copyOf(operations));
    return this;
  }

  /**
   * Begins or ceases to listen; connections stay.
   *
   * @param value false to refuse new connections
   * @return this
   */
  @CanIgnoreReturnValue
  public WebSocketServer listen(boolean value) {
    Endpoint open = listener;
    if (!value && open != null) {
      open.close();
      listener = null;
    } else if (value && open == null) {
      Endpoint fresh = host.open(false, false);
      check("SO_REUSEADDR", fresh.option(Option.REUSE_ADDRESS, 1));
      check("bind", fresh.bind(new InetSocketAddress(ANY, port)));
      check("listen", fresh.listen(BACKLOG));
      listener = fresh;
      fresh.onReady(this::accept);
    }
    return this;
  }

  /**
   * Plugs the host in or pulls its plug: packets to and from it are lost.
   *
   * @param value false to pull
   * @return this
   */
  @CanIgnoreReturnValue
  public WebSocketServer plugged(boolean value) {
    host.up(value);
    return this;
  }

  // ---- what it has seen

  /**
   * The connections so far, scripted ones not included.
   *
   * @return oldest first
   */
  public List<ServerConnection> connections() {
    return List.copyOf(connections);
  }

  /**
   * The newest connection.
   *
   * @return the connection
   * @throws IllegalStateException when there was none yet
   */
  public ServerConnection last() {
    if (connections.isEmpty()) {
      throw new IllegalStateException("nobody has connected to " + host.name() + ":" + port);
    }
    return connections.getLast();
  }

  /**
   * How many connections there were, scripted ones included.
   *
   * @return the count
   */
  public int accepted() {
    return accepted;
  }

  /**
   * The frames so far, of all connections.
   *
   * @return oldest first
   */
  public List<ReceivedFrame> frames() {
    return List.copyOf(frames);
  }

  /**
   * The text frames so far, of all connections.
   *
   * @return their texts, oldest first
   */
  public List<String> texts() {
    return frames.stream()
        .filter(frame -> frame.opcode() == ReceivedFrame.TEXT)
        .map(ReceivedFrame::text)
        .toList();
  }

  /**
   * The upgrade requests so far.
   *
   * @return each with all its lines, oldest first
   */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  /**
   * Where it listens.
   *
   * @return such as {@code ws://server:80}
   */
  public String uri() {
    return (tls.isOn() ? "wss://" : "ws://") + host.name() + ":" + port;
  }

  // ---- inside

  private static void check(String what, int result) {
    if (result < 0) {
      throw new IllegalStateException("the server's " + what + " fails: errno " + -result);
    }
  }

  private void accept() {
    Endpoint from = listener;
    for (Endpoint e = next(from); e != null; e = next(from)) {
      accepted++;
      var _ = e.option(Option.NO_DELAY, 1);
      if (accepted <= scripts.size()) {
        play(e, scripts.get(accepted - 1));
      } else {
        var connection = new ServerConnection(this, accepted);
        connections.add(connection);
        connection.use(tls.open(world, e, accepted, connection, () -> {}));
      }
    }
  }

  private static @Nullable Endpoint next(@Nullable Endpoint from) {
    return from == null ? null : from.accept();
  }

  private void play(Endpoint endpoint, List<JsonObject> script) {
    int number = accepted;
    var connection =
        new PeerConnection(world, number, port, frame -> noteFrame(received(number, frame)));
    connection.use(tls.open(world, endpoint, accepted, connection, () -> connection.run(script)));
  }

  void answer(ServerConnection connection, String request) {
    if (!answersRequests) {
      return;
    }
    UpgradeAnswer answer = nextAnswer();
    connection.raw(answer.bytes(request));
    if (answer.switches()) {
      onOpen.accept(connection);
    } else {
      connection.end();
    }
  }

  private UpgradeAnswer nextAnswer() {
    UpgradeAnswer answer = answers.peek();
    if (answer == null) {
      return UpgradeAnswer.GOOD;
    }
    if (++answered == answer.times()) {
      answers.remove();
      answered = 0;
    }
    return answer;
  }

  /** A frame as tests see it. */
  ReceivedFrame received(int connection, FrameReader.Frame frame) {
    return new ReceivedFrame(
        now(),
        connection,
        frame.fin(),
        frame.rsv(),
        frame.opcode(),
        frame.mask() != null,
        frame.payload());
  }

  void react(ServerConnection connection, ReceivedFrame frame) {
    onFrame.accept(connection, frame);
    int first = (frame.fin() ? 0x80 : 0) | frame.opcode();
    switch (frame.opcode()) {
      case ReceivedFrame.CLOSE -> {
        if (answersClose) {
          connection.closeAnswered(frame);
        }
      }
      case ReceivedFrame.PING -> {
        if (pong) {
          connection.frame(0x80 | ReceivedFrame.PONG, frame.payload());
        }
      }
      case ReceivedFrame.PONG -> {
        // nothing to do
      }
      default -> {
        if (echo) {
          connection.frame(first, frame.payload());
        }
      }
    }
  }

  void connectionEnded(ServerConnection connection) {
    connection.end();
  }

  void noteRequest(String request) {
    requests.add(request);
  }

  void noteFrame(ReceivedFrame frame) {
    frames.add(frame);
  }

  long now() {
    return simulation.now();
  }

  /** What connections live in. */
  private final class World implements PeerWorld {
    private final TlsMachine machine;

    World(TlsMachine machine) {
      this.machine = machine;
    }

    @Override
    public Network network() {
      return host;
    }

    @Override
    public long now() {
      return simulation.now();
    }

    @Override
    public void after(long nanos, Runnable action) {
      host.after(nanos, action);
    }

    @Override
    public void record(JsonObject wire) {
      if (wire.text("what", "").equals("request")) {
        noteRequest(wire.requiredText("raw"));
      }
    }

    @Override
    public byte[] file(String name) {
      return tls.file(name).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public TlsMachine tlsMachine() {
      return machine;
    }

    @Override
    public long utcSeconds() {
      return tls.utcSeconds();
    }
  }
}
