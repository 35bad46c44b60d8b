package dev.espalier.websocket;

import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_CLOSE;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_FIN;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_NONE;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_PING;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_PONG;

import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.transport.TransportWs;
import java.util.Arrays;

/**
 * Reads frames, posts them and does what they ask for ({@code esp_websocket_client_recv}). The lock
 * is held, unless handlers are to run without it (Q9 off).
 */
final class FrameReceiver {
  private static final int CLOSE_CODE_BYTES = 2;

  /** Whether the task may send a frame of its own now. */
  enum Turn {
    MINE,
    /** Somebody else has sent for too long. */
    BUSY,
    /** The connection has ended meanwhile. */
    GONE
  }

  private final ClientCore core;

  /** The C code gives milliseconds where ticks are asked for. */
  private final Timeout txLockTime =
      Timeout.ticks(SdkConfig.current().get(Kconfig.ESP_WS_CLIENT_TX_LOCK_TIMEOUT_MS));

  FrameReceiver(ClientCore core) {
    this.core = core;
  }

  /** Reads one frame; gives the connection up when that fails. */
  void receiveOrAbort(TransportWs transport) {
    if (receive(transport)) {
      return;
    }
    boolean unlocked = !core.has(Quirk.LOCK_HELD_IN_HANDLERS);
    if (unlocked) {
      var _ = core.lock.takeRecursive(Timeout.FOREVER);
    }
    if (core.later) {
      EspLog.e(core.tag, "Error receive data");
    } else {
      core.error("Error receive data");
    }
    core.abortConnection(WebsocketErrorType.WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT);
    if (unlocked) {
      core.lock.giveRecursive();
    }
  }

  /** Reads one frame and posts its pieces; false when the connection is to be given up. */
  boolean receive(TransportWs transport) {
    core.payloadOffset = 0;
    if (!core.memory.begin(ClientMemory.Buffer.RX)) {
      // ESP_FAIL, not ESP_ERR_NO_MEM, is what recv makes of it.
      EspLog.e(core.tag, "Failed to setup rx buffer");
      return false;
    }
    boolean good = readFrame(transport);
    if (!core.isDestroyed()) {
      core.memory.end(ClientMemory.Buffer.RX);
    }
    core.frameRead(good && core.payloadLen == 0);
    return good;
  }

  private boolean readFrame(TransportWs transport) {
    byte[] buffer = core.memory.rxBuffer();
    do {
      int read = transport.read(buffer, 0, buffer.length, core.settings.networkTimeout);
      if (read < 0) {
        return failRead(read);
      }
      core.payloadLen = transport.getReadPayloadLen();
      if (core.later) {
        core.lastFin = transport.getFinFlag();
      }
      core.lastOpcode = transport.getReadOpcode();
      if (read == 0 && core.lastOpcode == WS_TRANSPORT_OPCODES_NONE) {
        return true;
      }
      core.dispatch(WebsocketEvents.WEBSOCKET_EVENT_DATA, buffer, read);
      core.payloadOffset += read;
    } while (core.payloadOffset < core.payloadLen);

    return switch (core.lastOpcode) {
      case WS_TRANSPORT_OPCODES_PING -> answerPing(transport);
      case WS_TRANSPORT_OPCODES_PONG -> {
        core.waitForPong = false;
        yield true;
      }
      case WS_TRANSPORT_OPCODES_CLOSE -> {
        noteClose();
        yield true;
      }
      default -> true;
    };
  }

  private boolean failRead(int read) {
    if (core.later) {
      core.memory.end(ClientMemory.Buffer.RX);
      core.transportError("", "esp_transport_read() failed with " + read, "");
    } else {
      EspLog.e(core.tag, "Error read data");
    }
    return false;
  }

  private void noteClose() {
    byte[] body = core.memory.rxBuffer();
    core.closeStatusCode =
        core.payloadLen < CLOSE_CODE_BYTES || body.length < CLOSE_CODE_BYTES
            ? 0
            : (body[0] & 0xFF) << 8 | (body[1] & 0xFF);
    core.state = ClientState.CLOSING;
  }

  private boolean answerPing(TransportWs transport) {
    int length = core.payloadLen;
    byte[] payload = core.memory.rxBuffer();
    if (length > payload.length) {
      if (core.has(Quirk.PONG_FROM_SHORT_BUFFER)) {
        Lint.warn(
            Quirk.PONG_FROM_SHORT_BUFFER,
            "a PING of "
                + length
                + " bytes is longer than the receive buffer: the PONG reads past the heap block");
      }
      payload = Arrays.copyOf(payload, length);
    }
    boolean unlocked = !core.has(Quirk.LOCK_HELD_IN_HANDLERS);
    if (unlocked) {
      var _ = core.lock.takeRecursive(Timeout.FOREVER);
    }
    Turn turn = takeTurn(ClientState.CONNECTED, "PONG", "PONG");
    if (turn == Turn.MINE) {
      var _ =
          transport.sendRaw(
              WS_TRANSPORT_OPCODES_PONG | WS_TRANSPORT_OPCODES_FIN,
              payload,
              0,
              length,
              core.settings.networkTimeout);
      endTurn();
    }
    if (unlocked) {
      core.lock.giveRecursive();
    }
    return turn != Turn.BUSY;
  }

  /**
   * With a lock of the senders' own: gives the client's lock away, takes theirs, and then the
   * client's again. Without it the task may send.
   */
  Turn takeTurn(ClientState wanted, String frame, String shortName) {
    if (core.txLock == null) {
      return Turn.MINE;
    }
    core.lock.giveRecursive();
    boolean taken = core.txLock.takeRecursive(txLockTime);
    if (!taken) {
      EspLog.e(
          core.tag,
          "Could not lock ws-client within %d timeout for %s",
          txLockTime.toTicks(),
          shortName);
    }
    var _ = core.lock.takeRecursive(Timeout.FOREVER);
    if (!taken) {
      return Turn.BUSY;
    }
    if (core.state != wanted) {
      EspLog.w(core.tag, "Transport closed while preparing %s, skipping send", frame);
      core.txLock.giveRecursive();
      return Turn.GONE;
    }
    return Turn.MINE;
  }

  /** Ends what {@link #takeTurn} has begun. */
  void endTurn() {
    if (core.txLock != null) {
      core.txLock.giveRecursive();
    }
  }
}
