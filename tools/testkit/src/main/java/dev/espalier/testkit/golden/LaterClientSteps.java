package dev.espalier.testkit.golden;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.system.EspErr;
import dev.espalier.testkit.JsonObject;
import dev.espalier.websocket.EspWebsocketClient;
import dev.espalier.websocket.WebsocketErrorCodes;
import dev.espalier.websocket.WebsocketErrorType;
import dev.espalier.websocket.WebsocketEventData;
import org.jspecify.annotations.Nullable;

/** Steps and fields of events that v4.4's client has not and the separate component has. */
final class LaterClientSteps {
  private final Handlers handlers;

  LaterClientSteps(Handlers handlers) {
    this.handlers = handlers;
  }

  /** Plays a step; false when it is none of these. */
  boolean play(JsonObject step, String op, @Nullable EspWebsocketClient client, Returns returns) {
    return switch (op) {
      case "send_text_partial",
          "send_bin_partial",
          "send_cont_msg",
          "send_fin",
          "send_with_opcode" -> {
        int sent = client == null ? -1 : send(step, op, client, returns);
        returns.number(sent);
        yield true;
      }
      case "get_ping_interval" -> {
        returns.number(client == null ? 0 : (int) client.getPingIntervalSec());
        yield true;
      }
      case "get_reconnect_timeout" -> {
        returns.number(client == null ? -1 : client.getReconnectTimeout());
        yield true;
      }
      case "set_headers",
          "append_header",
          "destroy_on_exit",
          "set_ping_interval",
          "set_reconnect_timeout",
          "unregister" -> {
        returns.err(client == null ? EspErr.ESP_ERR_INVALID_ARG : change(step, op, client));
        yield true;
      }
      default -> false;
    };
  }

  private static int send(JsonObject step, String op, EspWebsocketClient client, Returns returns) {
    byte[] data = step.get("data") == null ? null : StepData.of(step.get("data"));
    int length = (int) step.number("len", data == null ? 0 : data.length);
    Timeout timeout = EventSteps.ticks(step);
    returns.restart();
    return switch (op) {
      case "send_text_partial" -> client.sendTextPartial(data, 0, length, timeout);
      case "send_bin_partial" -> client.sendBinPartial(data, 0, length, timeout);
      case "send_cont_msg" -> client.sendContMsg(data, 0, length, timeout);
      case "send_with_opcode" ->
          client.sendWithOpcode((int) step.number("opcode", 2), data, timeout);
      default -> client.sendFin(timeout);
    };
  }

  private EspErr change(JsonObject step, String op, EspWebsocketClient client) {
    return switch (op) {
      case "set_headers" -> client.setHeaders(step.text("headers"));
      case "append_header" -> client.appendHeader(step.text("key"), step.text("value"));
      case "destroy_on_exit" -> client.destroyOnExit();
      case "set_ping_interval" -> client.setPingIntervalSec(step.number("sec", 0));
      case "set_reconnect_timeout" -> client.setReconnectTimeout((int) step.number("ms", 0));
      default ->
          client.unregisterEvents(Handlers.eventId(step), handlers.handler(step.text("handler")));
    };
  }

  /** Adds what later versions tell of an event; what C leaves unset is left out. */
  static void describe(WebsocketEventData event, JsonObject into) {
    if (Profile.ofBoard() != Profile.COMPONENT_1_8) {
      return;
    }
    WebsocketErrorCodes error = event.errorHandle();
    into.put("fin", event.fin())
        .put("close_status_code", event.closeStatusCode())
        .put("error_type", error.errorType().value())
        .put("handshake_status", error.espWsHandshakeStatusCode());
    if (error.errorType() == WebsocketErrorType.WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT) {
      into.put("esp_tls_last_esp_err", error.espTlsLastEspErr().value())
          .put("esp_tls_stack_err", error.espTlsStackErr())
          .put("esp_tls_cert_verify_flags", error.espTlsCertVerifyFlags())
          .put("sock_errno", LinuxErrno.number(Errno.name(error.espTransportSockErrno())));
    }
  }
}
