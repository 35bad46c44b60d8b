package dev.espalier.websocket;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.config.SdkOption;
import dev.espalier.hal.event.EventLoop;
import dev.espalier.hal.event.EventLoopArgs;
import dev.espalier.hal.freertos.EventGroup;
import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.timer.EspTimer;
import dev.espalier.hal.tls.EspTlsErrorType;
import dev.espalier.hal.tls.EspTlsLastError;
import dev.espalier.hal.transport.TransportWs;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a client share ({@code struct esp_websocket_client}), and what each of them may
 * do to it: post an event, report an error, give the connection up.
 */
final class ClientCore {
  /** The task has ended. */
  static final int STOPPED_BIT = 1;

  /** A CLOSE frame has been sent: no more PINGs. */
  static final int CLOSE_FRAME_SENT_BIT = 1 << 1;

  /** Somebody waits for the task to end. */
  static final int REQUESTED_STOP_BIT = 1 << 2;

  /** The wait before connecting again has another length now. */
  static final int WAKEUP_BIT = 1 << 3;

  static final int RECONNECT_TIMEOUT_MILLIS = 10 * 1000;
  private static final int EVENT_QUEUE_SIZE = 1;

  final EspWebsocketClient handle;
  final WebsocketClientConfig config;
  final QuirkSet quirks = QuirkSet.ofBoard();

  /** Whether the separate component is mirrored, not the one within ESP-IDF v4.4. */
  final boolean later = Profile.ofBoard() == Profile.COMPONENT_1_8;

  final String tag = later ? "websocket_client" : "WEBSOCKET_CLIENT";
  final ClientSettings settings = new ClientSettings();
  final ClientMemory memory;
  final EventLoop eventLoop = EventLoop.create(EventLoopArgs.withoutTask(EVENT_QUEUE_SIZE));
  final EventGroup statusBits;
  final Semaphore lock;

  /** For senders, with {@code CONFIG_ESP_WS_CLIENT_SEPARATE_TX_LOCK}; else they take the lock. */
  final @Nullable Semaphore txLock;

  // The task owns state, ticks and receive fields; others touch them under the lock, or as in C.
  ClientState state = ClientState.UNKNOWN;
  boolean run;

  /** start() has not returned yet. */
  boolean starting;

  /** The task that start() created has run. */
  boolean begun;

  boolean waitForPong;
  boolean destroyOnExit;

  /** A sender has found the connection broken, which is for the task to give up (Q17 off). */
  boolean broken;

  /** What the transport returned to that sender. */
  int brokenWrite;

  long reconnectTickMillis;
  long pingTickMillis;

  /** Since when a PING has been due in the end: CONNECTED or the last one; negative for not yet. */
  long pingIntervalFromMillis;

  long pongTickMillis;
  int waitTimeoutMillis;
  boolean lastFin;
  int lastOpcode;
  int payloadLen;
  int payloadOffset;
  int closeStatusCode;
  WebsocketErrorType errorType = WebsocketErrorType.WEBSOCKET_ERROR_TYPE_NONE;
  int handshakeStatusCode;

  @Nullable ClientTransports transports;
  @Nullable TransportWs transport;
  @Nullable Task task;

  /** A handler runs, with {@link #eventData} before it. */
  boolean eventDataInUse;

  private final WebsocketEventData eventData;
  private boolean destroyed;

  ClientCore(EspWebsocketClient handle, WebsocketClientConfig config) {
    this.handle = handle;
    this.config = config;
    boolean separate = later && option(Kconfig.ESP_WS_CLIENT_SEPARATE_TX_LOCK);
    Semaphore mutex = null;
    Semaphore sending = null;
    try {
      mutex = Semaphore.createRecursiveMutex();
      sending = separate ? Semaphore.createRecursiveMutex() : null;
      statusBits = EventGroup.create();
    } catch (EspException e) {
      throw giveBack(e, mutex, sending);
    }
    lock = mutex;
    txLock = sending;
    memory =
        new ClientMemory(
            tag,
            config.work().bufferSize(),
            later && option(Kconfig.ESP_WS_CLIENT_ENABLE_DYNAMIC_BUFFER));
    eventData = new WebsocketEventData(handle, this);
  }

  /** There is no memory for the rest: what was made so far goes, as in destroy. */
  private EspException giveBack(
      EspException why, @Nullable Semaphore mutex, @Nullable Semaphore sending) {
    var _ = eventLoop.delete();
    if (mutex != null) {
      mutex.delete();
    } else if (!later) {
      throw new EspAbort(
          "assert failed: vQueueDelete queue.c (pxQueue): esp_websocket_client_init has no memory"
              + " for its lock, and esp_websocket_client_destroy deletes it all the same");
    }
    if (sending != null) {
      sending.delete();
    }
    return why;
  }

  private static boolean option(SdkOption<Boolean> which) {
    return SdkConfig.current().get(which);
  }

  static long tickMillis() {
    return EspTimer.getTime() / 1000;
  }

  boolean isConnected() {
    return state == ClientState.CONNECTED && !broken;
  }

  boolean has(Quirk quirk) {
    return quirks.has(quirk);
  }

  boolean hasBit(int bit) {
    return (statusBits.getBits() & bit) != 0;
  }

  /** The transport for the scheme, or the firmware's own; null when there is none. */
  @Nullable TransportWs findTransport() {
    TransportWs own = later ? config.server().extTransport() : null;
    return own != null || transports == null ? own : transports.find(settings.scheme);
  }

  /** Logs an error; posts it too, unless that is left out (Q3). */
  void error(String message) {
    EspLog.e(tag, "%s", message);
    if (!has(Quirk.NO_ERROR_EVENT)) {
      byte[] text = message.getBytes(StandardCharsets.UTF_8);
      memory.keepErrorText(text.length + 1);
      dispatch(WebsocketEvents.WEBSOCKET_EVENT_ERROR, text, text.length);
    }
  }

  /**
   * Reports that a call to the transport failed.
   *
   * @param before what v4.4 says
   * @param call what 1.8 says about it, up to the comma
   * @param after what 1.8 says between the TLS flags and the errno, with a comma, or nothing
   */
  void transportError(String before, String call, String after) {
    if (!later) {
      error(before);
      return;
    }
    int errno = Errno.get();
    EspTlsLastError last = transport == null ? null : transport.getErrorHandle();
    String tls =
        last == null
            ? ""
            : " transport_error=%s, tls_error_code=%d, tls_flags=%d,"
                .formatted(
                    last.lastError().toName(),
                    last.get(EspTlsErrorType.ESP_TLS_ERR_TYPE_MBEDTLS),
                    last.get(EspTlsErrorType.ESP_TLS_ERR_TYPE_MBEDTLS_CERT_FLAGS));
    error(call + "," + tls + after + " errno=" + errno);
  }

  /** Reports a write that failed. */
  void writeError(int written) {
    transportError(
        "Network error: esp_transport_write() returned " + written + ", errno=" + Errno.get(),
        "esp_transport_write() returned " + written,
        "");
  }

  /** Gives up the connection and posts DISCONNECTED, in the calling task. */
  void abortConnection(WebsocketErrorType type) {
    if (!state.isActive()) {
      EspLog.e(
          tag,
          "esp_websocket_client_abort_connection(%d): Websocket already stop",
          later ? 263 : 160);
      return;
    }
    boolean given = state == ClientState.CLOSING || state == ClientState.WAIT_TIMEOUT;
    if (given && !has(Quirk.ABORT_WITHOUT_LOCK)) {
      EspLog.w(tag, "Connection already closing/closed, skipping abort");
      memory.freeErrorText();
      return;
    }
    broken = false;
    if (transport != null) {
      transport.close();
    }
    if (later && !settings.autoReconnect) {
      run = false;
      state = ClientState.UNKNOWN;
    } else {
      if (settings.autoReconnect) {
        awaitReconnect();
      }
      state = ClientState.WAIT_TIMEOUT;
    }
    errorType = type;
    dispatch(WebsocketEvents.WEBSOCKET_EVENT_DISCONNECTED, null, 0);
    memory.freeErrorText();
  }

  /** Begins the wait before connecting again; the state is the caller's to set. */
  void awaitReconnect() {
    if (has(Quirk.TIMEOUTS_FIXED)) {
      waitTimeoutMillis = RECONNECT_TIMEOUT_MILLIS;
    }
    reconnectTickMillis = tickMillis();
    EspLog.i(tag, "Reconnect after %d ms", waitTimeoutMillis);
  }

  /** Posts an event and runs its handlers, in the calling task. */
  void dispatch(int event, byte @Nullable [] data, int dataLen) {
    // A failing send in a handler posts from within: that event needs an object of its own.
    boolean nested = eventDataInUse;
    WebsocketEventData posted = nested ? new WebsocketEventData(handle, this) : eventData;
    posted.set(data, dataLen, event);
    eventDataInUse = true;
    EspErr result =
        eventLoop.post(WebsocketEvents.WEBSOCKET_EVENTS, event, posted, Timeout.FOREVER);
    if (result.isOk()) {
      var _ = eventLoop.run(Timeout.NONE);
    }
    eventDataInUse = nested;
  }

  /** A frame was read, posted and answered. */
  void frameRead(boolean empty) {
    if (memory.frameRead(empty) && !eventDataInUse) {
      eventData.forgetBuffer();
    }
  }

  /** Frees everything ({@code destroy_and_free_resources}). */
  void free() {
    var _ = eventLoop.delete();
    if (transports != null) {
      transports.destroy();
    }
    lock.delete();
    if (txLock != null) {
      txLock.delete();
    }
    memory.free();
    statusBits.delete();
    destroyed = true;
  }

  boolean isDestroyed() {
    return destroyed;
  }

  /** What C reads from freed memory then, a chip may take for anything. */
  void assertAlive(String function) {
    if (destroyed) {
      throw new EspAbort(function + ": use after free: the client was destroyed");
    }
  }
}
