package dev.espalier.websocket;

import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_CLOSE;
import static dev.espalier.websocket.ClientCore.CLOSE_FRAME_SENT_BIT;
import static dev.espalier.websocket.ClientCore.REQUESTED_STOP_BIT;
import static dev.espalier.websocket.ClientCore.STOPPED_BIT;
import static dev.espalier.websocket.ClientCore.WAKEUP_BIT;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.transport.TransportWs;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The client's life from the outside: init, start, stop, close and destroy. */
final class ClientControl {
  private final ClientCore core;
  private final ClientSender sender;

  ClientControl(ClientCore core, ClientSender sender) {
    this.core = core;
    this.sender = sender;
  }

  /** Fills a new client in; throws where C gives NULL. */
  void init() {
    try {
      build();
    } catch (EspException e) {
      core.free(); // as esp_websocket_client_init destroys what it has so far
      throw e;
    }
  }

  private void build() {
    WebsocketClientConfig config = core.config;
    VersionLint.config(core);
    if (core.later && SdkConfig.current().get(Kconfig.ESP_WS_CLIENT_ALLOC_IN_EXT_RAM)) {
      EspLog.e(core.tag, "esp_websocket_client_init(789): Memory exhausted");
      throw new EspException(EspErr.ESP_ERR_NO_MEM, "this board has no PSRAM for the client");
    }
    if (!core.memory.takeLasting()) {
      throw exhausted();
    }
    core.settings.scheme =
        switch (config.server().transport()) {
          case WEBSOCKET_TRANSPORT_OVER_TCP -> "ws";
          case WEBSOCKET_TRANSPORT_OVER_SSL -> "wss";
          case WEBSOCKET_TRANSPORT_UNKNOWN -> null;
        };
    if (!core.later) {
      core.transports = ClientTransports.both(core);
    }
    takeReconnectTimeout(config);
    if (core.later
        && config.tls().certCommonName() != null
        && config.tls().skipCertCommonNameCheck()) {
      throw refuse(
          "Both cert_common_name and skip_cert_common_name_check are set, only one of them can be"
              + " set",
          "cert_common_name and skip_cert_common_name_check are both set");
    }
    String uri = config.server().uri();
    if (uri != null && !core.settings.takeUri(core.tag, uri).isOk()) {
      throw refuse("Invalid uri", "invalid URI \"" + uri + "\"");
    }
    core.settings.take(core);
    if (core.settings.scheme == null) {
      core.settings.scheme = "ws";
    }
    if (!core.memory.takeTexts(core.settings.texts(uri))) {
      throw exhausted();
    }
    warnOfTcpOptions(config);
    if (core.transports != null) {
      core.transports.configure();
    }
    core.reconnectTickMillis = ClientCore.tickMillis();
    core.pingTickMillis = ClientCore.tickMillis();
    if (!core.has(Quirk.START_CLEARS_STOPPED_BIT_LATE)) {
      core.statusBits.setBits(STOPPED_BIT);
    }
  }

  private EspException exhausted() {
    EspLog.e(core.tag, "esp_websocket_client_init(%d): Memory exhausted", core.later ? 899 : 426);
    return new EspException(
        EspErr.ESP_ERR_NO_MEM,
        "esp_websocket_client_init: the heap has no room for the client and two buffers of "
            + core.memory.bufferSize
            + " bytes");
  }

  private EspException refuse(String line, String message) {
    EspLog.e(core.tag, "%s", line);
    return new EspException(EspErr.ESP_FAIL, message);
  }

  private void takeReconnectTimeout(WebsocketClientConfig config) {
    if (core.has(Quirk.TIMEOUTS_FIXED)) {
      return;
    }
    int millis = config.timeouts().reconnectTimeoutMillis();
    if (config.liveness().autoReconnect() && millis <= 0) {
      core.waitTimeoutMillis = ClientCore.RECONNECT_TIMEOUT_MILLIS;
      EspLog.w(
          core.tag,
          "`reconnect_timeout_ms` is not set, or it is less than or equal to zero, using default"
              + " time out %d (milliseconds)",
          ClientCore.RECONNECT_TIMEOUT_MILLIS);
    } else {
      core.waitTimeoutMillis = millis;
    }
  }

  private void warnOfTcpOptions(WebsocketClientConfig config) {
    boolean tcpOptions = config.tcp().keepAliveEnable() || config.tcp().ifName() != null;
    if (tcpOptions
        && "wss".equalsIgnoreCase(core.settings.scheme)
        && core.has(Quirk.KEEP_ALIVE_NOT_FOR_WSS)) {
      Lint.warn(Quirk.KEEP_ALIVE_NOT_FOR_WSS, "keep_alive and if_name have no effect with wss");
    }
  }

  EspErr setUri(@Nullable String uri) {
    core.assertAlive("esp_websocket_client_set_uri");
    if (uri == null) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    ClientSettings settings = core.settings;
    String formerPath = settings.path;
    int formerPort = settings.port;
    boolean keeps = core.has(Quirk.SET_URI_KEEPS_PATH);
    if (!keeps) {
      settings.forgetServer();
    }
    EspErr result = settings.takeUri(core.tag, uri);
    if (!result.isOk()) {
      settings.path = formerPath;
      settings.port = formerPort;
    } else if (keeps && !Objects.equals(formerPath, settings.path)) {
      warnOfPath();
    }
    return result;
  }

  private void warnOfPath() {
    if (!core.later) {
      Lint.warn(
          Quirk.SET_URI_KEEPS_PATH,
          "set_uri() does not change the path: requests still ask for that of init()");
    } else if (core.state.isActive()) {
      Lint.warn(
          Quirk.SET_URI_KEEPS_PATH,
          "set_uri() while the client runs changes host and port only: path and scheme count from"
              + " the next start()");
    }
  }

  EspErr setHeaders(@Nullable String headers) {
    TransportWs transport = core.transport;
    if (core.state != ClientState.CONNECTED || headers == null || transport == null) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    var _ = core.lock.takeRecursive(Timeout.FOREVER);
    EspErr result = transport.setHeaders(headers);
    core.lock.giveRecursive();
    return result;
  }

  EspErr appendHeader(@Nullable String key, @Nullable String value) {
    if (key == null || value == null) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    core.settings.appendHeader(key, value);
    if (!core.later && core.transports != null) {
      // There the transports of init stay; the function would be useless without this.
      core.transports.configure();
    } else if (core.state.isActive()) {
      Lint.warn(
          "append-header-late",
          "append_header() while the client runs: the line is sent after the next start()");
    }
    return EspErr.ESP_OK;
  }

  int getReconnectTimeout() {
    if (!core.settings.autoReconnect) {
      EspLog.w(core.tag, "Automatic reconnect is disabled");
      return -1;
    }
    return core.has(Quirk.TIMEOUTS_FIXED)
        ? ClientCore.RECONNECT_TIMEOUT_MILLIS
        : core.waitTimeoutMillis;
  }

  EspErr setReconnectTimeout(int millis) {
    if (millis <= 0) {
      EspLog.w(core.tag, "Invalid reconnect timeout");
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    if (!core.settings.autoReconnect) {
      EspLog.w(core.tag, "Automatic reconnect is disabled");
      return EspErr.ESP_ERR_INVALID_STATE;
    }
    if (core.has(Quirk.TIMEOUTS_FIXED)) {
      Lint.warn(Quirk.TIMEOUTS_FIXED, "v4.4 waits 10 s before it connects again, whatever is set");
    }
    core.waitTimeoutMillis = millis;
    if (!core.has(Quirk.STOP_WAITS_FOR_RECONNECT_SLEEP)) {
      core.statusBits.setBits(WAKEUP_BIT);
    }
    return EspErr.ESP_OK;
  }

  EspErr start() {
    core.assertAlive("esp_websocket_client_start");
    if (core.state.isActive()) {
      EspLog.e(core.tag, "The client has started");
      return EspErr.ESP_FAIL;
    }
    if (core.later && !makeTransport()) {
      EspLog.e(core.tag, "Failed to create websocket transport");
      return EspErr.ESP_FAIL;
    }
    boolean late = core.has(Quirk.START_CLEARS_STOPPED_BIT_LATE);
    int stale = STOPPED_BIT | CLOSE_FRAME_SENT_BIT;
    if (!core.has(Quirk.STOP_WAITS_FOR_RECONNECT_SLEEP)) {
      core.statusBits.clearBits(REQUESTED_STOP_BIT | WAKEUP_BIT);
    }
    if (!late) {
      core.statusBits.clearBits(stale);
    }
    if (core.later && SdkConfig.current().get(Kconfig.ESP_WS_CLIENT_TASK_STACK_IN_EXT_RAM)) {
      EspLog.e(core.tag, "Error create websocket task");
      core.statusBits.setBits(STOPPED_BIT);
      return EspErr.ESP_FAIL;
    }
    if (!core.has(Quirk.RUN_SET_BY_TASK)) {
      core.run = true;
    }
    core.starting = true;
    core.begun = false;
    boolean created = createTask();
    core.starting = false;
    if (!created) {
      return EspErr.ESP_FAIL;
    }
    if (late) {
      // The task may have run, even ended, by now (Q6).
      core.statusBits.clearBits(stale);
    }
    if (core.later) {
      EspLog.i(core.tag, "Started");
    }
    return EspErr.ESP_OK;
  }

  private boolean createTask() {
    ClientSettings settings = core.settings;
    try {
      core.task =
          Task.createPinnedToCore(
              settings.taskName,
              settings.taskStackBytes,
              settings.taskPriority,
              settings.taskCoreId,
              new WebsocketTask(core));
      return true;
    } catch (EspException e) {
      EspLog.e(core.tag, "Error create websocket task");
      core.run = false;
      if (!core.has(Quirk.START_CLEARS_STOPPED_BIT_LATE)) {
        core.statusBits.setBits(STOPPED_BIT);
      }
      return false;
    }
  }

  private boolean makeTransport() {
    core.transport = core.config.server().extTransport();
    if (core.transport != null) {
      return true;
    }
    if (core.transports != null) {
      core.transports.destroy();
    }
    core.transports = ClientTransports.forScheme(core);
    return core.transports != null;
  }

  EspErr stop() {
    core.assertAlive("esp_websocket_client_stop");
    if (isStopped()) {
      EspLog.w(core.tag, "Client was not started");
      if (core.task != null && !core.begun) {
        Lint.warn(
            Quirk.RUN_SET_BY_TASK,
            "stop() was refused though start() has been called: the client's task has not run yet");
      }
      return EspErr.ESP_FAIL;
    }
    if (isCalledByTask("stop")) {
      return EspErr.ESP_FAIL;
    }
    stopAndWait("esp_websocket_client_stop");
    return EspErr.ESP_OK;
  }

  private boolean isStopped() {
    return core.has(Quirk.START_CLEARS_STOPPED_BIT_LATE) ? !core.run : core.hasBit(STOPPED_BIT);
  }

  private boolean isCalledByTask(String function) {
    if (core.task == null || !core.task.isCurrent()) {
      return false;
    }
    EspLog.e(core.tag, "Client cannot be stopped from websocket task");
    Lint.warn(
        "called-in-handler-" + function,
        "esp_websocket_client_"
            + function
            + "() was called in a handler, where it cannot work: let another task call it");
    return true;
  }

  private void stopAndWait(String function) {
    core.run = false;
    if (!core.has(Quirk.STOP_WAITS_FOR_RECONNECT_SLEEP)) {
      core.statusBits.setBits(REQUESTED_STOP_BIT);
    }
    var _ = core.statusBits.waitBits(STOPPED_BIT, false, true, Timeout.FOREVER);
    core.assertAlive(function);
    core.state = ClientState.UNKNOWN;
  }

  EspErr destroy() {
    core.assertAlive("esp_websocket_client_destroy");
    boolean runs =
        core.has(Quirk.START_CLEARS_STOPPED_BIT_LATE) ? core.run : !core.hasBit(STOPPED_BIT);
    if (runs && !isCalledByTask("destroy")) {
      stopAndWait("esp_websocket_client_destroy");
    }
    core.free();
    return EspErr.ESP_OK;
  }

  /** Closes with a handshake; a body begins with the code. */
  EspErr close(boolean withBody, int code, byte @Nullable [] data, int len, Timeout timeout) {
    core.assertAlive("esp_websocket_client_close");
    if (!core.run) {
      EspLog.w(core.tag, "Client was not started");
      return EspErr.ESP_FAIL;
    }
    if (isCalledByTask("close")) {
      return EspErr.ESP_FAIL;
    }
    int sent =
        withBody
            ? sender.sendClose(code, data, len + 2)
            : sender.sendMessage(WS_TRANSPORT_OPCODES_CLOSE, null, 0, 0, Timeout.FOREVER);
    if (core.later && sent < 0) {
      return EspErr.ESP_FAIL;
    }
    core.statusBits.setBits(CLOSE_FRAME_SENT_BIT);
    if (core.settings.autoReconnect && core.settings.closeReconnect) {
      return EspErr.ESP_OK;
    }
    if ((core.statusBits.waitBits(STOPPED_BIT, false, true, timeout) & STOPPED_BIT) == 0) {
      core.assertAlive("esp_websocket_client_close");
      stopAndWait("esp_websocket_client_close");
    }
    return EspErr.ESP_OK;
  }
}
