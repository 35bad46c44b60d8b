import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkOption;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.system.EspSystem;
import dev.espalier.hal.system.HeapCaps;
import dev.espalier.hal.timer.EspTimer;
import dev.espalier.hal.wifi.ExampleConnect;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketClientConfigBuilder;
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
  private static final SdkOption<Integer> SEND_BYTES =
      SdkOption.integer("CONFIG_EXAMPLE_SEND_BYTES", 0, 0, 65_536, "0 sends short texts");
  private static final SdkOption<Integer> SEND_TIMEOUT_MS =
      SdkOption.integer("CONFIG_EXAMPLE_SEND_TIMEOUT_MS", 10_000, 0, 60_000, "of each send");
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
  private static final SdkOption<Integer> NETWORK_TIMEOUT_MS =
      SdkOption.integer("CONFIG_EXAMPLE_NETWORK_TIMEOUT_MS", 0, 0, 60_000, "0 is the default");
  private static final SdkOption<Integer> TASK_STACK =
      SdkOption.integer("CONFIG_EXAMPLE_TASK_STACK", 4096, 1024, 65_536, "of the client's task");
  private static final SdkOption<String> DESTROY_IN =
      SdkOption.string("CONFIG_EXAMPLE_DESTROY_IN", "", "an event whose handler destroys");
  private static final SdkOption<Boolean> DESTROY_OUTSIDE =
      SdkOption.bool("CONFIG_EXAMPLE_DESTROY_OUTSIDE", false, "another task destroys instead");
  private static final SdkOption<Integer> FREE_HEAP =
      SdkOption.integer("CONFIG_EXAMPLE_FREE_HEAP", 0, 0, 4_000_000, "0 leaves all of it free");

  private final SdkConfig config = SdkConfig.current();
  private final StringBuilder message = new StringBuilder();
  private long lostAt = -1;

  private void onEvent(Object arg, Object base, int id, WebsocketEventData data) {
    switch (id) {
      case WebsocketEvents.WEBSOCKET_EVENT_CONNECTED -> EspLog.i(TAG, "CONNECTED");
      case WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED -> {
        EspLog.i(TAG, "DISCONNECTED");
        if (lostAt >= 0 && EspTimer.getTime() - lostAt < 100_000) {
          EspLog.e(TAG, "the same connection was lost twice");
        }
        lostAt = EspTimer.getTime();
      }
      case WebsocketEvents.WEBSOCKET_EVENT_CLOSED -> EspLog.i(TAG, "CLOSED");
      case WebsocketEvents.WEBSOCKET_EVENT_ERROR -> EspLog.i(TAG, "ERROR");
      case WebsocketEvents.WEBSOCKET_EVENT_DATA -> {
        if (data.opCode() <= 2 && data.dataLen() > 0) {
          EspLog.i(TAG, "DATA %s", data.asText());
          collect(data);
          if (config.get(HANDLER_MS) > 0) {
            Task.delay(Timeout.millis(config.get(HANDLER_MS)));
          }
        }
      }
      default -> {}
    }
    if (WebsocketEvents.name(id).equals(config.get(DESTROY_IN))) {
      destroy(data.client());
    }
  }

  /** A message may come in several frames, and a frame in several events. */
  private void collect(WebsocketEventData data) {
    message.append(data.asText());
    boolean wholeFrame = data.payloadOffset() + data.dataLen() == data.payloadLen();
    if (wholeFrame && data.fin()) {
      EspLog.i(TAG, "a message of %d characters", message.length());
      message.setLength(0);
    }
  }

  private void destroy(EspWebsocketClient client) {
    if (config.get(DESTROY_OUTSIDE)) {
      Task.create("destroyer", 4096, 3, () -> destroyNow(client));
    } else {
      client.destroy();
    }
  }

  private static void destroyNow(EspWebsocketClient client) {
    client.destroy();
    EspLog.i(TAG, "destroyed");
    Task.current().delete();
  }

  /** The rest of an application: it leaves so much and no more. */
  private static void takeHeapBut(int bytes) {
    while (EspSystem.getFreeHeapSize() > bytes) {
      int block = Math.min(4096, Math.max(16, EspSystem.getFreeHeapSize() - bytes));
      if (HeapCaps.malloc(block, HeapCaps.MALLOC_CAP_8BIT) == null) {
        return;
      }
    }
  }

  private void sendTask(EspWebsocketClient client) {
    for (int i = 0; true; i++) {
      Task.delay(Timeout.millis(config.get(SEND_EVERY_MS)));
      if (client.isConnected()) {
        long begin = EspTimer.getTime();
        String text = "message " + i;
        text += "x".repeat(Math.max(0, config.get(SEND_BYTES) - text.length()));
        int sent = client.sendText(text, Timeout.millis(config.get(SEND_TIMEOUT_MS)));
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
    if (config.get(FREE_HEAP) > 0) {
      takeHeapBut(config.get(FREE_HEAP));
    }

    WebsocketClientConfigBuilder settings =
        WebsocketClientConfig.builder()
            .uri(config.get(URI))
            .pingIntervalSeconds(config.get(PING_SEC))
            .pongTimeoutSeconds(config.get(PONG_SEC))
            .taskStackBytes(config.get(TASK_STACK))
            .closeReconnect(config.get(CLOSE_RECONNECT));
    if (config.get(NETWORK_TIMEOUT_MS) > 0) {
      settings.networkTimeoutMillis(config.get(NETWORK_TIMEOUT_MS));
    }
    EspWebsocketClient client = EspWebsocketClient.init(settings.build());
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
