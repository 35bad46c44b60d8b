package dev.espalier.websocket;

import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_BINARY;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_CONT;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_FIN;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_TEXT;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client with a task of its own ({@code esp_websocket_client_handle_t}): the one within
 * ESP-IDF v4.4, or the separate component at 1.8, as the board's profile says.
 *
 * <p>Handlers run in the client's task, named {@code websocket_task}; the client is locked
 * meanwhile. What {@code since} names is new in the separate component; under v4.4 it works too,
 * with a warning.
 */
public final class EspWebsocketClient implements AutoCloseable {
  private final ClientCore core;
  private final ClientSender sender;
  private final ClientControl control;

  private EspWebsocketClient(WebsocketClientConfig config) {
    core = new ClientCore(this, config);
    sender = new ClientSender(core);
    control = new ClientControl(core, sender);
  }

  /**
   * Makes a client; {@link #start} connects it.
   *
   * @param config how; its fields override the URI's parts
   * @return the client
   * @throws EspException where C gives NULL: {@code ESP_FAIL} when the URI is not valid, {@code
   *     ESP_ERR_NO_MEM} with {@code CONFIG_ESP_WS_CLIENT_ALLOC_IN_EXT_RAM}
   */
  @EspApi("esp_websocket_client_init")
  public static EspWebsocketClient init(@Nullable WebsocketClientConfig config) {
    if (config == null) {
      throw new EspAbort("esp_websocket_client_init: the configuration is NULL");
    }
    EspWebsocketClient client = new EspWebsocketClient(config);
    client.control.init();
    return client;
  }

  /**
   * Sets another URI, for the next connection. What it does not have stays; the path that is asked
   * for is that of {@link #init} in v4.4, and of {@link #start} in 1.8 (Q18).
   *
   * @param uri the URI
   * @return {@code ESP_OK}, {@code ESP_FAIL} when it is not valid, {@code ESP_ERR_INVALID_ARG} for
   *     NULL
   */
  @EspApi("esp_websocket_client_set_uri")
  public EspErr setUri(@Nullable String uri) {
    return control.setUri(uri);
  }

  /**
   * Replaces the additional header lines, for the connections until {@link #stop}.
   *
   * @param headers whole lines, each with its CRLF
   * @return {@code ESP_OK}; {@code ESP_ERR_INVALID_ARG} for NULL or unless it is connected
   */
  @EspApi(value = "esp_websocket_client_set_headers", since = "1.0.0")
  public EspErr setHeaders(@Nullable String headers) {
    needs("esp_websocket_client_set_headers", "1.0.0");
    return control.setHeaders(headers);
  }

  /**
   * Adds a header line, before {@link #start}.
   *
   * @param key its name
   * @param value its value, without CRLF
   * @return {@code ESP_OK}, {@code ESP_ERR_INVALID_ARG} for NULL
   */
  @EspApi(value = "esp_websocket_client_append_header", since = "1.2.0")
  public EspErr appendHeader(@Nullable String key, @Nullable String value) {
    needs("esp_websocket_client_append_header", "1.2.0");
    return control.appendHeader(key, value);
  }

  /**
   * Creates the task, which connects and stays connected.
   *
   * @return {@code ESP_OK}; {@code ESP_FAIL} when it runs already, and in 1.8 for a scheme that is
   *     neither ws nor wss
   */
  @EspApi("esp_websocket_client_start")
  public EspErr start() {
    return control.start();
  }

  /**
   * Ends the task without a close handshake, and waits for its end.
   *
   * @return {@code ESP_OK}; {@code ESP_FAIL} when it does not run, or from the client's own task
   */
  @EspApi("esp_websocket_client_stop")
  public EspErr stop() {
    return control.stop();
  }

  /**
   * Stops the client if it runs, and frees it. Any later use aborts the firmware.
   *
   * @return {@code ESP_OK}
   */
  @CanIgnoreReturnValue
  @EspApi("esp_websocket_client_destroy")
  public EspErr destroy() {
    return control.destroy();
  }

  /**
   * Lets the task free the client when it ends; {@link #destroy} is not to be called then.
   *
   * @return {@code ESP_OK}
   */
  @EspApi(value = "esp_websocket_client_destroy_on_exit", since = "1.0.0")
  public EspErr destroyOnExit() {
    needs("esp_websocket_client_destroy_on_exit", "1.0.0");
    core.destroyOnExit = true;
    return EspErr.ESP_OK;
  }

  /** Does what {@link #destroy} does, unless that was done already. */
  @Override
  public void close() {
    if (!core.isDestroyed()) {
      destroy();
    }
  }

  /**
   * Closes the connection with a close handshake and ends the task. In 1.8, when it is to connect
   * again after a close, it returns as soon as the CLOSE frame is sent.
   *
   * @param timeout how long to wait for the peer; then the connection is cut
   * @return {@code ESP_OK}; {@code ESP_FAIL} when it does not run, from the client's own task, and
   *     in 1.8 when the CLOSE frame cannot be sent: the client then runs on
   */
  @EspApi("esp_websocket_client_close")
  public EspErr close(Timeout timeout) {
    return control.close(false, 0, null, 0, timeout);
  }

  /**
   * Closes the connection with a close handshake that says why, as {@link #close(Timeout)} does.
   *
   * @param code the status, of which 16 bits are sent, unchecked
   * @param data further bytes; null only with length 0
   * @param len how many of them
   * @param timeout how long to wait for the peer; then the connection is cut
   * @return as {@link #close(Timeout)} does
   */
  @EspApi("esp_websocket_client_close_with_code")
  public EspErr closeWithCode(int code, byte @Nullable [] data, int len, Timeout timeout) {
    return control.close(true, code, data, len, timeout);
  }

  /**
   * Closes the connection with a close handshake that says why, as {@link #close(Timeout)} does.
   *
   * @param code the status, 1000 for a normal end
   * @param reason why, in words; at most 123 bytes of UTF-8 are allowed (RFC 6455)
   * @param timeout how long to wait for the peer; then the connection is cut
   * @return as {@link #close(Timeout)} does
   */
  public EspErr closeWithCode(int code, String reason, Timeout timeout) {
    byte[] bytes = utf8(reason);
    return closeWithCode(code, bytes, bytes.length, timeout);
  }

  /**
   * Sends binary data, like {@link #sendBin(byte[], int, int, Timeout)}; gone since component
   * 0.0.1.
   *
   * @param data where the data is
   * @param offset its first index
   * @param len how many bytes, 1 or more in v4.4
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  @EspApi(value = "esp_websocket_client_send", until = "0.0.1")
  public int send(byte @Nullable [] data, int offset, int len, Timeout timeout) {
    if (core.later) {
      Lint.warn(
          "esp_websocket_client_send",
          "esp_websocket_client_send() is gone since esp_websocket_client 0.0.1, though this call"
              + " works: use esp_websocket_client_send_bin()");
    }
    return sender.sendMessage(WS_TRANSPORT_OPCODES_BINARY, data, offset, len, timeout);
  }

  /**
   * Sends a binary message; one longer than the buffer leaves in several frames.
   *
   * @param data where the data is
   * @param offset its first index
   * @param len how many bytes, 1 or more in v4.4
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  @EspApi("esp_websocket_client_send_bin")
  public int sendBin(byte @Nullable [] data, int offset, int len, Timeout timeout) {
    return sender.sendMessage(WS_TRANSPORT_OPCODES_BINARY, data, offset, len, timeout);
  }

  /**
   * Sends a binary message, as {@link #sendBin(byte[], int, int, Timeout)} does.
   *
   * @param data the message
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  public int sendBin(byte[] data, Timeout timeout) {
    return sendBin(data, 0, data.length, timeout);
  }

  /**
   * Sends the first frame of a binary message: without FIN, so that it is to be continued.
   *
   * @param data where the data is
   * @param offset its first index
   * @param len how many bytes
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  @EspApi(value = "esp_websocket_client_send_bin_partial", since = "1.2.0")
  public int sendBinPartial(byte @Nullable [] data, int offset, int len, Timeout timeout) {
    needs("esp_websocket_client_send_bin_partial", "1.2.0");
    return sender.send(WS_TRANSPORT_OPCODES_BINARY, data, offset, len, timeout);
  }

  /**
   * Sends a text message; one longer than the buffer leaves in several frames.
   *
   * @param data where the text is, as UTF-8; not checked
   * @param offset its first index
   * @param len how many bytes, 1 or more in v4.4
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  @EspApi("esp_websocket_client_send_text")
  public int sendText(byte @Nullable [] data, int offset, int len, Timeout timeout) {
    return sender.sendMessage(WS_TRANSPORT_OPCODES_TEXT, data, offset, len, timeout);
  }

  /**
   * Sends a text message, as {@link #sendText(byte[], int, int, Timeout)} does.
   *
   * @param text the message
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes of UTF-8 were sent; -1 on errors; 0 when the time was over (Q17)
   */
  public int sendText(String text, Timeout timeout) {
    byte[] data = utf8(text);
    return sendText(data, 0, data.length, timeout);
  }

  /**
   * Sends the first frame of a text message: without FIN, so that it is to be continued.
   *
   * @param data where the text is, as UTF-8; not checked
   * @param offset its first index
   * @param len how many bytes
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  @EspApi(value = "esp_websocket_client_send_text_partial", since = "1.2.0")
  public int sendTextPartial(byte @Nullable [] data, int offset, int len, Timeout timeout) {
    needs("esp_websocket_client_send_text_partial", "1.2.0");
    return sender.send(WS_TRANSPORT_OPCODES_TEXT, data, offset, len, timeout);
  }

  /**
   * Sends a frame that continues a message, without FIN; {@link #sendFin} ends it.
   *
   * @param data where the data is
   * @param offset its first index
   * @param len how many bytes; with 0 nothing is sent
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  @EspApi(value = "esp_websocket_client_send_cont_msg", since = "1.2.0")
  public int sendContMsg(byte @Nullable [] data, int offset, int len, Timeout timeout) {
    needs("esp_websocket_client_send_cont_msg", "1.2.0");
    return sender.send(WS_TRANSPORT_OPCODES_CONT, data, offset, len, timeout);
  }

  /**
   * Ends a message that was sent in parts: an empty frame with FIN.
   *
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return 0, or -1 on errors
   */
  @EspApi(value = "esp_websocket_client_send_fin", since = "1.2.0")
  public int sendFin(Timeout timeout) {
    needs("esp_websocket_client_send_fin", "1.2.0");
    return sender.send(WS_TRANSPORT_OPCODES_FIN, null, 0, 0, timeout);
  }

  /**
   * Sends a message of any opcode; FIN is set in its last frame.
   *
   * @param opcode one of {@link dev.espalier.hal.transport.WsOpcode}
   * @param data the payload, null for none
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  @EspApi(value = "esp_websocket_client_send_with_opcode", since = "0.0.4")
  public int sendWithOpcode(int opcode, byte @Nullable [] data, Timeout timeout) {
    needs("esp_websocket_client_send_with_opcode", "0.0.4");
    return sender.sendMessage(opcode, data, 0, data == null ? 0 : data.length, timeout);
  }

  /**
   * Whether messages can be sent.
   *
   * @return true from CONNECTED until the peer's CLOSE or the loss of the connection
   */
  @EspApi("esp_websocket_client_is_connected")
  public boolean isConnected() {
    return core.isConnected();
  }

  /**
   * The time between two PINGs.
   *
   * @return seconds
   */
  @EspApi(value = "esp_websocket_client_get_ping_interval_sec", since = "0.0.2")
  public long getPingIntervalSec() {
    needs("esp_websocket_client_get_ping_interval_sec", "0.0.2");
    return core.settings.pingIntervalSeconds;
  }

  /**
   * Sets the time between two PINGs, from now on.
   *
   * @param seconds the time; 0 for 10
   * @return {@code ESP_OK}
   */
  @EspApi(value = "esp_websocket_client_set_ping_interval_sec", since = "0.0.2")
  public EspErr setPingIntervalSec(long seconds) {
    needs("esp_websocket_client_set_ping_interval_sec", "0.0.2");
    core.settings.pingIntervalSeconds =
        seconds == 0 ? ClientSettings.DEFAULT_PING_INTERVAL : seconds;
    return EspErr.ESP_OK;
  }

  /**
   * The wait before connecting again.
   *
   * @return milliseconds, -1 when it does not connect again
   */
  @EspApi(value = "esp_websocket_client_get_reconnect_timeout", since = "1.3.0")
  public int getReconnectTimeout() {
    needs("esp_websocket_client_get_reconnect_timeout", "1.3.0");
    return control.getReconnectTimeout();
  }

  /**
   * Sets the wait before connecting again, also while the client waits.
   *
   * @param millis 1 or more
   * @return {@code ESP_OK}, {@code ESP_ERR_INVALID_ARG} for less, {@code ESP_ERR_INVALID_STATE}
   *     when it does not connect again
   */
  @EspApi(value = "esp_websocket_client_set_reconnect_timeout", since = "1.3.0")
  public EspErr setReconnectTimeout(int millis) {
    needs("esp_websocket_client_set_reconnect_timeout", "1.3.0");
    return control.setReconnectTimeout(millis);
  }

  /**
   * Registers a handler; one that is registered for the same event gets another argument.
   *
   * @param event which event of {@link WebsocketEvents}, or {@code WEBSOCKET_EVENT_ANY}
   * @param handler what to call
   * @param arg what to give it
   * @return {@code ESP_OK}, also for events that do not exist
   */
  @CanIgnoreReturnValue
  @EspApi("esp_websocket_register_events")
  public EspErr registerEvents(
      int event, @Nullable EventHandler<? super WebsocketEventData> handler, @Nullable Object arg) {
    core.assertAlive("esp_websocket_register_events");
    VersionLint.event(core, event);
    return core.eventLoop.handlerRegister(WebsocketEvents.WEBSOCKET_EVENTS, event, handler, arg);
  }

  /**
   * Takes a handler back.
   *
   * @param event what it was registered for
   * @param handler the handler
   * @return {@code ESP_OK}, also for one that is not registered
   */
  @EspApi(value = "esp_websocket_unregister_events", since = "1.5.0")
  public EspErr unregisterEvents(
      int event, @Nullable EventHandler<? super WebsocketEventData> handler) {
    core.assertAlive("esp_websocket_unregister_events");
    needs("esp_websocket_unregister_events", "1.5.0");
    return core.eventLoop.handlerUnregister(WebsocketEvents.WEBSOCKET_EVENTS, event, handler);
  }

  private void needs(String function, String since) {
    core.assertAlive(function);
    VersionLint.function(core, function, since);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
