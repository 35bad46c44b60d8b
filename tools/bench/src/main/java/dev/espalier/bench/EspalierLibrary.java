package dev.espalier.bench;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.JvmNetwork;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketClientConfigBuilder;
import dev.espalier.websocket.WebsocketCredential;
import dev.espalier.websocket.WebsocketEventData;
import dev.espalier.websocket.WebsocketEvents;
import org.jspecify.annotations.Nullable;

/**
 * Firmware with {@code esp_websocket_client} on a board, on the host's sockets.
 *
 * @param name what its rows are called
 * @param bufferSize the client's buffers
 * @param clientsPerBoard how many idle clients a board has, at most as many as it has sockets
 */
record EspalierLibrary(String name, int bufferSize, int clientsPerBoard) implements Library {
  private static final String ECHO = "/echo";
  private static final long MINUTE = 60_000_000_000L;

  @Override
  public void echo(Target server, int size, int operations, Stopwatch watch) {
    run(new Traffic(this, server, ECHO, new byte[size], 1, operations), watch);
  }

  @Override
  public void send(Target server, int size, int operations, Stopwatch watch) {
    run(new Traffic(this, server, "/sink/" + operations, new byte[size], operations, 1), watch);
  }

  @Override
  public void receive(Target server, int size, int operations, Stopwatch watch) {
    String path = "/source/" + operations + "/" + size;
    run(new Traffic(this, server, path, new byte[1], 1, operations), watch);
  }

  private static void run(Traffic firmware, Stopwatch watch) {
    firmware.watch = watch;
    try (var simulation = simulation()) {
      firmware.finished = simulation::stop;
      simulation.board(BoardConfig.defaults()).boot(firmware);
      RunResult result = simulation.run();
      if (result.end() != RunResult.End.STOPPED) {
        throw new IllegalStateException(result.toString());
      }
    }
  }

  private static Simulation simulation() {
    return Simulation.builder().clock(ClockPolicy.real()).network(new JvmNetwork()).build();
  }

  private EspWebsocketClient client(Target server, String path) {
    WebsocketClientConfigBuilder config =
        WebsocketClientConfig.builder().uri(server.uri(path)).bufferSize(bufferSize);
    if (server.tls()) {
      config.serverCa(WebsocketCredential.pem(server.authority())).skipCertCommonNameCheck(true);
    }
    return EspWebsocketClient.init(config.build());
  }

  @Override
  public void connect(Target server, int operations, Stopwatch watch) {
    try (var simulation = simulation()) {
      simulation
          .board(BoardConfig.defaults())
          .boot(() -> {
            Semaphore connected = Semaphore.createBinary();
            EventHandler<WebsocketEventData> onConnected =
                (arg, base, id, data) -> {
                  var _ = connected.give();
                };
            watch.start();
            for (int i = 0; i < operations; i++) {
              EspWebsocketClient client = client(server, ECHO);
              client.registerEvents(WebsocketEvents.WEBSOCKET_EVENT_CONNECTED, onConnected, null);
              client.start().orAbort();
              var _ = connected.take(Timeout.FOREVER);
              client.close(Timeout.FOREVER).orAbort();
              client.destroy();
            }
            watch.stop();
            simulation.stop();
          });
      RunResult result = simulation.run();
      if (result.end() != RunResult.End.STOPPED) {
        throw new IllegalStateException(result.toString());
      }
    }
  }

  @Override
  public AutoCloseable idle(Target server, int connections) {
    Simulation simulation = simulation();
    int[] connected = {0};
    EventHandler<WebsocketEventData> onConnected = (arg, base, id, data) -> connected[0]++;
    BoardConfig chip = BoardConfig.defaults();
    // A chip has no memory for ten clients with TLS.
    BoardConfig config = clientsPerBoard == 1 ? chip : chip.withoutLimits();
    for (int made = 0; made < connections; made += clientsPerBoard) {
      simulation
          .board(config)
          .boot(() -> {
            for (int i = 0; i < clientsPerBoard; i++) {
              EspWebsocketClient client = client(server, ECHO);
              client.registerEvents(WebsocketEvents.WEBSOCKET_EVENT_CONNECTED, onConnected, null);
              client.start().orAbort();
            }
            Task.delay(Timeout.FOREVER);
          });
      // A board at a time, so that the server's backlog takes them all.
      int wanted = made + clientsPerBoard;
      var _ = simulation.runUntil(() -> connected[0] == wanted, MINUTE);
    }
    if (connected[0] < connections) {
      throw new IllegalStateException(connected[0] + " of " + connections + " connected");
    }
    return simulation;
  }

  /** One connection with messages to and fro. */
  private static final class Traffic implements Firmware {
    private final EspalierLibrary library;
    private final Target server;
    private final String path;
    private final byte[] message;
    private final int messages;
    private final boolean answering;
    private Runnable finished = () -> {};
    private Stopwatch watch = new Stopwatch();
    private int left;

    Traffic(
        EspalierLibrary library,
        Target server,
        String path,
        byte[] message,
        int messages,
        int expected) {
      this.library = library;
      this.server = server;
      this.path = path;
      this.message = message;
      this.messages = messages;
      answering = path.equals(ECHO);
      left = expected;
    }

    @Override
    public void appMain() {
      Semaphore connected = Semaphore.createBinary();
      Semaphore done = Semaphore.createBinary();
      EspWebsocketClient client = library.client(server, path);
      EventHandler<WebsocketEventData> onConnected =
          (arg, base, id, data) -> {
            var _ = connected.give();
          };
      EventHandler<WebsocketEventData> onData =
          (arg, base, id, data) -> {
            if (!isWhole(data)) {
              return;
            }
            if (--left == 0) {
              var _ = done.give();
            } else if (answering) {
              var _ = client.sendBin(message, Timeout.FOREVER);
            }
          };
      client.registerEvents(WebsocketEvents.WEBSOCKET_EVENT_CONNECTED, onConnected, null);
      client.registerEvents(WebsocketEvents.WEBSOCKET_EVENT_DATA, onData, null);
      client.start().orAbort();
      var _ = connected.take(Timeout.FOREVER);
      watch.start();
      for (int i = 0; i < messages; i++) {
        var _ = client.sendBin(message, Timeout.FOREVER);
      }
      var _ = done.take(Timeout.FOREVER);
      watch.stop();
      finished.run(); // not destroy(), which takes the rest of a poll of 1 s, as on the chip
    }

    private static boolean isWhole(@Nullable WebsocketEventData data) {
      return data != null && data.payloadOffset() + data.dataLen() >= data.payloadLen();
    }
  }
}
