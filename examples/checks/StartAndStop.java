import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkOption;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.freertos.WakeTime;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.wifi.ExampleConnect;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketEventData;
import dev.espalier.websocket.WebsocketEvents;

/**
 * One task starts a client while another one, of the same priority, already wants it stopped. With
 * each of some rounds there is a chance that they meet.
 */
public final class StartAndStop implements Firmware {
  private static final String TAG = "app";
  private static final int PRIORITY = 5; // that of the client's own task
  private static final int ROUNDS = 3;
  private static final int ROUND_MS = 3000;

  private static final SdkOption<Boolean> AWAIT_BEGIN =
      SdkOption.bool("CONFIG_EXAMPLE_AWAIT_BEGIN", false, "stop only what has begun");

  private final boolean awaitsBegin = SdkConfig.current().get(AWAIT_BEGIN);
  private boolean begun;

  private void onEvent(Object arg, Object base, int id, WebsocketEventData data) {
    // v4.4 has no BEGIN.
    if (id == WebsocketEvents.WEBSOCKET_EVENT_BEGIN
        || id == WebsocketEvents.WEBSOCKET_EVENT_CONNECTED) {
      begun = true;
    }
  }

  private void start(EspWebsocketClient client) {
    WakeTime round = WakeTime.now();
    for (int i = 0; i < ROUNDS; i++) {
      Task.delayUntil(round, Timeout.millis(ROUND_MS));
      client.start();
    }
    Task.current().delete();
  }

  private void stop(EspWebsocketClient client) {
    WakeTime round = WakeTime.now();
    for (int i = 0; i < ROUNDS; i++) {
      Task.delayUntil(round, Timeout.millis(ROUND_MS));
      while (awaitsBegin && !begun) {
        Task.delay(Timeout.ticks(1));
      }
      while (client.stop() != EspErr.ESP_OK) {
        Task.yield();
      }
      begun = false;
      EspLog.i(TAG, "stopped");
    }
    Task.current().delete();
  }

  @Override
  public void appMain() {
    NvsFlash.init().orAbort();
    EspNetif.init().orAbort();
    EspEvent.loopCreateDefault().orAbort();
    ExampleConnect.exampleConnect().orAbort();

    EspWebsocketClient client =
        EspWebsocketClient.init(WebsocketClientConfig.builder().uri("ws://server/").build());
    client.registerEvents(WebsocketEvents.WEBSOCKET_EVENT_ANY, this::onEvent, null);
    Task.create("start", 4096, PRIORITY, () -> start(client));
    Task.create("stop", 4096, PRIORITY, () -> stop(client));
  }
}
