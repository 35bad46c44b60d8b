import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_ANY;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_CLOSED;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_DATA;
import static dev.espalier.websocket.WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED;

import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkOption;
import dev.espalier.hal.event.EspEvent;
import dev.espalier.hal.event.EventBase;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.log.EspLogLevel;
import dev.espalier.hal.netif.EspNetif;
import dev.espalier.hal.nvs.NvsFlash;
import dev.espalier.hal.wifi.ExampleConnect;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketEventData;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Echoes whatever the Autobahn test suite sends, so that the suite can judge the client.
 *
 * <pre>
 *   wstest -m fuzzingserver                                               in one window
 *   ./espalier run examples/AutobahnTestee.java --profile component_1_8 ws://localhost:9001 espalier
 * </pre>
 *
 * <p>Arguments are the server's URI, the name in the report, and one case instead of all of them;
 * {@code -D CONFIG_AUTOBAHN_URI=…} and {@code CONFIG_AUTOBAHN_AGENT} do the same. The client itself
 * leaves some of RFC 6455 to the firmware; here that is what {@link Echo} does: it puts fragments
 * together, checks their order and that text is UTF-8, and closes with 1002 or 1007.
 */
public final class AutobahnTestee implements Firmware {
  private static final String TAG = "AUTOBAHN";
  private static final Timeout CASE_TIMEOUT = Timeout.millis(150_000);
  private static final Timeout SEND_TIMEOUT = Timeout.millis(30_000);
  private static final int BUFFER_BYTES = 16 * 1024;

  private static final SdkOption<String> URI =
      SdkOption.string("CONFIG_AUTOBAHN_URI", "ws://localhost:9001", "the fuzzing server");
  private static final SdkOption<String> AGENT =
      SdkOption.string("CONFIG_AUTOBAHN_AGENT", "espalier", "the name in the report");

  private String uri = SdkConfig.current().get(URI);
  private String agent = SdkConfig.current().get(AGENT);
  private int onlyCase;

  @Override
  public void arguments(List<String> arguments) {
    uri = arguments.isEmpty() ? uri : arguments.get(0).replaceAll("/+$", "");
    agent = arguments.size() > 1 ? arguments.get(1) : agent;
    onlyCase = arguments.size() > 2 ? Integer.parseInt(arguments.get(2)) : 0;
  }

  @Override
  public void appMain() {
    EspLog.levelSet("*", EspLogLevel.ESP_LOG_ERROR);
    EspLog.levelSet(TAG, EspLogLevel.ESP_LOG_INFO);
    NvsFlash.init().orAbort();
    EspNetif.init().orAbort();
    EspEvent.loopCreateDefault().orAbort();
    ExampleConnect.exampleConnect().orAbort();

    String answer = new Echo(false).run(uri + "/getCaseCount");
    if (answer.isEmpty()) {
      EspLog.e(TAG, "No answer from %s/getCaseCount", uri);
      return;
    }
    int count = Integer.parseInt(answer.strip());
    for (int i = onlyCase > 0 ? onlyCase : 1; i <= (onlyCase > 0 ? onlyCase : count); i++) {
      EspLog.i(TAG, "Case %d of %d", i, count);
      new Echo(true).run(uri + "/runCase?case=" + i + "&agent=" + agent);
    }
    new Echo(false).run(uri + "/updateReports?agent=" + agent);
    EspLog.i(TAG, "Done: the server has written its report");
  }

  /** One connection: sends back each message, or only keeps the last one. */
  private static final class Echo {
    private final boolean echoes;
    private final Semaphore woken = Semaphore.createBinary();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final Utf8 utf8 = new Utf8();
    private boolean inMessage;
    private boolean isText;
    private boolean ended;
    private int failure;
    private String last = "";

    Echo(boolean echoes) {
      this.echoes = echoes;
    }

    /** Connects and stays until the connection ends; gives the last text. */
    String run(String address) {
      EspWebsocketClient client =
          EspWebsocketClient.init(
              WebsocketClientConfig.builder()
                  .uri(address)
                  .bufferSize(BUFFER_BYTES)
                  .autoReconnect(false)
                  .build());
      client.registerEvents(WEBSOCKET_EVENT_ANY, this::onEvent, null);
      client.start().orAbort();
      boolean inTime = woken.take(CASE_TIMEOUT);
      if (failure != 0 && !ended) {
        // A handler cannot close its own client: that is this task's work.
        if (!client.closeWithCode(failure, "", Timeout.millis(2000)).isOk()) {
          EspLog.w(TAG, "The connection was gone before it could be closed");
        }
      } else if (!inTime) {
        EspLog.e(TAG, "%s: no end within %s", address, CASE_TIMEOUT);
      }
      client.destroy();
      return last;
    }

    private void onEvent(Object arg, EventBase<?> base, int id, WebsocketEventData data) {
      switch (id) {
        case WEBSOCKET_EVENT_DATA -> onData(data);
        case WEBSOCKET_EVENT_CLOSED, WEBSOCKET_EVENT_DISCONNECTED -> {
          ended = true;
          woken.give();
        }
        default -> {}
      }
    }

    private void onData(WebsocketEventData data) {
      int opcode = data.opCode();
      boolean nothingYet = data.dataLen() == 0 && data.payloadLen() > 0;
      if (failure != 0 || opcode >= 0x08 || nothingYet) {
        return; // the client answers pings and closes by itself
      }
      if (data.payloadOffset() == 0 && !begin(opcode)) {
        fail(1002);
        return;
      }
      byte[] piece = data.bytes();
      message.writeBytes(piece);
      boolean whole = data.fin() && data.payloadOffset() + data.dataLen() == data.payloadLen();
      if (isText && !(utf8.accept(piece) && (!whole || utf8.isComplete()))) {
        fail(1007);
      } else if (whole) {
        inMessage = false;
        send(data.client(), message.toByteArray());
      }
    }

    /** A frame begins: is it one that may come now? */
    private boolean begin(int opcode) {
      boolean continues = opcode == 0;
      if (continues != inMessage) {
        return false;
      }
      if (!continues) {
        inMessage = true;
        isText = opcode == 1;
        message.reset();
        utf8.reset();
      }
      return true;
    }

    private void send(EspWebsocketClient client, byte[] bytes) {
      if (!echoes) {
        last = new String(bytes, StandardCharsets.UTF_8);
        return;
      }
      int sent =
          isText
              ? client.sendText(bytes, 0, bytes.length, SEND_TIMEOUT)
              : client.sendBin(bytes, 0, bytes.length, SEND_TIMEOUT);
      if (sent != bytes.length) {
        EspLog.e(TAG, "Sent %d of %d bytes", sent, bytes.length);
      }
    }

    private void fail(int code) {
      failure = code;
      woken.give();
    }
  }

  /** Checks text piece by piece (RFC 3629). */
  private static final class Utf8 {
    private int missing;
    private int lowest;
    private int highest;

    void reset() {
      missing = 0;
    }

    boolean accept(byte[] bytes) {
      for (byte b : bytes) {
        if (!accept(b & 0xFF)) {
          return false;
        }
      }
      return true;
    }

    private boolean accept(int octet) {
      if (missing > 0) {
        boolean good = octet >= lowest && octet <= highest;
        missing--;
        lowest = 0x80;
        highest = 0xBF;
        return good;
      }
      if (octet < 0x80) {
        return true;
      }
      missing = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
      lowest = octet == 0xE0 ? 0xA0 : octet == 0xF0 ? 0x90 : 0x80;
      highest = octet == 0xED ? 0x9F : octet == 0xF4 ? 0x8F : 0xBF;
      return octet >= 0xC2 && octet <= 0xF4;
    }

    boolean isComplete() {
      return missing == 0;
    }
  }
}
