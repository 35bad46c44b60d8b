package dev.espalier.websocket;

import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_CLOSE;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_FIN;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_PING;
import static dev.espalier.websocket.ClientCore.CLOSE_FRAME_SENT_BIT;
import static dev.espalier.websocket.ClientCore.REQUESTED_STOP_BIT;
import static dev.espalier.websocket.ClientCore.STOPPED_BIT;
import static dev.espalier.websocket.ClientCore.WAKEUP_BIT;

import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.transport.TransportWs;

/** The client's task, {@code esp_websocket_client_task}: one run from start to end. */
final class WebsocketTask implements Runnable {
  private static final int POLL_MILLIS = 1000;
  private static final Timeout POLL = Timeout.millis(POLL_MILLIS);

  private final ClientCore core;
  private final ClientConnector connector;
  private final FrameReceiver receiver;

  /** What the last poll said: with 0 there is nothing to read. */
  private int readSelect;

  /** The server has sent the first CLOSE. */
  private boolean closedByServer;

  WebsocketTask(ClientCore core) {
    this.core = core;
    receiver = new FrameReceiver(core);
    connector = new ClientConnector(core, receiver);
  }

  /** Long waits begin in here: every frame below them stays in memory meanwhile. */
  @Override
  public void run() {
    begin();
    while (core.run && takeLock()) {
      TransportWs transport = core.transport;
      if (transport != null && core.state == ClientState.INIT) {
        connector.connect(transport);
      } else if (transport != null) {
        step(transport);
      }
      core.assertAlive("esp_websocket_client_task");
      core.lock.giveRecursive();
      // A redirect may have brought another transport.
      transport = core.transport;
      if (transport != null && core.state == ClientState.CONNECTED) {
        readSelect = transport.pollRead(pollTime());
        polled(transport);
      } else if (transport != null && !waitForMore(transport)) {
        break;
      }
    }
    end();
    Task.current().delete();
  }

  private void begin() {
    core.task = Task.current();
    core.begun = true;
    if (core.has(Quirk.RUN_SET_BY_TASK)) {
      core.run = true;
    }
    findTransport();
    core.state = ClientState.INIT;
    core.statusBits.clearBits(STOPPED_BIT | CLOSE_FRAME_SENT_BIT);
    if (core.later) {
      core.dispatch(WebsocketEvents.WEBSOCKET_EVENT_BEGIN, null, 0);
    }
  }

  private boolean takeLock() {
    boolean taken = core.lock.takeRecursive(Timeout.FOREVER);
    if (!taken) {
      EspLog.e(core.tag, "Failed to lock ws-client tasks, exiting the task...");
    }
    return taken;
  }

  private void end() {
    core.assertAlive("esp_websocket_client_task");
    if (core.later) {
      core.dispatch(WebsocketEvents.WEBSOCKET_EVENT_FINISH, null, 0);
      core.assertAlive("esp_websocket_client_task");
    }
    if (core.transport != null) {
      core.transport.close();
    }
    if (core.later) {
      core.state = ClientState.UNKNOWN;
    }
    if (core.destroyOnExit) {
      core.free();
      return;
    }
    if (core.starting && core.has(Quirk.START_CLEARS_STOPPED_BIT_LATE)) {
      Lint.warn(
          Quirk.START_CLEARS_STOPPED_BIT_LATE,
          "the task has ended before start() returned, which then clears the bit that stop() and"
              + " destroy() wait for");
    }
    core.statusBits.setBits(STOPPED_BIT);
    if (!core.later) {
      core.state = ClientState.UNKNOWN;
    }
  }

  private void findTransport() {
    ClientSettings settings = core.settings;
    TransportWs found = core.findTransport();
    core.transport = found;
    if (found == null) {
      EspLog.e(core.tag, "There are no transports valid, stop websocket client");
      core.run = false;
    }
    if (settings.port == 0) {
      // esp_transport_get_default_port(NULL) is -1, and stays.
      settings.port = found == null ? -1 : found.getDefaultPort();
    }
  }

  /** One round with the lock held. */
  private void step(TransportWs transport) {
    switch (core.state) {
      case CONNECTED -> {
        if (core.broken) {
          core.writeError(core.brokenWrite);
          core.abortConnection(WebsocketErrorType.WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT);
        } else if (livenessHolds(transport) && readSelect != 0) {
          if (core.has(Quirk.READ_RESETS_PING_TIMER)) {
            putPingOff();
          }
          if (readsInStep()) {
            receiver.receiveOrAbort(transport);
          }
        }
      }
      case WAIT_TIMEOUT -> endReconnectWait();
      case CLOSING -> {
        if (!core.hasBit(CLOSE_FRAME_SENT_BIT)) {
          answerClose(transport);
        }
      }
      case INIT, UNKNOWN -> {}
    }
  }

  private void putPingOff() {
    long now = ClientCore.tickMillis();
    core.pingTickMillis = now;
    if (now - core.pingIntervalFromMillis > core.settings.pingIntervalSeconds * 1000) {
      Lint.warn(
          Quirk.READ_RESETS_PING_TIMER,
          "no PING goes out while data comes in more often than every "
              + core.settings.pingIntervalSeconds
              + " s (ping_interval_sec)");
    }
  }

  /** v4.4 polls first and reads in the next round; later versions read at once. */
  private boolean readsInStep() {
    return !core.later && core.has(Quirk.LOCK_HELD_IN_HANDLERS);
  }

  private void endReconnectWait() {
    if (!core.settings.autoReconnect && !core.later) {
      core.run = false;
      return;
    }
    long waited = ClientCore.tickMillis() - core.reconnectTickMillis;
    boolean halves = core.has(Quirk.RECONNECT_WAIT_IN_HALVES);
    boolean over = halves ? waited > core.waitTimeoutMillis : waited >= core.waitTimeoutMillis;
    if (over) {
      core.state = ClientState.INIT;
      core.reconnectTickMillis = ClientCore.tickMillis();
    } else if (halves && waited > core.waitTimeoutMillis * 3 / 4) {
      Lint.warn(
          Quirk.RECONNECT_WAIT_IN_HALVES,
          "the client has waited "
              + waited
              + " ms to connect again, which is not more than "
              + core.waitTimeoutMillis
              + ": v4.4 sleeps another half of it");
    }
  }

  private void answerClose(TransportWs transport) {
    if (receiver.takeTurn(ClientState.CLOSING, "CLOSE frame", "CLOSE") != FrameReceiver.Turn.MINE) {
      return;
    }
    closedByServer = true;
    var _ =
        transport.sendRaw(
            WS_TRANSPORT_OPCODES_CLOSE | WS_TRANSPORT_OPCODES_FIN,
            null,
            0,
            0,
            core.settings.networkTimeout);
    receiver.endTurn();
    core.statusBits.setBits(CLOSE_FRAME_SENT_BIT);
    if (core.settings.autoReconnect && core.has(Quirk.NO_RECONNECT_AFTER_CLOSE)) {
      Lint.warn(
          Quirk.NO_RECONNECT_AFTER_CLOSE,
          "the server closed the connection: v4.4 does not connect again, start() does");
    }
  }

  /** Sends a PING when one is due; false when a PONG was due and the connection was given up. */
  private boolean livenessHolds(TransportWs transport) {
    if (core.hasBit(CLOSE_FRAME_SENT_BIT)) {
      return true;
    }
    ClientSettings settings = core.settings;
    long interval = settings.pingIntervalSeconds * 1000;
    long now = ClientCore.tickMillis();
    if (core.pingIntervalFromMillis < 0) {
      core.pingIntervalFromMillis = now;
    }
    if (Long.compareUnsigned(now - core.pingTickMillis, interval) > 0) {
      if (now - core.pingIntervalFromMillis < interval) {
        Lint.warn(
            Quirk.PING_TIMER_FROM_INIT,
            "a PING goes out right after CONNECTED: its interval counts from init on");
      }
      core.pingTickMillis = ClientCore.tickMillis();
      core.pingIntervalFromMillis = core.pingTickMillis;
      if (receiver.takeTurn(ClientState.CONNECTED, "PING", "PING") != FrameReceiver.Turn.MINE) {
        return false;
      }
      var _ =
          transport.sendRaw(
              WS_TRANSPORT_OPCODES_PING | WS_TRANSPORT_OPCODES_FIN,
              null,
              0,
              0,
              settings.networkTimeout);
      receiver.endTurn();
      if (!core.waitForPong && settings.pongTimeoutSeconds != 0) {
        core.pongTickMillis = ClientCore.tickMillis();
        core.waitForPong = true;
      }
    }
    if (core.waitForPong
        && Long.compareUnsigned(
                ClientCore.tickMillis() - core.pongTickMillis, settings.pongTimeoutSeconds * 1000L)
            > 0) {
      core.error(
          "Error, no PONG received for more than "
              + settings.pongTimeoutSeconds
              + " seconds after PING");
      core.abortConnection(WebsocketErrorType.WEBSOCKET_ERROR_TYPE_PONG_TIMEOUT);
      return false;
    }
    return true;
  }

  private long pingElapsed() {
    return ClientCore.tickMillis() - core.pingTickMillis;
  }

  /** Waits without the lock for what comes next; false when the task is to end. */
  private boolean waitForMore(TransportWs transport) {
    switch (core.state) {
      case WAIT_TIMEOUT -> waitToReconnect();
      case CLOSING -> {
        if (core.hasBit(CLOSE_FRAME_SENT_BIT)) {
          return waitForTcpEnd(transport);
        }
      }
      case CONNECTED, INIT, UNKNOWN -> {}
    }
    return true;
  }

  /** Reads what the poll has found, unless the next round does. */
  private void polled(TransportWs transport) {
    if (readSelect < 0) {
      failPoll();
      core.assertAlive("esp_websocket_client_task");
    } else if (readSelect > 0 && !readsInStep()) {
      boolean locked = core.has(Quirk.LOCK_HELD_IN_HANDLERS);
      if (locked) {
        var _ = core.lock.takeRecursive(Timeout.FOREVER);
      }
      receiver.receiveOrAbort(transport);
      core.assertAlive("esp_websocket_client_task");
      if (locked) {
        core.lock.giveRecursive();
      }
    }
  }

  /** A second; without Q21 no longer than to the next PING. */
  private Timeout pollTime() {
    if (core.has(Quirk.PING_TIMER_FROM_INIT)) {
      return POLL;
    }
    long left = core.settings.pingIntervalSeconds * 1000 - pingElapsed();
    // select() waits whole ticks: one more, so that the PING is due then.
    long tick = Timeout.ticks(1).toMillis();
    return left >= POLL_MILLIS ? POLL : Timeout.millis(Math.max(left, 0) + tick);
  }

  private void failPoll() {
    boolean locked = !core.has(Quirk.ABORT_WITHOUT_LOCK);
    if (locked) {
      var _ = core.lock.takeRecursive(Timeout.FOREVER);
    } else if (core.state == ClientState.WAIT_TIMEOUT) {
      Lint.warn(
          Quirk.ABORT_WITHOUT_LOCK,
          "a sender and the client's task gave the same connection up: DISCONNECTED comes twice");
    }
    core.transportError(
        "Network error: esp_transport_poll_read() returned "
            + readSelect
            + ", errno="
            + Errno.get(),
        "esp_transport_poll_read() returned " + readSelect,
        "");
    core.abortConnection(WebsocketErrorType.WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT);
    if (locked) {
      core.lock.giveRecursive();
    }
  }

  private void waitToReconnect() {
    boolean deaf = core.has(Quirk.STOP_WAITS_FOR_RECONNECT_SLEEP);
    if (!deaf) {
      core.statusBits.clearBits(WAKEUP_BIT);
    }
    long millis = core.waitTimeoutMillis / 2;
    if (!core.has(Quirk.RECONNECT_WAIT_IN_HALVES)) {
      long left = core.waitTimeoutMillis - (ClientCore.tickMillis() - core.reconnectTickMillis);
      if (!core.run || core.waitTimeoutMillis <= 0 || left <= 0) {
        return;
      }
      millis = left;
    }
    Timeout wait = Timeout.millis(millis);
    if (millis > 0 && wait.toTicks() == 0) {
      wait = Timeout.ticks(1);
    }
    if (deaf) {
      Task.delay(wait);
    } else {
      var _ = core.statusBits.waitBits(REQUESTED_STOP_BIT | WAKEUP_BIT, false, false, wait);
    }
  }

  /** After the close handshake: false when the task is to end, true when it connects again. */
  private boolean waitForTcpEnd(TransportWs transport) {
    int ended = transport.pollConnectionClosed(POLL);
    if (ended == 0) {
      if (core.has(Quirk.CLOSED_EVENT_NEEDS_TCP_END)) {
        Lint.warn(
            Quirk.CLOSED_EVENT_NEEDS_TCP_END,
            "the peer kept TCP open for 1 s after the close handshake: no CLOSED event follows");
        return false;
      }
      EspLog.w(core.tag, "Did not get TCP close within expected delay");
    } else if (ended < 0) {
      EspLog.w(core.tag, "Connection terminated while waiting for clean TCP close");
    }
    if (reconnectsAfterClose() && core.lock.takeRecursive(Timeout.FOREVER)) {
      closedByServer = false;
      core.state = ClientState.WAIT_TIMEOUT;
      core.errorType = WebsocketErrorType.WEBSOCKET_ERROR_TYPE_SERVER_CLOSE;
      transport.close();
      core.dispatch(WebsocketEvents.WEBSOCKET_EVENT_CLOSED, null, 0);
      core.assertAlive("esp_websocket_client_task");
      core.awaitReconnect();
      core.statusBits.clearBits(STOPPED_BIT | CLOSE_FRAME_SENT_BIT);
      core.lock.giveRecursive();
      return true;
    }
    core.run = false;
    core.state = ClientState.UNKNOWN;
    core.dispatch(WebsocketEvents.WEBSOCKET_EVENT_CLOSED, null, 0);
    return false;
  }

  private boolean reconnectsAfterClose() {
    if (core.has(Quirk.NO_RECONNECT_AFTER_CLOSE)) {
      return false;
    }
    return core.later
        ? core.settings.closeReconnect
        : core.settings.autoReconnect && closedByServer;
  }
}
