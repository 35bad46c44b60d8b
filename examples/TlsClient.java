import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_ANY;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_CONNECTED;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_DATA;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED;

import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.freertos.EventGroup;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
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
 * Connects over TLS to a server whose certificate it verifies, asks for a subprotocol, sends one
 * message, waits for the echo and closes with a code.
 *
 * <p>In C: {@code examples/protocols/websocket} of ESP-IDF v4.4 with {@code cert_pem} and {@code
 * subprotocol} set, as the programming guide's chapter on the client shows. The CA comes from
 * {@code ca.pem} beside this file, which {@code EMBED_TXTFILES "ca.pem"} makes {@code
 * _binary_ca_pem_start} in C.
 *
 * <pre>
 *   ./espalier echo-server --tls --ca-out examples/ca.pem     in one window
 *   ./espalier run examples/TlsClient.java                    in another
 * </pre>
 */
public final class TlsClient implements Firmware {
  private static final String TAG = "TLS_CLIENT";
  private static final int ECHO_BIT = 1;
  private static final int LOST_BIT = 1 << 1;

  private final EventGroup bits = EventGroup.create();

  private void onEvent(Object arg, EventBase<?> base, int id, WebsocketEventData data) {
    EspWebsocketClient client = (EspWebsocketClient) arg;
    switch (id) {
      case WEBSOCKET_EVENT_CONNECTED -> {
        EspLog.i(TAG, "Connected, the server's certificate is verified");
        client.sendText("hello over TLS", Timeout.FOREVER);
      }
      case WEBSOCKET_EVENT_DATA -> {
        if (data.opCode() == 1) {
          EspLog.i(TAG, "Received %s", data.asText());
          bits.setBits(ECHO_BIT);
        }
      }
      case WEBSOCKET_EVENT_DISCONNECTED -> {
        EspLog.e(TAG, "No connection: is ca.pem the CA of this server?");
        bits.setBits(LOST_BIT);
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

    String uri =
        SdkConfig.current()
            .string("CONFIG_EXAMPLE_TLS_URI", "wss://localhost:8443/echo?from=esp32");
    EspLog.i(TAG, "Connecting to %s", uri);
    EspWebsocketClient client =
        EspWebsocketClient.init(
            WebsocketClientConfig.builder()
                .uri(uri)
                .serverCa(WebsocketCredential.pem(embedded("ca.pem")))
                .subprotocol("espalier.echo")
                .autoReconnect(false)
                .build());
    client.registerEvents(WEBSOCKET_EVENT_ANY, this::onEvent, client);
    client.start().orAbort();

    int seen = bits.waitBits(ECHO_BIT | LOST_BIT, false, false, Timeout.FOREVER);
    if ((seen & ECHO_BIT) != 0) {
      client.closeWithCode(1000, "done", Timeout.millis(5000)).orAbort();
      EspLog.i(TAG, "Closed");
    }
    client.destroy();
  }

  private static String embedded(String name) {
    try (InputStream text = TlsClient.class.getResourceAsStream(name)) {
      if (text == null) {
        throw new IllegalStateException(
            name
                + " is not beside TlsClient.java: write it with espalier echo-server --tls --ca-out");
      }
      return new String(text.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
