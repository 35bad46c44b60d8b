package dev.espalier.bench;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.JvmNetwork;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketEventData;
import dev.espalier.websocket.WebsocketEvents;

/** Firmware with {@code esp_websocket_client} on a board, on the host's sockets. */
final class EspalierClient implements Firmware {
  private final String uri;
  private final byte[] message;
  private final int messages;
  private final boolean answering;
  private Runnable finished = () -> {};
  private int left;

  private EspalierClient(
      int port, String path, int size, int messages, int expected, boolean answering) {
    uri = "ws://127.0.0.1:" + port + path;
    message = new byte[size];
    this.messages = messages;
    left = expected;
    this.answering = answering;
  }

  static void echo(int port, int size, int operations) {
    run(new EspalierClient(port, "/echo", size, 1, operations, true));
  }

  static void send(int port, int size, int operations) {
    run(new EspalierClient(port, "/sink/" + operations, size, operations, 1, false));
  }

  static void receive(int port, int size, int operations) {
    String path = "/source/" + operations + "/" + size;
    run(new EspalierClient(port, path, 1, 1, operations, false));
  }

  private static void run(EspalierClient firmware) {
    try (var simulation =
        Simulation.builder().clock(ClockPolicy.real()).network(new JvmNetwork()).build()) {
      firmware.finished = simulation::stop;
      simulation.board(BoardConfig.defaults()).boot(firmware);
      RunResult result = simulation.run();
      if (result.end() != RunResult.End.STOPPED) {
        throw new IllegalStateException(result.toString());
      }
    }
  }

  @Override
  public void appMain() {
    Semaphore connected = Semaphore.createBinary();
    Semaphore done = Semaphore.createBinary();
    EspWebsocketClient client =
        EspWebsocketClient.init(
            WebsocketClientConfig.builder().uri(uri).bufferSize(message.length + 1024).build());
    EventHandler<WebsocketEventData> onConnected =
        (arg, base, id, data) -> {
          var _ = connected.give();
        };
    EventHandler<WebsocketEventData> onData =
        (arg, base, id, data) -> {
          if (data == null || data.payloadOffset() + data.dataLen() < data.payloadLen()) {
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
    for (int i = 0; i < messages; i++) {
      var _ = client.sendBin(message, Timeout.FOREVER);
    }
    var _ = done.take(Timeout.FOREVER);
    finished.run(); // not destroy(), which takes the rest of a poll of 1 s, as on the chip
  }
}
