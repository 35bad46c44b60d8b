import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkOption;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.timer.EspTimer;
import dev.espalier.hal.wifi.ExampleConnect;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketEventData;
import dev.espalier.websocket.WebsocketEvents;

/**
 * A client that does what its options say, and says on the console what it does and how long that
 * took. The scenarios beside it use it.
 */
public final class Client implements Firmware {
  private static final String TAG = "client";

  private static final SdkOption<String> URI =
      SdkOption.string("CONFIG_EXAMPLE_URI", "ws://server/", "where to connect");
  private static final SdkOption<Integer> SEND_EVERY_MS =
      SdkOption.integer("CONFIG_EXAMPLE_SEND_EVERY_MS", 0, 0, 3_600_000, "0 sends nothing");
  private static final SdkOption<Integer> STOP_AT_MS =
      SdkOption.integer("CONFIG_EXAMPLE_STOP_AT_MS", 0, 0, 3_600_000, "0 never stops");
  private static final SdkOption<Integer> HANDLER_MS =
      SdkOption.integer("CONFIG_EXAMPLE_HANDLER_MS", 0, 0, 60_000, "how long DATA takes");
  private static final SdkOption<Integer> PING_SEC =
      SdkOption.integer("CONFIG_EXAMPLE_PING_SEC", 10, 1, 3600, "the interval of PINGs");
  private static final SdkOption<Integer> PONG_SEC =
      SdkOption.integer("CONFIG_EXAMPLE_PONG_SEC", 120, 1, 3600, "how long a PONG may take");
  private static final SdkOption<Boolean> CLOSE_RECONNECT =
      SdkOption.bool("CONFIG_EXAMPLE_CLOSE_RECONNECT", false, "connect again after a clean close");

  private final SdkConfig config = SdkConfig.current();

  private void onEvent(Object arg, Object base, int id, WebsocketEventData data) {
    switch (id) {
      case WebsocketEvents.WEBSOCKET_EVENT_CONNECTED -> EspLog.i(TAG, "CONNECTED");
      case WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED -> EspLog.i(TAG, "DISCONNECTED");
      case WebsocketEvents.WEBSOCKET_EVENT_CLOSED -> EspLog.i(TAG, "CLOSED");
      case WebsocketEvents.WEBSOCKET_EVENT_ERROR -> EspLog.i(TAG, "ERROR");
      case WebsocketEvents.WEBSOCKET_EVENT_DATA -> {
        if (data.opCode() <= 2 && data.dataLen() > 0) {
          EspLog.i(TAG, "DATA %s", data.asText());
          if (config.get(HANDLER_MS) > 0) {
            Task.delay(Timeout.millis(config.get(HANDLER_MS)));
          }
        }
      }
      default -> {}
    }
  }

  private void sendTask(EspWebsocketClient client) {
    for (int i = 0; true; i++) {
      Task.delay(Timeout.millis(config.get(SEND_EVERY_MS)));
      if (client.isConnected()) {
        long begin = EspTimer.getTime();
        int sent = client.sendText("message " + i, Timeout.millis(10_000));
        String took = EspTimer.getTime() - begin < 100_000 ? "quickly" : "slowly";
        EspLog.i(TAG, "sent %d: %d bytes, %s", i, sent, took);
      }
    }
  }

  @Override
  public void appMain() {
    NvsFlash.init().orAbort();
    EspNetif.init().orAbort();
    EspEvent.loopCreateDefault().orAbort();
    ExampleConnect.exampleConnect().orAbort();

    EspWebsocketClient client =
        EspWebsocketClient.init(
            WebsocketClientConfig.builder()
                .uri(config.get(URI))
                .pingIntervalSeconds(config.get(PING_SEC))
                .pongTimeoutSeconds(config.get(PONG_SEC))
                .closeReconnect(config.get(CLOSE_RECONNECT))
                .build());
    client.registerEvents(WebsocketEvents.WEBSOCKET_EVENT_ANY, this::onEvent, null);
    client.start().orAbort();
    if (config.get(SEND_EVERY_MS) > 0) {
      Task.create("sender", 4096, 4, () -> sendTask(client));
    }
    if (config.get(STOP_AT_MS) > 0) {
      Task.delay(Timeout.millis(config.get(STOP_AT_MS)));
      long begin = EspTimer.getTime();
      client.stop();
      long millis = (EspTimer.getTime() - begin) / 1000;
      EspLog.i(TAG, "stop() took %s", millis < 1500 ? "a moment" : millis + " ms");
    }
  }
}
