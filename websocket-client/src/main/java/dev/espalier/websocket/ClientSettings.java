package dev.espalier.websocket;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.http.HttpParserUrl;
import dev.espalier.hal.http.UrlField;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.system.EspErr;
import org.jspecify.annotations.Nullable;

/** What the client keeps of its configuration and URI ({@code websocket_config_storage_t}). */
final class ClientSettings {
  private static final int DEFAULT_PRIORITY = 5;
  private static final int DEFAULT_STACK = 4 * 1024;
  private static final int DEFAULT_PONG_TIMEOUT = 120;
  private static final int DEFAULT_PING_INTERVAL = 10;

  /** {@code WEBSOCKET_NETWORK_TIMEOUT_MS}, which v4.4 does not let anybody change (Q8). */
  static final Timeout NETWORK_TIMEOUT = Timeout.millis(10_000);

  @Nullable String scheme;
  @Nullable String host;
  @Nullable String path;
  @Nullable String username;
  @Nullable String password;
  int port;
  int taskPriority;
  int taskStackBytes;
  boolean autoReconnect;
  @Nullable Object userContext;
  @Nullable String subprotocol;
  @Nullable String userAgent;
  @Nullable String headers;
  int pongTimeoutSeconds;
  long pingIntervalSeconds;

  /** Takes the configuration; what it has overrides the URI ({@code ..._set_config}). */
  void take(WebsocketClientConfig config) {
    var work = config.work();
    taskPriority = work.taskPriority() <= 0 ? DEFAULT_PRIORITY : work.taskPriority();
    taskStackBytes = work.taskStackBytes() == 0 ? DEFAULT_STACK : work.taskStackBytes();
    userContext = work.userContext();

    var server = config.server();
    host = given(server.host(), host);
    path = given(server.path(), path);
    if (server.port() != 0) {
      port = server.port();
    }

    var request = config.request();
    username = given(request.username(), username);
    password = given(request.password(), password);
    subprotocol = given(request.subprotocol(), subprotocol);
    userAgent = given(request.userAgent(), userAgent);
    headers = given(request.headers(), headers);

    var liveness = config.liveness();
    autoReconnect = liveness.autoReconnect();
    int pongTimeout =
        liveness.pongTimeoutSeconds() == 0 ? DEFAULT_PONG_TIMEOUT : liveness.pongTimeoutSeconds();
    pongTimeoutSeconds = liveness.disconnectWithoutPong() ? pongTimeout : 0;
    pingIntervalSeconds =
        liveness.pingIntervalSeconds() == 0
            ? DEFAULT_PING_INTERVAL
            : liveness.pingIntervalSeconds();
    if (username != null || password != null) {
      Lint.warn(
          Quirk.CREDENTIALS_NEVER_SENT,
          "username or password is set, but v4.4 never sends them: put an Authorization header into"
              + " headers");
    }
  }

  private static @Nullable String given(@Nullable String value, @Nullable String former) {
    return value == null ? former : value;
  }

  /** Takes a URI apart; what it does not have stays ({@code esp_websocket_client_set_uri}). */
  EspErr takeUri(String uri) {
    HttpParserUrl url = new HttpParserUrl();
    if (url.parse(uri, false) != 0) {
      EspLog.e(EspWebsocketClient.TAG, "Error parse uri = %s", uri);
      return EspErr.ESP_FAIL;
    }
    if (url.length(UrlField.UF_SCHEMA) != 0) {
      scheme = url.text(uri, UrlField.UF_SCHEMA);
    }
    if (url.length(UrlField.UF_HOST) != 0) {
      host = url.text(uri, UrlField.UF_HOST);
    }
    String urlPath = url.text(uri, UrlField.UF_PATH);
    String query = url.text(uri, UrlField.UF_QUERY);
    if (!query.isEmpty()) {
      path = (urlPath.isEmpty() ? "/" : urlPath) + "?" + query;
    } else if (!urlPath.isEmpty()) {
      path = urlPath;
    }
    if (url.has(UrlField.UF_PORT)) {
      port = url.port();
    }
    String userInfo = url.text(uri, UrlField.UF_USERINFO);
    if (!userInfo.isEmpty()) {
      int colon = userInfo.indexOf(':');
      if (colon >= 0) {
        password = userInfo.substring(colon + 1);
      }
      username = colon < 0 ? userInfo : userInfo.substring(0, colon);
    }
    return EspErr.ESP_OK;
  }
}
