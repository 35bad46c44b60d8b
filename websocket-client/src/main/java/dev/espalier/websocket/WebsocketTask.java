package dev.espalier.websocket;

import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_CLOSE;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_FIN;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_NONE;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_PING;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_PONG;
import static dev.espalier.websocket.EspWebsocketClient.CLOSE_FRAME_SENT_BIT;
import static dev.espalier.websocket.EspWebsocketClient.STOPPED_BIT;
import static dev.espalier.websocket.EspWebsocketClient.TAG;

import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.transport.TransportWs;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The client's task, {@code esp_websocket_client_task} of ESP-IDF v4.4: one run from start to end.
 */
final class WebsocketTask implements Runnable {
  private static final Timeout POLL = Timeout.millis(1000);

  private final EspWebsocketClient client;

  /** What the last poll said: with 0 there is nothing to read. */
  private int readSelect;

  WebsocketTask(EspWebsocketClient client) {
    this.client = client;
  }

  @Override
  public void run() {
    Task self = Task.current();
    client.task = self;
    client.run = true;
    TransportWs transport = findTransport();
    client.state = ClientState.INIT;
    client.statusBits.clearBits(STOPPED_BIT | CLOSE_FRAME_SENT_BIT);
    while (client.run) {
      if (!client.lock.takeRecursive(Timeout.FOREVER)) {
        EspLog.e(TAG, "Failed to lock ws-client tasks, exiting the task...");
        break;
      }
      if (transport != null) {
        step(transport);
      }
      client.assertAlive("esp_websocket_client_task");
      client.lock.giveRecursive();
      if (transport != null && !waitForMore(transport)) {
        break;
      }
    }
    client.assertAlive("esp_websocket_client_task");
    if (transport != null) {
      transport.close();
    }
    client.statusBits.setBits(STOPPED_BIT);
    client.state = ClientState.UNKNOWN;
    self.delete();
  }

  private @Nullable TransportWs findTransport() {
    ClientSettings settings = client.settings;
    TransportWs found = client.transports.find(settings.scheme);
    client.transport = found;
    if (found == null) {
      EspLog.e(TAG, "There are no transports valid, stop websocket client");
      client.run = false;
    }
    if (settings.port == 0) {
      // esp_transport_get_default_port(NULL) is -1, and stays.
      settings.port = found == null ? -1 : found.getDefaultPort();
    }
    return found;
  }

  /** One round with the lock held. */
  private void step(TransportWs transport) {
    switch (client.state) {
      case INIT -> connect(transport);
      case CONNECTED -> {
        if (livenessHolds(transport) && readSelect != 0) {
          if (client.quirks.has(Quirk.READ_RESETS_PING_TIMER)) {
            client.pingTickMillis = EspWebsocketClient.tickMillis();
          }
          if (!receive(transport)) {
            client.error("Error receive data");
            client.abortConnection();
          }
        }
      }
      case WAIT_TIMEOUT -> {
        if (!client.settings.autoReconnect) {
          client.run = false;
        } else if (EspWebsocketClient.tickMillis() - client.reconnectTickMillis
            > client.waitTimeoutMillis) {
          client.state = ClientState.INIT;
          client.reconnectTickMillis = EspWebsocketClient.tickMillis();
        }
      }
      case CLOSING -> {
        if (!closeFrameSent()) {
          var _ =
              transport.sendRaw(
                  WS_TRANSPORT_OPCODES_CLOSE | WS_TRANSPORT_OPCODES_FIN,
                  null,
                  0,
                  0,
                  ClientSettings.NETWORK_TIMEOUT);
          client.statusBits.setBits(CLOSE_FRAME_SENT_BIT);
          if (client.settings.autoReconnect) {
            Lint.warn(
                Quirk.NO_RECONNECT_AFTER_CLOSE,
                "the server closed the connection: v4.4 does not connect again, start() does");
          }
        }
      }
      case UNKNOWN -> {}
    }
  }

  private boolean closeFrameSent() {
    return (client.statusBits.getBits() & CLOSE_FRAME_SENT_BIT) != 0;
  }

  private void connect(TransportWs transport) {
    ClientSettings settings = client.settings;
    String host = settings.host;
    if (host == null) {
      throw new EspAbort(
          "esp_websocket_client_task: strlen(NULL) in esp_transport_connect: neither URI nor"
              + " configuration names a host");
    }
    if (transport.connect(host, settings.port, ClientSettings.NETWORK_TIMEOUT) < 0) {
      client.error("Error transport connect");
      client.abortConnection();
      return;
    }
    client.state = ClientState.CONNECTED;
    client.waitForPong = false;
    client.dispatch(WebsocketEvents.WEBSOCKET_EVENT_CONNECTED, null, 0);
  }

  /** Sends a PING when one is due; false when a PONG was due and the connection was given up. */
  private boolean livenessHolds(TransportWs transport) {
    if (closeFrameSent()) {
      return true;
    }
    ClientSettings settings = client.settings;
    long now = EspWebsocketClient.tickMillis();
    if (Long.compareUnsigned(now - client.pingTickMillis, settings.pingIntervalSeconds * 1000)
        > 0) {
      client.pingTickMillis = EspWebsocketClient.tickMillis();
      var _ =
          transport.sendRaw(
              WS_TRANSPORT_OPCODES_PING | WS_TRANSPORT_OPCODES_FIN,
              null,
              0,
              0,
              ClientSettings.NETWORK_TIMEOUT);
      if (!client.waitForPong && settings.pongTimeoutSeconds != 0) {
        client.pongTickMillis = EspWebsocketClient.tickMillis();
        client.waitForPong = true;
      }
    }
    if (client.waitForPong
        && Long.compareUnsigned(
                EspWebsocketClient.tickMillis() - client.pongTickMillis,
                settings.pongTimeoutSeconds * 1000L)
            > 0) {
      client.error(
          "Error, no PONG received for more than "
              + settings.pongTimeoutSeconds
              + " seconds after PING");
      client.abortConnection();
      return false;
    }
    return true;
  }

  /** Reads one frame and posts its pieces ({@code esp_websocket_client_recv}). */
  private boolean receive(TransportWs transport) {
    client.payloadOffset = 0;
    do {
      int read =
          transport.read(client.rxBuffer, 0, client.bufferSize, ClientSettings.NETWORK_TIMEOUT);
      if (read < 0) {
        EspLog.e(TAG, "Error read data");
        return false;
      }
      client.payloadLen = transport.getReadPayloadLen();
      client.lastOpcode = transport.getReadOpcode();
      if (read == 0 && client.lastOpcode == WS_TRANSPORT_OPCODES_NONE) {
        return true;
      }
      client.dispatch(WebsocketEvents.WEBSOCKET_EVENT_DATA, client.rxBuffer, read);
      client.payloadOffset += read;
    } while (client.payloadOffset < client.payloadLen);

    switch (client.lastOpcode) {
      case WS_TRANSPORT_OPCODES_PING -> answerPing(transport);
      case WS_TRANSPORT_OPCODES_PONG -> client.waitForPong = false;
      case WS_TRANSPORT_OPCODES_CLOSE -> client.state = ClientState.CLOSING;
      default -> {}
    }
    return true;
  }

  private void answerPing(TransportWs transport) {
    int length = client.payloadLen;
    byte[] payload = client.rxBuffer;
    if (length > payload.length) {
      Lint.warn(
          Quirk.PONG_FROM_SHORT_BUFFER,
          "a PING of "
              + length
              + " bytes is longer than the receive buffer: the PONG reads past the heap block");
      payload = Arrays.copyOf(payload, length);
    }
    var _ =
        transport.sendRaw(
            WS_TRANSPORT_OPCODES_PONG | WS_TRANSPORT_OPCODES_FIN,
            payload,
            0,
            length,
            ClientSettings.NETWORK_TIMEOUT);
  }

  /** Waits without the lock for what comes next; false when the task is to end. */
  private boolean waitForMore(TransportWs transport) {
    switch (client.state) {
      case CONNECTED -> {
        readSelect = transport.pollRead(POLL);
        if (readSelect < 0) {
          client.error(
              "Network error: esp_transport_poll_read() returned "
                  + readSelect
                  + ", errno="
                  + Errno.get());
          client.abortConnection();
          client.assertAlive("esp_websocket_client_task");
        }
      }
      case WAIT_TIMEOUT -> Task.delay(Timeout.millis(client.waitTimeoutMillis / 2));
      case CLOSING -> {
        if (closeFrameSent()) {
          return waitForTcpEnd(transport);
        }
      }
      case INIT, UNKNOWN -> {}
    }
    return true;
  }

  /** After the close handshake: always false, the task ends. */
  private boolean waitForTcpEnd(TransportWs transport) {
    int ended = transport.pollConnectionClosed(POLL);
    if (ended == 0 && client.quirks.has(Quirk.CLOSED_EVENT_NEEDS_TCP_END)) {
      Lint.warn(
          Quirk.CLOSED_EVENT_NEEDS_TCP_END,
          "the peer kept TCP open for 1 s after the close handshake: no CLOSED event follows");
      return false;
    }
    if (ended < 0) {
      EspLog.w(TAG, "Connection terminated while waiting for clean TCP close");
    }
    client.run = false;
    client.state = ClientState.UNKNOWN;
    client.dispatch(WebsocketEvents.WEBSOCKET_EVENT_CLOSED, null, 0);
    return false;
  }
}
