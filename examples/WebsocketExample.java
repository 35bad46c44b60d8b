import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_ANY;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_CLOSED;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_CONNECTED;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_DATA;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_ERROR;

import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkOption;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.SoftwareTimer;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.log.EspLogLevel;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.system.EspSystem;
import dev.espalier.hal.wifi.ExampleConnect;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketCredential;
import dev.espalier.websocket.WebsocketEventData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Says hello five times, waits until the server has been silent for a while, and closes cleanly.
 *
 * <p>The C original is ESP-IDF v4.4's {@code examples/protocols/websocket}: same steps, same log
 * lines, and below the same order of functions.
 *
 * <pre>
 *   ./espalier echo-server                            in one window
 *   ./espalier run examples/WebsocketExample.java     in another
 *   ./espalier run examples/WebsocketExample.java -D CONFIG_WEBSOCKET_URI=wss://example.org/echo
 * </pre>
 *
 * <p>A {@code ca.pem} beside this file is what {@code EMBED_TXTFILES} is in C: the CA that the
 * server is verified with.
 */
public final class WebsocketExample implements Firmware {
  private static final String TAG = "WEBSOCKET";

  // In C a #define and a literal; options here, so that a demonstration can be quicker.
  private static final SdkOption<Integer> NO_DATA_TIMEOUT_SEC =
      SdkOption.integer("CONFIG_EXAMPLE_NO_DATA_TIMEOUT_SEC", 5, 1, 3600, "silence before the end");
  private static final SdkOption<Integer> SEND_PERIOD_MS =
      SdkOption.integer("CONFIG_EXAMPLE_SEND_PERIOD_MS", 1000, 10, 60_000, "time between messages");

  private final SdkConfig config = SdkConfig.current();
  private SoftwareTimer shutdownSignalTimer;
  private Semaphore shutdownSema;

  private void shutdownSignaler(SoftwareTimer timer) {
    EspLog.i(
        TAG,
        "No data received for %d seconds, signaling shutdown",
        config.get(NO_DATA_TIMEOUT_SEC));
    shutdownSema.give();
  }

  private void websocketEventHandler(
      Object arg, EventBase<?> base, int eventId, WebsocketEventData data) {
    switch (eventId) {
      case WEBSOCKET_EVENT_CONNECTED -> EspLog.i(TAG, "WEBSOCKET_EVENT_CONNECTED");
      case WEBSOCKET_EVENT_DISCONNECTED -> EspLog.i(TAG, "WEBSOCKET_EVENT_DISCONNECTED");
      case WEBSOCKET_EVENT_CLOSED -> EspLog.i(TAG, "WEBSOCKET_EVENT_CLOSED");
      case WEBSOCKET_EVENT_DATA -> {
        EspLog.i(TAG, "WEBSOCKET_EVENT_DATA");
        EspLog.i(TAG, "Received opcode=%d", data.opCode());
        if (data.opCode() == 0x08 && data.dataLen() == 2) {
          byte[] code = data.bytes();
          EspLog.w(
              TAG,
              "Received closed message with code=%d",
              256 * (code[0] & 0xFF) + (code[1] & 0xFF));
        } else {
          EspLog.w(TAG, "Received=%s", data.asText());
        }
        EspLog.w(
            TAG,
            "Total payload length=%d, data_len=%d, current payload offset=%d\r\n",
            data.payloadLen(),
            data.dataLen(),
            data.payloadOffset());
        shutdownSignalTimer.reset(Timeout.FOREVER);
      }
      case WEBSOCKET_EVENT_ERROR -> EspLog.i(TAG, "WEBSOCKET_EVENT_ERROR");
      default -> {}
    }
  }

  private void websocketAppStart() {
    shutdownSignalTimer =
        SoftwareTimer.create(
            "Websocket shutdown timer",
            Timeout.millis(config.get(NO_DATA_TIMEOUT_SEC) * 1000),
            false,
            null,
            this::shutdownSignaler);
    shutdownSema = Semaphore.createBinary();

    WebsocketClientConfig websocketCfg =
        WebsocketClientConfig.builder()
            .uri(config.get(Kconfig.WEBSOCKET_URI))
            .serverCa(embeddedCa())
            .build();
    EspLog.i(TAG, "Connecting to %s...", config.get(Kconfig.WEBSOCKET_URI));

    EspWebsocketClient client = EspWebsocketClient.init(websocketCfg);
    client.registerEvents(WEBSOCKET_EVENT_ANY, this::websocketEventHandler, client);
    client.start().orAbort();
    shutdownSignalTimer.start(Timeout.FOREVER);

    int i = 0;
    while (i < 5) {
      if (client.isConnected()) {
        String data = String.format("hello %04d", i++);
        EspLog.i(TAG, "Sending %s", data);
        client.sendText(data, Timeout.FOREVER);
      }
      Task.delay(Timeout.millis(config.get(SEND_PERIOD_MS)));
    }

    shutdownSema.take(Timeout.FOREVER);
    client.close(Timeout.FOREVER);
    EspLog.i(TAG, "Websocket Stopped");
    client.destroy();
  }

  private static WebsocketCredential embeddedCa() {
    try (InputStream pem = WebsocketExample.class.getResourceAsStream("ca.pem")) {
      return pem == null
          ? null
          : WebsocketCredential.pem(new String(pem.readAllBytes(), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void appMain() {
    EspLog.i(TAG, "[APP] Startup..");
    EspLog.i(TAG, "[APP] Free memory: %d bytes", EspSystem.getFreeHeapSize());
    EspLog.i(TAG, "[APP] IDF version: %s", EspSystem.getIdfVersion());
    EspLog.levelSet("*", EspLogLevel.ESP_LOG_INFO);
    EspLog.levelSet("WEBSOCKET_CLIENT", EspLogLevel.ESP_LOG_DEBUG);
    EspLog.levelSet("TRANSPORT_WS", EspLogLevel.ESP_LOG_DEBUG);
    EspLog.levelSet("TRANS_TCP", EspLogLevel.ESP_LOG_DEBUG);

    NvsFlash.init().orAbort();
    EspNetif.init().orAbort();
    EspEvent.loopCreateDefault().orAbort();
    ExampleConnect.exampleConnect().orAbort();

    websocketAppStart();
  }
}
