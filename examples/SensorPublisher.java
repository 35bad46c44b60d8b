import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_ANY;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_CONNECTED;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_DATA;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED;

import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.freertos.Queue;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.freertos.WakeTime;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.system.EspRandom;
import dev.espalier.hal.timer.EspTimer;
import dev.espalier.hal.wifi.ExampleConnect;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketEventData;

/**
 * Measures once a second and publishes JSON, also over a server that comes and goes: readings wait
 * in a queue while there is no connection, the client reconnects by itself.
 *
 * <p>ESP-IDF v4.4 has no single original of this; it is {@code examples/protocols/websocket} with
 * the queue between a sampling task and a sending task that real firmware has. {@code
 * cJSON_PrintUnformatted} is a format string here. Runs until Ctrl-C.
 *
 * <pre>
 *   ./espalier echo-server                           stop and start it while the firmware runs
 *   ./espalier run examples/SensorPublisher.java
 * </pre>
 */
public final class SensorPublisher implements Firmware {
  private static final String TAG = "SENSOR";
  private static final int QUEUE_LENGTH = 16;

  /** What is measured, by value as in a C queue. */
  private record Reading(int number, long micros, int centiDegrees) {
    String toJson() {
      return String.format(
          "{\"n\":%d,\"t_ms\":%d,\"temp\":%d.%02d}",
          number, micros / 1000, centiDegrees / 100, centiDegrees % 100);
    }
  }

  private final Queue<Reading> readings = Queue.create(QUEUE_LENGTH);

  private void sampleTask() {
    WakeTime last = WakeTime.now();
    int centiDegrees = 2100;
    for (int number = 0; ; number++) {
      centiDegrees += Math.floorMod(EspRandom.random(), 21) - 10;
      Reading reading = new Reading(number, EspTimer.getTime(), centiDegrees);
      while (!readings.send(reading, Timeout.NONE)) {
        Reading oldest = readings.receive(Timeout.NONE);
        EspLog.w(TAG, "Queue is full, dropping reading %d", oldest.number());
      }
      Task.delayUntil(last, Timeout.millis(1000));
    }
  }

  private void publishForever(EspWebsocketClient client) {
    while (true) {
      Reading reading = readings.peek(Timeout.FOREVER);
      if (!client.isConnected()) {
        Task.delay(Timeout.millis(100));
        continue;
      }
      String json = reading.toJson();
      if (client.sendText(json, Timeout.millis(1000)) == json.length()) {
        EspLog.i(TAG, "Published %s", json);
        readings.receive(Timeout.NONE);
      } else {
        EspLog.w(TAG, "Reading %d could not be sent, keeping it", reading.number());
      }
    }
  }

  private void onEvent(Object arg, EventBase<?> base, int id, WebsocketEventData data) {
    switch (id) {
      case WEBSOCKET_EVENT_CONNECTED ->
          EspLog.i(TAG, "Connected, %d readings are waiting", readings.messagesWaiting());
      case WEBSOCKET_EVENT_DISCONNECTED -> EspLog.w(TAG, "No connection, the client tries again");
      case WEBSOCKET_EVENT_DATA -> {
        if (data.opCode() == 1) {
          EspLog.i(TAG, "Server says %s", data.asText());
        }
      }
      default -> {}
    }
  }

  @Override
  public void appMain() {
    NvsFlash.init().orAbort();
    EspNetif.init().orAbort();
    EspEvent.loopCreateDefault().orAbort();
    ExampleConnect.exampleConnect().orAbort();

    Task.create("sample", 4096, 6, this::sampleTask);

    String uri = SdkConfig.current().get(Kconfig.WEBSOCKET_URI);
    EspLog.i(TAG, "Publishing to %s", uri);
    EspWebsocketClient client =
        EspWebsocketClient.init(
            WebsocketClientConfig.builder().uri(uri).pingIntervalSeconds(5).build());
    client.registerEvents(WEBSOCKET_EVENT_ANY, this::onEvent, null);
    client.start().orAbort();
    publishForever(client);
  }
}
