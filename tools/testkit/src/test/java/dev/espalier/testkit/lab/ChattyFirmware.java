package dev.espalier.testkit.lab;

import dev.espalier.hal.Firmware;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.wifi.ExampleConnect;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketEvents;

/** Joins Wi-Fi, connects, says "tick N" once per second, logs every event. */
public final class ChattyFirmware implements Firmware {
  private final int ticks;

  /** Makes firmware that ends after some messages. */
  public ChattyFirmware(int ticks) {
    this.ticks = ticks;
  }

  @Override
  public void appMain() {
    NvsFlash.init().orAbort();
    EspNetif.init().orAbort();
    EspEvent.loopCreateDefault().orAbort();
    ExampleConnect.exampleConnect().orAbort();
    EspWebsocketClient client =
        EspWebsocketClient.init(WebsocketClientConfig.builder().uri("ws://server/").build());
    client.registerEvents(
        WebsocketEvents.WEBSOCKET_EVENT_ANY,
        (arg, base, id, data) -> EspLog.i("app", "event %s", name(id)),
        null);
    client.start().orAbort();
    for (int i = 0; i < ticks; i++) {
      Task.delay(Timeout.millis(1000));
      if (client.isConnected()) {
        var _ = client.sendText("tick " + i, Timeout.FOREVER);
      }
    }
    var _ = client.close(Timeout.millis(5000));
    client.destroy().orAbort();
    EspLog.i("app", "done");
  }

  private static String name(int id) {
    return switch (id) {
      case WebsocketEvents.WEBSOCKET_EVENT_CONNECTED -> "CONNECTED";
      case WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED -> "DISCONNECTED";
      case WebsocketEvents.WEBSOCKET_EVENT_DATA -> "DATA";
      case WebsocketEvents.WEBSOCKET_EVENT_CLOSED -> "CLOSED";
      default -> "number " + id;
    };
  }
}
