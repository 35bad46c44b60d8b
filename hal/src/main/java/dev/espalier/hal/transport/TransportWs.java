package dev.espalier.hal.transport;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.system.CStruct;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.tls.EspTlsLastError;
import org.jspecify.annotations.Nullable;

/**
 * WebSocket frames over TCP or TLS, from the client's side. Reads give payload bytes; {@link
 * #getReadOpcode} and {@link #getReadPayloadLen} say what they belong to.
 */
public final class TransportWs extends EspTransport {
  private static final byte[] NO_BYTES = {};

  private final WsFunctions ws;

  TransportWs(EspTransport parent, QuirkSet quirks, int bufferSize) {
    ws = new WsFunctions(parent, quirks, bufferSize);
    setFunc(ws).orAbort();
    setParentTransportFunc(self -> ws.payloadTransport()).orAbort();
  }

  /**
   * Makes a WebSocket transport.
   *
   * @param parent what carries the frames: a {@link TransportTcp} or {@link TransportSsl}
   * @return the transport
   * @throws EspException with {@code ESP_FAIL} where C gives NULL: the parent is none of ESP-IDF's
   */
  @EspApi("esp_transport_ws_init")
  public static TransportWs init(@Nullable EspTransport parent) {
    EspTlsLastError errors = parent == null ? null : parent.errors();
    if (parent == null || errors == null) {
      EspLog.e(TransportTags.ws(), "Invalid parent ptotocol");
      throw new EspException(
          EspErr.ESP_FAIL, "a WebSocket transport needs TransportTcp or TransportSsl below");
    }
    Chip chip = Chip.current();
    TransportWs made = new TransportWs(parent, chip.quirks(), chip.config().wsBufferSize());
    made.errors(errors);
    made.charge(
        "esp_transport_ws_init", CStruct.TRANSPORT_WS.bytes(), 2, chip.config().wsBufferSize());
    return made;
  }

  /**
   * Sets what the request asks for.
   *
   * @param path path and query, {@code "/"} at first
   */
  @EspApi("esp_transport_ws_set_path")
  public void setPath(@Nullable String path) {
    ws.settings().path = path;
  }

  /**
   * Sets the subprotocol that the request offers.
   *
   * @param subProtocol value of {@code Sec-WebSocket-Protocol}; null for no such header
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_ws_set_subprotocol")
  public EspErr setSubprotocol(@Nullable String subProtocol) {
    ws.settings().subProtocol = subProtocol;
    return EspErr.ESP_OK;
  }

  /**
   * Sets the request's user agent.
   *
   * @param userAgent value of {@code User-Agent}; null for ESP-IDF's own
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_ws_set_user_agent")
  public EspErr setUserAgent(@Nullable String userAgent) {
    ws.settings().userAgent = userAgent;
    return EspErr.ESP_OK;
  }

  /**
   * Sets further lines of the request.
   *
   * @param headers whole lines, each with its CRLF, sent as they are; null for none
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_ws_set_headers")
  public EspErr setHeaders(@Nullable String headers) {
    ws.settings().headers = headers;
    return EspErr.ESP_OK;
  }

  /**
   * Sets the request's authorization.
   *
   * @param auth value of {@code Authorization}; null for no such header
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_ws_set_auth")
  public EspErr setAuth(@Nullable String auth) {
    if (ws.quirks().has(Quirk.CREDENTIALS_NEVER_SENT)) {
      Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ws_set_auth");
    }
    ws.settings().auth = auth;
    return EspErr.ESP_OK;
  }

  /**
   * Sets who sees the header lines of the upgrade answer.
   *
   * @param hook called in the task that connects
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_ARG} for null
   */
  @EspApi("esp_transport_ws_set_header_hook")
  public EspErr setHeaderHook(@Nullable WsHeaderHook hook) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ws_set_header_hook");
    if (hook == null) {
      EspLog.e(TransportTags.ws(), "Header hook is NULL");
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    ws.settings().headerHook = hook;
    return EspErr.ESP_OK;
  }

  /**
   * Sets where the upgrade answer is copied to when connecting, with a NUL behind it.
   *
   * @param buffer the caller's array, not copied; null for nowhere
   * @param length how much of it may be used, 1 to its length
   * @return {@code ESP_OK}, or {@code ESP_ERR_INVALID_ARG} for a length of 0
   */
  @EspApi("esp_transport_ws_set_response_headers")
  public EspErr setResponseHeaders(byte @Nullable [] buffer, int length) {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ws_set_response_headers");
    if (buffer != null && length == 0) {
      EspLog.e(TransportTags.ws(), "Invalid response header length");
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    if (buffer != null && (length < 0 || length > buffer.length)) {
      throw new IllegalArgumentException(
          "length must be 1.." + buffer.length + ", the array's: " + length);
    }
    ws.settings().responseHeaders = buffer;
    ws.settings().responseHeadersLength = length;
    return EspErr.ESP_OK;
  }

  /**
   * Sets several things at once.
   *
   * @param config what is null in it keeps its former value
   * @return {@code ESP_OK}
   */
  @EspApi("esp_transport_ws_set_config")
  public EspErr setConfig(WsConfig config) {
    WsSettings settings = ws.settings();
    if (config.path() != null) {
      settings.path = config.path();
    }
    if (config.subProtocol() != null) {
      settings.subProtocol = config.subProtocol();
    }
    if (config.userAgent() != null) {
      settings.userAgent = config.userAgent();
    }
    if (config.headers() != null) {
      settings.headers = config.headers();
    }
    if (config.auth() != null) {
      settings.auth = config.auth();
    }
    if (config.headerHook() != null) {
      settings.headerHook = config.headerHook();
    }
    byte[] responseHeaders = config.responseHeaders();
    if (responseHeaders != null) {
      EspErr set = setResponseHeaders(responseHeaders, responseHeaders.length);
      if (!set.isOk()) {
        return set;
      }
    }
    settings.propagateControlFrames = config.propagateControlFrames();
    return EspErr.ESP_OK;
  }

  /**
   * Sends one frame, masked.
   *
   * @param firstByte an opcode of {@link WsOpcode}, with FIN for the last frame of a message
   * @param payload where the payload is, not changed; null for none
   * @param offset its first index
   * @param length how many bytes
   * @param timeout how long to wait for room, each time
   * @return the payload's bytes that were sent; 0 when the time is over, -1 on errors
   */
  @EspApi("esp_transport_ws_send_raw")
  public int sendRaw(
      int firstByte, byte @Nullable [] payload, int offset, int length, Timeout timeout) {
    return ws.writeFrame(firstByte, payload == null ? NO_BYTES : payload, offset, length, timeout);
  }

  /**
   * The opcode of the frame that the last read belongs to.
   *
   * @return 0 to 15, or {@link WsOpcode#WS_TRANSPORT_OPCODES_NONE} when it met no frame
   */
  @EspApi("esp_transport_ws_get_read_opcode")
  public int getReadOpcode() {
    return ws.frame().headerReceived() ? ws.frame().opcode() : WsOpcode.WS_TRANSPORT_OPCODES_NONE;
  }

  /**
   * The payload's length of the frame that was last read from.
   *
   * @return the length of the frame, not of the message
   */
  @EspApi("esp_transport_ws_get_read_payload_len")
  public int getReadPayloadLen() {
    return ws.frame().length();
  }

  /**
   * Whether the frame that was last read from ends its message.
   *
   * @return its FIN
   */
  @EspApi("esp_transport_ws_get_fin_flag")
  public boolean getFinFlag() {
    Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ws_get_fin_flag");
    return ws.frame().fin();
  }

  /**
   * The status of the last upgrade answer.
   *
   * @return the status; 0 before the first answer, -1 for one without a status
   */
  @EspApi("esp_transport_ws_get_upgrade_request_status")
  public int getUpgradeRequestStatus() {
    if (ws.quirks().has(Quirk.STATUS_LINE_IGNORED)) {
      Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ws_get_upgrade_request_status");
    }
    return ws.upgradeStatus();
  }

  /**
   * Where the server redirects to.
   *
   * @return the Location of the last upgrade answer; null when it was no redirect
   */
  @EspApi("esp_transport_ws_get_redir_uri")
  public @Nullable String getRedirUri() {
    if (ws.quirks().has(Quirk.REDIRECT_REFUSED)) {
      Lint.needs(Profile.COMPONENT_1_8, "esp_transport_ws_get_redir_uri");
    }
    return ws.redirUri();
  }

  /**
   * Waits for the peer to end TCP, as after a close handshake.
   *
   * @param timeout how long
   * @return 1 when TCP has ended, 0 when the time is over, -1 when data came or another error
   */
  @EspApi("esp_transport_ws_poll_connection_closed")
  public int pollConnectionClosed(Timeout timeout) {
    return WsCloseWait.poll(getSocket(), timeout);
  }
}
