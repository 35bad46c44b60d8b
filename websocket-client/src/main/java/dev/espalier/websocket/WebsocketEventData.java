package dev.espalier.websocket;

import dev.espalier.hal.EspField;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.tls.EspTlsLastError;
import dev.espalier.hal.transport.TransportWs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a handler gets ({@code esp_websocket_event_data_t}). Valid within the handler only: the
 * object and the bytes it shows are the client's own and are used again for the next event.
 *
 * <p>Opcode and lengths of events that are not DATA are those of the last message; since component
 * 1.6.1 those of CONNECTED are 0.
 */
public final class WebsocketEventData {
  private static final byte[] NO_BYTES = {};

  private final EspWebsocketClient client;
  private final ClientCore core;
  private byte @Nullable [] data;
  private boolean fin;
  private int dataLen;
  private int opCode;
  private int payloadLen;
  private int payloadOffset;
  private int closeStatusCode;
  private WebsocketErrorType errorType = WebsocketErrorType.WEBSOCKET_ERROR_TYPE_NONE;
  private int handshakeStatusCode;
  private EspErr lastEspErr = EspErr.ESP_OK;
  private int tlsStackErr;
  private int certVerifyFlags;
  private int sockErrno;

  /** Opcode and lengths are the last message's, though this event is none (Q16). */
  private boolean stale;

  WebsocketEventData(EspWebsocketClient client, ClientCore core) {
    this.client = client;
    this.core = core;
  }

  /** Takes the client's state over for an event. */
  void set(byte @Nullable [] newData, int newDataLen, int event) {
    data = newData;
    dataLen = newDataLen;
    boolean message = event == WebsocketEvents.WEBSOCKET_EVENT_DATA;
    boolean own = message || core.has(Quirk.STALE_EVENT_FIELDS);
    fin = own && core.lastFin;
    // The C field has eight bits: "no opcode" becomes 0.
    opCode = own ? core.lastOpcode & 0xFF : 0;
    payloadLen = own ? core.payloadLen : 0;
    payloadOffset = own ? core.payloadOffset : 0;
    stale = !message && (payloadLen != 0 || payloadOffset != 0 || opCode != 0);
    closeStatusCode = core.closeStatusCode;
    errorType = core.errorType;
    handshakeStatusCode = core.handshakeStatusCode;
    lastEspErr = EspErr.ESP_OK;
    tlsStackErr = 0;
    certVerifyFlags = 0;
    sockErrno = 0;
    if (errorType == WebsocketErrorType.WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT
        && !core.has(Quirk.NO_ERROR_EVENT)) {
      takeTransportErrors();
    }
  }

  private void warnIfStale() {
    if (stale) {
      Lint.warn(
          Quirk.STALE_EVENT_FIELDS,
          "opcode and lengths of an event that is not DATA are those of the last message");
    }
  }

  /** The event is over, and its buffer was empty. */
  void forgetBuffer() {
    data = NO_BYTES;
  }

  private void takeTransportErrors() {
    TransportWs transport = core.transport;
    EspTlsLastError errors = transport == null ? null : transport.getErrorHandle();
    if (transport == null || errors == null) {
      sockErrno = -1;
      return;
    }
    EspTlsLastError.Last last = errors.getAndClearLastError();
    lastEspErr = last.err();
    tlsStackErr = last.tlsErrorCode();
    certVerifyFlags = last.tlsFlags();
    sockErrno = transport.getErrno();
  }

  /**
   * The receive buffer, of which the first {@link #dataLen} bytes belong to this event. Not a copy.
   *
   * @return the buffer, null when the event has no data
   */
  @EspField("data_ptr")
  public byte @Nullable [] dataPtr() {
    return data;
  }

  /**
   * How many bytes have come with this event.
   *
   * @return 0 or more; 0 in a DATA event for an empty frame
   */
  @EspField("data_len")
  public int dataLen() {
    return dataLen;
  }

  /**
   * The frame's opcode; a continuation has 0, whatever it continues.
   *
   * @return 0 to 15
   */
  @EspField("op_code")
  public int opCode() {
    warnIfStale();
    return opCode;
  }

  /**
   * The client.
   *
   * @return the client that posts the event
   */
  @EspField("client")
  public EspWebsocketClient client() {
    return client;
  }

  /**
   * What the configuration gave as context.
   *
   * @return the object, null for none
   */
  @EspField("user_context")
  public @Nullable Object userContext() {
    return core.settings.userContext;
  }

  /**
   * The payload's length of the frame. One that is longer than the buffer comes in several events.
   *
   * @return the length of the frame, not of the message
   */
  @EspField("payload_len")
  public int payloadLen() {
    warnIfStale();
    return payloadLen;
  }

  /**
   * Where in the frame's payload this event's bytes belong.
   *
   * @return the index of their first one
   */
  @EspField("payload_offset")
  public int payloadOffset() {
    warnIfStale();
    return payloadOffset;
  }

  /**
   * Whether the frame is the last one of its message.
   *
   * @return the FIN bit
   */
  @EspField(value = "fin", since = "0.0.2")
  public boolean fin() {
    VersionLint.field(core, "esp_websocket_event_data_t.fin", "0.0.2");
    return fin;
  }

  /**
   * What went wrong.
   *
   * @return the codes as they were when the event was posted
   */
  @EspField(value = "error_handle", since = "1.0.0")
  public WebsocketErrorCodes errorHandle() {
    VersionLint.field(core, "esp_websocket_event_data_t.error_handle", "1.0.0");
    return new WebsocketErrorCodes(
        lastEspErr, tlsStackErr, certVerifyFlags, errorType, handshakeStatusCode, sockErrno);
  }

  /**
   * The status of the last CLOSE that the server sent on this connection.
   *
   * @return 0 for none, or for one without a status
   */
  @EspField(value = "close_status_code", since = "1.8.0")
  public int closeStatusCode() {
    VersionLint.field(core, "esp_websocket_event_data_t.close_status_code", "1.8.0");
    return closeStatusCode;
  }

  /**
   * The event's bytes, to keep.
   *
   * @return a copy, empty when there are none
   */
  public byte[] bytes() {
    return data == null ? NO_BYTES : Arrays.copyOf(data, dataLen);
  }

  /**
   * The event's bytes as UTF-8 text.
   *
   * @return the text; bytes that are no UTF-8 become U+FFFD
   */
  public String asText() {
    return data == null ? "" : new String(data, 0, dataLen, StandardCharsets.UTF_8);
  }
}
