package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;
import dev.espalier.websocket.WebsocketClientConfig;
import dev.espalier.websocket.WebsocketClientConfigBuilder;
import dev.espalier.websocket.WebsocketCredential;
import dev.espalier.websocket.WebsocketTransport;

/** Reads a client's configuration from its C field names. */
final class ClientConfigs {
  private final ScriptFiles files;

  ClientConfigs(ScriptFiles files) {
    this.files = files;
  }

  /** The configuration of a step. */
  WebsocketClientConfig read(JsonObject config) {
    WebsocketClientConfigBuilder builder = WebsocketClientConfig.builder();
    for (String key : config.map().keySet()) {
      if (!text(builder, key, config) && !number(builder, key, config)) {
        credential(builder, key, config.requiredText(key));
      }
    }
    return builder.build();
  }

  private static boolean text(WebsocketClientConfigBuilder builder, String key, JsonObject config) {
    String value = config.text(key);
    WebsocketClientConfigBuilder set =
        switch (key) {
          case "uri" -> builder.uri(value);
          case "host" -> builder.host(value);
          case "path" -> builder.path(value);
          case "username" -> builder.username(value);
          case "password" -> builder.password(value);
          case "subprotocol" -> builder.subprotocol(value);
          case "user_agent" -> builder.userAgent(value);
          case "headers" -> builder.headers(value);
          case "user_context" -> builder.userContext(value);
          case "if_name" -> builder.ifName(value);
          case "task_name" -> builder.taskName(value);
          case "cert_common_name" -> builder.certCommonName(value);
          case "transport" -> builder.transport(transport(value == null ? "" : value));
          default -> null;
        };
    return set != null;
  }

  private static WebsocketTransport transport(String name) {
    return switch (name) {
      case "OVER_TCP" -> WebsocketTransport.WEBSOCKET_TRANSPORT_OVER_TCP;
      case "OVER_SSL" -> WebsocketTransport.WEBSOCKET_TRANSPORT_OVER_SSL;
      default -> WebsocketTransport.WEBSOCKET_TRANSPORT_UNKNOWN;
    };
  }

  private static boolean number(
      WebsocketClientConfigBuilder builder, String key, JsonObject config) {
    int value = (int) config.number(key, 0);
    boolean flag = config.flag(key, false);
    WebsocketClientConfigBuilder set =
        switch (key) {
          case "port" -> builder.port(value);
          case "disable_auto_reconnect" -> builder.autoReconnect(!flag);
          case "task_prio" -> builder.taskPriority(value);
          case "task_stack" -> builder.taskStackBytes(value);
          case "buffer_size" -> builder.bufferSize(value);
          case "ping_interval_sec" -> builder.pingIntervalSeconds(config.number(key, 0));
          case "pingpong_timeout_sec" -> builder.pongTimeoutSeconds(value);
          case "disable_pingpong_discon" -> builder.disconnectWithoutPong(!flag);
          case "use_global_ca_store" -> builder.useGlobalCaStore(flag);
          case "skip_cert_common_name_check" -> builder.skipCertCommonNameCheck(flag);
          case "keep_alive_enable" -> builder.keepAliveEnable(flag);
          case "keep_alive_idle" -> builder.keepAliveIdleSeconds(value);
          case "keep_alive_interval" -> builder.keepAliveIntervalSeconds(value);
          case "keep_alive_count" -> builder.keepAliveCount(value);
          case "enable_close_reconnect" -> builder.closeReconnect(flag);
          case "reconnect_timeout_ms" -> builder.reconnectTimeoutMillis(value);
          case "network_timeout_ms" -> builder.networkTimeoutMillis(value);
          default -> null;
        };
    return set != null;
  }

  private void credential(WebsocketClientConfigBuilder builder, String key, String file) {
    var _ =
        switch (key) {
          case "cert_pem_file" -> builder.serverCa(pem(file));
          case "cert_der_file" -> builder.serverCa(WebsocketCredential.der(files.read(file)));
          case "client_cert_file" -> builder.clientCertificate(pem(file));
          case "client_key_file" -> builder.clientKey(pem(file));
          default ->
              throw new JsonObject.FormatException("unknown configuration key of init: " + key);
        };
  }

  private WebsocketCredential pem(String file) {
    return WebsocketCredential.of(files.read(file), 0);
  }
}
