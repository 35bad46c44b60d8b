package dev.espalier.websocket;

import static dev.espalier.websocket.ClientCore.CLOSE_FRAME_SENT_BIT;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.transport.TransportWs;
import dev.espalier.hal.transport.WsOpcode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Connects: the state INIT of {@code esp_websocket_client_task}. The lock is held. */
final class ClientConnector {
  /** From here on a chain of redirects is remarkable; the genuine code knows no limit. */
  private static final int REDIRECTS_REMARKABLE = 10;

  private final ClientCore core;
  private final FrameReceiver receiver;
  private int redirects;

  ClientConnector(ClientCore core, FrameReceiver receiver) {
    this.core = core;
    this.receiver = receiver;
  }

  /** One attempt: CONNECTED, WAIT_TIMEOUT, or INIT again after a redirect. */
  void connect(TransportWs transport) {
    if (core.later) {
      core.dispatch(WebsocketEvents.WEBSOCKET_EVENT_BEFORE_CONNECT, null, 0);
    }
    TransportWs current = transport;
    if (!core.has(Quirk.SET_URI_KEEPS_PATH)) {
      current = takeNewUri(transport);
    }
    ClientSettings settings = core.settings;
    String host = settings.host;
    if (host == null) {
      throw new EspAbort(
          "esp_websocket_client_task: strlen(NULL) in esp_transport_connect: neither URI nor"
              + " configuration names a host");
    }
    int result = current.connect(host, settings.port, settings.networkTimeout);
    if (result < 0) {
      fail(current, result);
      return;
    }
    if (isRedirect(result) && redirect(current)) {
      return;
    }
    redirects = 0;
    core.state = ClientState.CONNECTED;
    core.waitForPong = false;
    core.pingIntervalFromMillis = -1;
    if (!core.has(Quirk.PING_TIMER_FROM_INIT)) {
      core.pingTickMillis = ClientCore.tickMillis();
    }
    core.errorType = WebsocketErrorType.WEBSOCKET_ERROR_TYPE_NONE;
    if (core.later) {
      forgetLastConnection();
    }
    core.memory.connected();
    core.dispatch(WebsocketEvents.WEBSOCKET_EVENT_CONNECTED, null, 0);
    if (core.later) {
      readWhatIsThere(current);
    }
  }

  /** Without Q18 the scheme, path and port of set_uri() count for the next connection. */
  private TransportWs takeNewUri(TransportWs transport) {
    if (core.transports != null) {
      core.transports.configure();
    }
    TransportWs found = core.findTransport();
    TransportWs current = found == null ? transport : found;
    core.transport = current;
    if (core.settings.port == 0) {
      core.settings.port = current.getDefaultPort();
    }
    return current;
  }

  private void fail(TransportWs transport, int result) {
    if (!core.has(Quirk.STATUS_LINE_IGNORED)) {
      core.handshakeStatusCode = transport.getUpgradeRequestStatus();
    }
    core.transportError(
        "Error transport connect",
        "esp_transport_connect() failed with " + result,
        " esp_ws_handshake_status_code=" + core.handshakeStatusCode + ",");
    core.abortConnection(WebsocketErrorType.WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT);
  }

  private static boolean isRedirect(int result) {
    return result >= 300 && result < 400;
  }

  /** Goes where the server says; false when it does not say. */
  private boolean redirect(TransportWs transport) {
    String uri = transport.getRedirUri();
    if (uri == null) {
      return false;
    }
    Lint.warn(
        "redirect-leaks-socket",
        "a redirect is followed without closing the first connection: its socket is lost");
    if (++redirects == REDIRECTS_REMARKABLE) {
      Lint.warn(
          "redirect-loop",
          "the client was redirected "
              + redirects
              + " times in a row: it knows no limit and does not wait in between");
    }
    ClientSettings settings = core.settings;
    settings.port = 0;
    String formerPath = settings.path;
    String formerScheme = settings.scheme;
    var _ = settings.takeUri(core.tag, uri);
    if (settings.port == 0) {
      settings.port = transport.getDefaultPort();
    }
    warnOfHalfRedirect(formerScheme, formerPath);
    core.state = ClientState.INIT;
    EspLog.i(core.tag, "Redirecting to %s", uri);
    return true;
  }

  private void warnOfHalfRedirect(@Nullable String formerScheme, @Nullable String formerPath) {
    ClientSettings settings = core.settings;
    boolean same =
        Objects.equals(formerPath, settings.path) && Objects.equals(formerScheme, settings.scheme);
    if (!same && core.has(Quirk.SET_URI_KEEPS_PATH)) {
      Lint.warn(
          Quirk.SET_URI_KEEPS_PATH,
          "a redirect changes host and port only: the request still asks for the first path, over"
              + " the first scheme");
    }
  }

  private void forgetLastConnection() {
    core.payloadLen = 0;
    core.payloadOffset = 0;
    core.lastFin = false;
    core.lastOpcode = WsOpcode.WS_TRANSPORT_OPCODES_NONE;
    core.closeStatusCode = 0;
    core.statusBits.clearBits(CLOSE_FRAME_SENT_BIT);
  }

  /** Reads what came together with the upgrade's answer. */
  private void readWhatIsThere(TransportWs transport) {
    core.assertAlive("esp_websocket_client_task");
    if (transport.pollRead(Timeout.NONE) <= 0) {
      return;
    }
    if (!receiver.receive(transport)) {
      EspLog.e(core.tag, "Error receive data during initial connection");
      core.abortConnection(WebsocketErrorType.WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT);
      return;
    }
    core.lock.giveRecursive();
    var _ = core.eventLoop.run(Timeout.NONE);
    var _ = core.lock.takeRecursive(Timeout.FOREVER);
  }
}
