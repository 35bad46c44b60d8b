package dev.espalier.bench;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.JvmNetwork;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketEventData;
import dev.espalier.websocket.WebsocketEvents;
import java.util.Locale;

/** Heap per board that is connected and idle. */
final class IdleBoards {
  private static final long MINUTE = 60_000_000_000L;

  private IdleBoards() {}

  static void measure(int port, int boards) {
    try (var simulation =
        Simulation.builder().clock(ClockPolicy.real()).network(new JvmNetwork()).build()) {
      int[] connected = new int[1];
      connect(simulation, port, connected); // what exists once is not counted
      var _ = simulation.runUntil(() -> connected[0] == 1, MINUTE);
      long before = usedHeap();
      for (int i = 0; i < boards; i++) {
        connect(simulation, port, connected);
      }
      var _ = simulation.runUntil(() -> connected[0] == boards + 1, MINUTE);
      long each = (usedHeap() - before) / boards;
      System.out.printf(
          Locale.ROOT,
          "| heap per connected idle board | %d of %d boards connected | %.1f KiB | | |%n",
          connected[0] - 1,
          boards,
          each / 1024.0);
    }
  }

  private static void connect(Simulation simulation, int port, int[] connected) {
    EventHandler<WebsocketEventData> onConnected = (arg, base, id, data) -> connected[0]++;
    simulation
        .board(BoardConfig.defaults())
        .boot(() -> {
          EspWebsocketClient client =
              EspWebsocketClient.init(
                  WebsocketClientConfig.builder().uri("ws://127.0.0.1:" + port + "/echo").build());
          client.registerEvents(WebsocketEvents.WEBSOCKET_EVENT_CONNECTED, onConnected, null);
          client.start().orAbort();
          Task.delay(Timeout.FOREVER);
        });
  }

  private static long usedHeap() {
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
