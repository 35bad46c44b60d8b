package dev.espalier.websocket;

import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.http.HttpParserUrl;
import dev.espalier.hal.http.UrlField;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.system.EspErr;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What the client keeps of its configuration and URI ({@code websocket_config_storage_t}). */
final class ClientSettings {
  static final int DEFAULT_PING_INTERVAL = 10;
  private static final int DEFAULT_PRIORITY = 5;
  private static final int DEFAULT_STACK = 4 * 1024;
  private static final int DEFAULT_PONG_TIMEOUT = 120;

  /** {@code WEBSOCKET_NETWORK_TIMEOUT_MS}, which v4.4 does not let anybody change (Q8). */
  private static final int NETWORK_TIMEOUT_MILLIS = 10_000;

  private static final Timeout NETWORK_TIMEOUT = Timeout.millis(NETWORK_TIMEOUT_MILLIS);

  @Nullable String scheme;
  @Nullable String host;
  @Nullable String path;
  @Nullable String username;
  @Nullable String password;
  @Nullable String auth;
  int port;
  String taskName = "websocket_task";
  int taskCoreId = Task.NO_AFFINITY;
  int taskPriority;
  int taskStackBytes;
  boolean autoReconnect;
  boolean closeReconnect;
  @Nullable Object userContext;
  @Nullable String subprotocol;
  @Nullable String userAgent;
  @Nullable String headers;
  int pongTimeoutSeconds;
  long pingIntervalSeconds;
  Timeout networkTimeout = NETWORK_TIMEOUT;

  /** Takes the configuration; what it has overrides the URI ({@code ..._set_config}). */
  void take(ClientCore core) {
    WebsocketClientConfig config = core.config;
    var work = config.work();
    taskPriority = work.taskPriority() <= 0 ? DEFAULT_PRIORITY : work.taskPriority();
    taskStackBytes = work.taskStackBytes() == 0 ? DEFAULT_STACK : work.taskStackBytes();
    userContext = work.userContext();
    if (core.later) {
      taskName = work.taskName() == null ? taskName : work.taskName();
      taskCoreId = work.taskCoreId() == null ? taskCoreId : work.taskCoreId();
    }

    var server = config.server();
    host = given(server.host(), host);
    path = given(server.path(), path);
    if (server.port() != 0) {
      port = server.port();
    }

    var request = config.request();
    username = given(request.username(), username);
    password = given(request.password(), password);
    takeCredentials(core);
    subprotocol = given(request.subprotocol(), subprotocol);
    userAgent = given(request.userAgent(), userAgent);
    headers = given(request.headers(), headers);

    var liveness = config.liveness();
    autoReconnect = liveness.autoReconnect();
    closeReconnect = core.later && liveness.closeReconnect();
    int pongTimeout =
        liveness.pongTimeoutSeconds() == 0 ? DEFAULT_PONG_TIMEOUT : liveness.pongTimeoutSeconds();
    pongTimeoutSeconds = liveness.disconnectWithoutPong() ? pongTimeout : 0;
    if (!core.has(Quirk.TIMEOUTS_FIXED)) {
      takeNetworkTimeout(core.tag, config.timeouts().networkTimeoutMillis());
    }
    pingIntervalSeconds =
        liveness.pingIntervalSeconds() == 0
            ? DEFAULT_PING_INTERVAL
            : liveness.pingIntervalSeconds();
  }

  private void takeNetworkTimeout(String tag, int millis) {
    if (millis <= 0) {
      EspLog.w(
          tag,
          "`network_timeout_ms` is not set, or it is less than or equal to zero, using default time"
              + " out %d (milliseconds)",
          NETWORK_TIMEOUT_MILLIS);
    } else {
      networkTimeout = Timeout.millis(millis);
    }
  }

  private void takeCredentials(ClientCore core) {
    if (core.has(Quirk.CREDENTIALS_NEVER_SENT)) {
      if (username != null || password != null) {
        Lint.warn(
            Quirk.CREDENTIALS_NEVER_SENT,
            "username or password is set, but v4.4 never sends them: put an Authorization header"
                + " into headers");
      }
    } else if (username != null && password != null) {
      byte[] both = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
      auth = "Basic " + Base64.getEncoder().encodeToString(both);
    } else if (username != null || password != null) {
      Lint.warn(
          "half-credentials",
          "only one of username and password is set: no Authorization header is sent");
    }
  }

  private static @Nullable String given(@Nullable String value, @Nullable String former) {
    return value == null ? former : value;
  }

  /** What the C code keeps copies of. */
  @Nullable String[] texts(@Nullable String uri) {
    return new @Nullable String[] {
      uri, scheme, host, path, username, password, auth, subprotocol, userAgent, headers
    };
  }

  /** Adds a line to the headers ({@code esp_websocket_client_append_header}). */
  void appendHeader(String key, String value) {
    headers = (headers == null ? "" : headers) + key + ": " + value + "\r\n";
  }

  /** Forgets what a whole new URI replaces, before it is taken apart (Q18 off). */
  void forgetServer() {
    path = "/";
    port = 0;
  }

  /** Takes a URI apart; what it does not have stays ({@code esp_websocket_client_set_uri}). */
  EspErr takeUri(String tag, String uri) {
    HttpParserUrl url = new HttpParserUrl();
    if (url.parse(uri, false) != 0) {
      EspLog.e(tag, "Error parse uri = %s", uri);
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
