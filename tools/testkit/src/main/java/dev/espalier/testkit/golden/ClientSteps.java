package dev.espalier.testkit.golden;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.testkit.JsonObject;
import dev.espalier.testkit.peer.WireData;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketEventData;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The steps of {@code esp_websocket_client}. Calls with a NULL handle, which Java cannot make, are
 * answered here as C answers them.
 */
final class ClientSteps implements StepFamily {
  private static final int HEAD_BYTES = 64;

  private final Recorder recorder;
  private final Handlers handlers;
  private final ClientConfigs configs;
  private final LaterClientSteps later;
  private final Map<String, EspWebsocketClient> clients = new HashMap<>();

  ClientSteps(Recorder recorder, Handlers handlers, ScriptFiles files) {
    this.recorder = recorder;
    this.handlers = handlers;
    this.configs = new ClientConfigs(files);
    this.later = new LaterClientSteps(handlers);
    handlers.extend((data, id, into) -> describe((WebsocketEventData) data, into));
  }

  @Override
  public boolean play(JsonObject step, String op, String id) {
    var returns = new Returns(recorder, id, op);
    EspWebsocketClient client = clients.get(name(step));
    switch (op) {
      case "init" -> init(step, returns);
      case "register" ->
          err(
              returns,
              client,
              c ->
                  c.registerEvents(
                      Handlers.eventId(step),
                      handlers.handler(step.text("handler")),
                      step.text("arg")));
      case "start" -> err(returns, client, EspWebsocketClient::start);
      case "stop" -> err(returns, client, EspWebsocketClient::stop);
      case "destroy" -> destroy(step, client, returns);
      case "is_connected" -> returns.flag(client != null && client.isConnected());
      case "set_uri" -> err(returns, client, c -> c.setUri(step.text("uri")));
      case "send", "send_text", "send_bin" -> send(step, op, client, returns);
      case "close" -> err(returns, client, c -> c.close(EventSteps.ticks(step)));
      case "close_with_code" -> closeWithCode(step, client, returns);
      default -> {
        return later.play(step, op, client, returns);
      }
    }
    return true;
  }

  private static String name(JsonObject step) {
    return step.text("c", "c0");
  }

  private static void err(
      Returns returns,
      @Nullable EspWebsocketClient client,
      Function<EspWebsocketClient, EspErr> call) {
    returns.err(client == null ? EspErr.ESP_ERR_INVALID_ARG : call.apply(client));
  }

  private void init(JsonObject step, Returns returns) {
    JsonObject config = step.object("config");
    boolean none = step.flag("null", false);
    EspWebsocketClient client;
    try {
      var read = none ? null : configs.read(config == null ? JsonObject.create() : config);
      returns.restart();
      client = EspWebsocketClient.init(read);
    } catch (EspException e) {
      client = null;
    }
    if (client == null) {
      clients.remove(name(step));
    } else {
      clients.put(name(step), client);
    }
    returns.handle(client);
  }

  private void destroy(JsonObject step, @Nullable EspWebsocketClient client, Returns returns) {
    EspErr result = client == null ? EspErr.ESP_ERR_INVALID_ARG : client.destroy();
    if (!step.flag("keep", false)) {
      clients.remove(name(step));
    }
    returns.err(result);
  }

  private static byte @Nullable [] data(JsonObject step) {
    return step.get("data") == null ? null : StepData.of(step.get("data"));
  }

  private void send(
      JsonObject step, String op, @Nullable EspWebsocketClient client, Returns returns) {
    byte[] data = data(step);
    int length = (int) step.number("len", data == null ? 0 : data.length);
    Timeout timeout = EventSteps.ticks(step);
    returns.restart();
    if (client == null) {
      returns.number(-1);
      return;
    }
    returns.number(
        switch (op) {
          case "send_text" -> client.sendText(data, 0, length, timeout);
          case "send_bin" -> client.sendBin(data, 0, length, timeout);
          default -> client.send(data, 0, length, timeout);
        });
  }

  private void closeWithCode(
      JsonObject step, @Nullable EspWebsocketClient client, Returns returns) {
    byte[] data = data(step);
    int length = (int) step.number("len", data == null ? 0 : data.length);
    int code = (int) step.number("code", 1000);
    err(returns, client, c -> c.closeWithCode(code, data, length, EventSteps.ticks(step)));
  }

  private void describe(WebsocketEventData event, JsonObject into) {
    String client =
        clients.entrySet().stream()
            .filter(e -> e.getValue().equals(event.client()))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElse("?");
    byte[] data = event.dataPtr();
    Object context = event.userContext();
    into.put("client", client)
        .put("user_context", context instanceof String text ? StepData.bytewise(text) : context)
        .put("op_code", event.opCode())
        .put("data_len", event.dataLen())
        .put("payload_len", event.payloadLen())
        .put("payload_offset", event.payloadOffset())
        .put("data_null", data == null);
    if (data != null && event.dataLen() >= 0) {
      byte[] bytes = Arrays.copyOf(data, event.dataLen());
      into.put("data_head", Handlers.hex(bytes, Math.min(HEAD_BYTES, bytes.length)))
          .put("data_sha256", WireData.sha256(bytes));
    }
    LaterClientSteps.describe(event, into);
    into.put("connected_now", event.client().isConnected());
  }
}
