import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkOption;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.wifi.ExampleConnect;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;

/** Closes a client after 5 s, and, if it is told so, destroys it in another task meanwhile. */
public final class CloseTogether implements Firmware {
  private static final String TAG = "app";
  private static final int PRIORITY = 5;

  private static final SdkOption<Boolean> STOP =
      SdkOption.bool("CONFIG_EXAMPLE_STOP", false, "stop(), without a CLOSE frame");
  private static final SdkOption<Boolean> DESTROY =
      SdkOption.bool("CONFIG_EXAMPLE_DESTROY", false, "another task destroys the client");
  private static final SdkOption<Boolean> DESTROY_AFTERWARDS =
      SdkOption.bool("CONFIG_EXAMPLE_DESTROY_AFTERWARDS", false, "when close() is through");

  private final SdkConfig config = SdkConfig.current();
  private final Semaphore closed = Semaphore.createBinary();

  private void close(EspWebsocketClient client) {
    Task.delay(Timeout.millis(5000));
    if (config.get(STOP) || client.close(Timeout.FOREVER) != EspErr.ESP_OK) {
      client.stop();
    }
    EspLog.i(TAG, "closed");
    closed.give();
    Task.current().delete();
  }

  private void destroy(EspWebsocketClient client) {
    Task.delay(Timeout.millis(5000));
    if (config.get(DESTROY_AFTERWARDS)) {
      closed.take(Timeout.FOREVER);
    }
    client.destroy();
    EspLog.i(TAG, "destroyed");
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
    client.start().orAbort();
    Task.create("close", 4096, PRIORITY, () -> close(client));
    if (config.get(DESTROY)) {
      Task.create("destroy", 4096, PRIORITY, () -> destroy(client));
    }
  }
}
