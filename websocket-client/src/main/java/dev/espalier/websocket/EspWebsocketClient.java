package dev.espalier.websocket;

import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_BINARY;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_CLOSE;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_TEXT;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.event.EventHandler;
import dev.espalier.hal.event.EventLoop;
import dev.espalier.hal.event.EventLoopArgs;
import dev.espalier.hal.freertos.EventGroup;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.timer.EspTimer;
import dev.espalier.hal.transport.TransportWs;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client with a task of its own ({@code esp_websocket_client_handle_t}), as ESP-IDF
 * v4.4 has it.
 *
 * <p>Handlers run in the client's task, named {@code websocket_task}; the client is locked
 * meanwhile.
 */
public final class EspWebsocketClient implements AutoCloseable {
  static final String TAG = "WEBSOCKET_CLIENT";

  /** The task has ended. */
  static final int STOPPED_BIT = 1;

  /** A CLOSE frame has been sent: no more PINGs. */
  static final int CLOSE_FRAME_SENT_BIT = 1 << 1;

  private static final int DEFAULT_BUFFER_SIZE = 1024;
  private static final int EVENT_QUEUE_SIZE = 1;
  private static final int RECONNECT_TIMEOUT_MILLIS = 10 * 1000;

  // The task owns state, ticks and receive fields; others touch them under the lock, or as in C.
  final ClientSettings settings = new ClientSettings();
  final ClientTransports transports;
  final EventGroup statusBits;
  final Semaphore lock;
  final QuirkSet quirks = QuirkSet.ofBoard();
  final byte[] rxBuffer;
  final int bufferSize;
  ClientState state = ClientState.UNKNOWN;
  boolean run;
  boolean waitForPong;
  long reconnectTickMillis;
  long pingTickMillis;
  long pongTickMillis;
  int waitTimeoutMillis;
  int lastOpcode;
  int payloadLen;
  int payloadOffset;
  @Nullable TransportWs transport;
  @Nullable Task task;

  private final ClientSender sender = new ClientSender(this);
  private final EventLoop eventLoop;
  private final WebsocketEventData eventData = new WebsocketEventData(this);
  private boolean eventDataInUse;
  private boolean destroyed;

  private EspWebsocketClient(WebsocketClientConfig config, EventLoop eventLoop) {
    this.eventLoop = eventLoop;
    lock = Semaphore.createRecursiveMutex();
    transports = new ClientTransports(config, quirks);
    settings.scheme =
        switch (config.server().transport()) {
          case WEBSOCKET_TRANSPORT_OVER_TCP -> "ws";
          case WEBSOCKET_TRANSPORT_OVER_SSL -> "wss";
          case WEBSOCKET_TRANSPORT_UNKNOWN -> null;
        };
    int size = config.work().bufferSize();
    bufferSize = size <= 0 ? DEFAULT_BUFFER_SIZE : size;
    rxBuffer = new byte[bufferSize];
    statusBits = EventGroup.create();
  }

  static long tickMillis() {
    return EspTimer.getTime() / 1000;
  }

  /**
   * Makes a client; {@link #start} connects it.
   *
   * @param config how; its fields override the URI's parts
   * @return the client
   * @throws EspException with {@code ESP_FAIL} where C gives NULL: the URI is not valid
   */
  @EspApi("esp_websocket_client_init")
  public static EspWebsocketClient init(@Nullable WebsocketClientConfig config) {
    EventLoop loop = EventLoop.create(EventLoopArgs.withoutTask(EVENT_QUEUE_SIZE));
    if (config == null) {
      throw new EspAbort("esp_websocket_client_init: the configuration is NULL");
    }
    EspWebsocketClient client = new EspWebsocketClient(config, loop);
    String uri = config.server().uri();
    if (uri != null && !client.settings.takeUri(uri).isOk()) {
      EspLog.e(TAG, "Invalid uri");
      var _ = client.destroy();
      throw new EspException(EspErr.ESP_FAIL, "invalid URI \"" + uri + "\"");
    }
    client.settings.take(config);
    if (client.settings.scheme == null) {
      client.settings.scheme = "ws";
    }
    boolean tcpOptions = config.tcp().keepAliveEnable() || config.tcp().ifName() != null;
    if (tcpOptions
        && "wss".equalsIgnoreCase(client.settings.scheme)
        && client.quirks.has(Quirk.KEEP_ALIVE_NOT_FOR_WSS)) {
      Lint.warn(Quirk.KEEP_ALIVE_NOT_FOR_WSS, "keep_alive and if_name have no effect with wss");
    }
    client.transports.configure(client.settings);
    client.reconnectTickMillis = tickMillis();
    client.pingTickMillis = tickMillis();
    return client;
  }

  /**
   * Sets another URI, for the next connection. What it does not have stays; the path that is asked
   * for is always that of {@link #init} (Q18).
   *
   * @param uri the URI
   * @return {@code ESP_OK}, {@code ESP_FAIL} when it is not valid, {@code ESP_ERR_INVALID_ARG} for
   *     NULL
   */
  @EspApi("esp_websocket_client_set_uri")
  public EspErr setUri(@Nullable String uri) {
    assertAlive("esp_websocket_client_set_uri");
    if (uri == null) {
      return EspErr.ESP_ERR_INVALID_ARG;
    }
    String formerPath = settings.path;
    EspErr result = settings.takeUri(uri);
    if (result.isOk() && !Objects.equals(formerPath, settings.path)) {
      Lint.warn(
          Quirk.SET_URI_KEEPS_PATH,
          "set_uri() does not change the path: requests still ask for that of init()");
    }
    return result;
  }

  /**
   * Creates the task, which connects and stays connected.
   *
   * @return {@code ESP_OK}, or {@code ESP_FAIL} when it runs already
   */
  @EspApi("esp_websocket_client_start")
  public EspErr start() {
    assertAlive("esp_websocket_client_start");
    if (state.isActive()) {
      EspLog.e(TAG, "The client has started");
      return EspErr.ESP_FAIL;
    }
    task =
        Task.create(
            "websocket_task",
            settings.taskStackBytes,
            settings.taskPriority,
            new WebsocketTask(this));
    // The task may have run, even ended, by now (Q6).
    statusBits.clearBits(STOPPED_BIT | CLOSE_FRAME_SENT_BIT);
    return EspErr.ESP_OK;
  }

  /**
   * Ends the task without a close handshake, and waits for its end.
   *
   * @return {@code ESP_OK}; {@code ESP_FAIL} when it does not run, or from the client's own task
   */
  @EspApi("esp_websocket_client_stop")
  public EspErr stop() {
    assertAlive("esp_websocket_client_stop");
    if (refusesToStop()) {
      return EspErr.ESP_FAIL;
    }
    stopAndWait();
    return EspErr.ESP_OK;
  }

  private boolean refusesToStop() {
    if (!run) {
      EspLog.w(TAG, "Client was not started");
      return true;
    }
    if (task != null && task.isCurrent()) {
      EspLog.e(TAG, "Client cannot be stopped from websocket task");
      return true;
    }
    return false;
  }

  private void stopAndWait() {
    run = false;
    var _ = statusBits.waitBits(STOPPED_BIT, false, true, Timeout.FOREVER);
    state = ClientState.UNKNOWN;
  }

  /**
   * Stops the client if it runs, and frees it. Any later use aborts the firmware.
   *
   * @return {@code ESP_OK}
   */
  @CanIgnoreReturnValue
  @EspApi("esp_websocket_client_destroy")
  public EspErr destroy() {
    assertAlive("esp_websocket_client_destroy");
    if (run) {
      var _ = stop();
    }
    var _ = eventLoop.delete();
    transports.destroy();
    lock.delete();
    statusBits.delete();
    destroyed = true;
    return EspErr.ESP_OK;
  }

  /** Does what {@link #destroy} does, unless that was done already. */
  @Override
  public void close() {
    if (!destroyed) {
      destroy();
    }
  }

  /**
   * Closes the connection with a close handshake and ends the task.
   *
   * @param timeout how long to wait for the peer; then the connection is cut
   * @return {@code ESP_OK}; {@code ESP_FAIL} when it does not run, or from the client's own task
   */
  @EspApi("esp_websocket_client_close")
  public EspErr close(Timeout timeout) {
    assertAlive("esp_websocket_client_close");
    if (refusesToStop()) {
      return EspErr.ESP_FAIL;
    }
    var _ = sender.send(WS_TRANSPORT_OPCODES_CLOSE, null, 0, 0, Timeout.FOREVER);
    return awaitClose(timeout);
  }

  /**
   * Closes the connection with a close handshake that says why, and ends the task.
   *
   * @param code the status, of which 16 bits are sent, unchecked
   * @param data further bytes; null only with length 0
   * @param len how many of them
   * @param timeout how long to wait for the peer; then the connection is cut
   * @return {@code ESP_OK}; {@code ESP_FAIL} when it does not run, or from the client's own task
   */
  @EspApi("esp_websocket_client_close_with_code")
  public EspErr closeWithCode(int code, byte @Nullable [] data, int len, Timeout timeout) {
    assertAlive("esp_websocket_client_close_with_code");
    if (refusesToStop()) {
      return EspErr.ESP_FAIL;
    }
    var _ = sender.sendClose(code, data, len + 2);
    return awaitClose(timeout);
  }

  /**
   * Closes the connection with a close handshake that says why, and ends the task.
   *
   * @param code the status, 1000 for a normal end
   * @param reason why, in words; at most 123 bytes of UTF-8 are allowed (RFC 6455)
   * @param timeout how long to wait for the peer; then the connection is cut
   * @return {@code ESP_OK}; {@code ESP_FAIL} when it does not run, or from the client's own task
   */
  public EspErr closeWithCode(int code, String reason, Timeout timeout) {
    byte[] bytes = reason.getBytes(StandardCharsets.UTF_8);
    return closeWithCode(code, bytes, bytes.length, timeout);
  }

  private EspErr awaitClose(Timeout timeout) {
    statusBits.setBits(CLOSE_FRAME_SENT_BIT);
    if ((statusBits.waitBits(STOPPED_BIT, false, true, timeout) & STOPPED_BIT) == 0) {
      stopAndWait();
    }
    return EspErr.ESP_OK;
  }

  /**
   * Sends binary data, like {@link #sendBin(byte[], int, int, Timeout)}.
   *
   * @param data where the data is
   * @param offset its first index
   * @param len how many bytes, 1 or more
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  @EspApi("esp_websocket_client_send")
  public int send(byte @Nullable [] data, int offset, int len, Timeout timeout) {
    return sender.send(WS_TRANSPORT_OPCODES_BINARY, data, offset, len, timeout);
  }

  /**
   * Sends a binary message; one longer than the buffer leaves in several frames.
   *
   * @param data where the data is
   * @param offset its first index
   * @param len how many bytes, 1 or more
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  @EspApi("esp_websocket_client_send_bin")
  public int sendBin(byte @Nullable [] data, int offset, int len, Timeout timeout) {
    return sender.send(WS_TRANSPORT_OPCODES_BINARY, data, offset, len, timeout);
  }

  /**
   * Sends a binary message.
   *
   * @param data the message
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  public int sendBin(byte[] data, Timeout timeout) {
    return sender.send(WS_TRANSPORT_OPCODES_BINARY, data, 0, data.length, timeout);
  }

  /**
   * Sends a text message; one longer than the buffer leaves in several frames.
   *
   * @param data where the text is, as UTF-8; not checked
   * @param offset its first index
   * @param len how many bytes, 1 or more
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes were sent; -1 on errors; 0 when the time was over (Q17)
   */
  @EspApi("esp_websocket_client_send_text")
  public int sendText(byte @Nullable [] data, int offset, int len, Timeout timeout) {
    return sender.send(WS_TRANSPORT_OPCODES_TEXT, data, offset, len, timeout);
  }

  /**
   * Sends a text message.
   *
   * @param text the message
   * @param timeout how long to wait for the client's lock, and each time for room
   * @return how many bytes of UTF-8 were sent; -1 on errors; 0 when the time was over (Q17)
   */
  public int sendText(String text, Timeout timeout) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    return sender.send(WS_TRANSPORT_OPCODES_TEXT, data, 0, data.length, timeout);
  }

  /**
   * Whether messages can be sent.
   *
   * @return true from CONNECTED until the peer's CLOSE or the loss of the connection
   */
  @EspApi("esp_websocket_client_is_connected")
  public boolean isConnected() {
    return state == ClientState.CONNECTED;
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
    assertAlive("esp_websocket_register_events");
    return eventLoop.handlerRegister(WebsocketEvents.WEBSOCKET_EVENTS, event, handler, arg);
  }

  /** Logs an error; posts it too, unless that is left out (Q3). */
  void error(String message) {
    EspLog.e(TAG, "%s", message);
    if (!quirks.has(Quirk.NO_ERROR_EVENT)) {
      byte[] text = message.getBytes(StandardCharsets.UTF_8);
      dispatch(WebsocketEvents.WEBSOCKET_EVENT_ERROR, text, text.length);
    }
  }

  /** Gives up the connection and posts DISCONNECTED, in the calling task. */
  void abortConnection() {
    if (!state.isActive()) {
      EspLog.e(TAG, "esp_websocket_client_abort_connection(160): Websocket already stop");
      return;
    }
    if (transport != null) {
      transport.close();
    }
    if (settings.autoReconnect) {
      waitTimeoutMillis = RECONNECT_TIMEOUT_MILLIS;
      reconnectTickMillis = tickMillis();
      EspLog.i(TAG, "Reconnect after %d ms", waitTimeoutMillis);
    }
    state = ClientState.WAIT_TIMEOUT;
    dispatch(WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED, null, 0);
  }

  /** Posts an event and runs its handlers, in the calling task. */
  void dispatch(int event, byte @Nullable [] data, int dataLen) {
    // A failing send in a handler posts from within: that event needs an object of its own.
    boolean nested = eventDataInUse;
    WebsocketEventData posted = nested ? new WebsocketEventData(this) : eventData;
    posted.set(data, dataLen, lastOpcode, payloadLen, payloadOffset);
    eventDataInUse = true;
    EspErr result =
        eventLoop.post(WebsocketEvents.WEBSOCKET_EVENTS, event, posted, Timeout.FOREVER);
    if (result.isOk()) {
      var _ = eventLoop.run(Timeout.NONE);
    }
    eventDataInUse = nested;
  }

  @Nullable Object userContext() {
    return settings.userContext;
  }

  /** What C reads from freed memory then, a chip may take for anything. */
  void assertAlive(String function) {
    if (destroyed) {
      throw new EspAbort(function + ": use after free: the client was destroyed");
    }
  }
}
