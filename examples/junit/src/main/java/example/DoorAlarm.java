package example;

import dev.espalier.hal.Firmware;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Queue;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.wifi.ExampleConnect;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketEvents;

/** Tells a server when its door opens, and keeps what could not be told. */
public final class DoorAlarm implements Firmware {
  private static final String TAG = "door";

  private Queue<String> unsent;

  /** What the door's switch does: may be called from an interrupt. */
  public void doorOpened(String door) {
    unsent.sendFromIsr(door + " opened", null);
  }

  @Override
  public void appMain() {
    unsent = Queue.create(16);
    NvsFlash.init().orAbort();
    EspNetif.init().orAbort();
    EspEvent.loopCreateDefault().orAbort();
    ExampleConnect.exampleConnect().orAbort();

    EspWebsocketClient client =
        EspWebsocketClient.init(WebsocketClientConfig.builder().uri("ws://server/doors").build());
    client.registerEvents(
        WebsocketEvents.WEBSOCKET_EVENT_CONNECTED,
        (arg, base, id, data) -> EspLog.i(TAG, "connected"),
        null);
    client.start().orAbort();

    while (true) {
      String message = unsent.peek(Timeout.FOREVER);
      if (client.sendText(message, Timeout.millis(5000)) > 0) {
        unsent.receive(Timeout.NONE);
        EspLog.i(TAG, "told: %s", message);
      } else {
        Task.delay(Timeout.millis(1000));
      }
    }
  }
}
