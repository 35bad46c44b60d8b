package dev.espalier.websocket;

import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_BINARY;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_CLOSE;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_FIN;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_TEXT;

import dev.espalier.hal.freertos.Semaphore;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.profile.Lint;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.transport.TransportWs;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sends messages in the calling task ({@code esp_websocket_client_send_with_exact_opcode}). */
final class ClientSender {
  private static final int FAIL = -1;
  private static final int OPCODE_BITS = 0x0F;

  private final ClientCore core;

  /** What the transport returned for the write that failed; valid while the lock is held. */
  private int failedWrite;

  ClientSender(ClientCore core) {
    this.core = core;
  }

  /** Sends a CLOSE: a body of two or more bytes begins with the code. */
  int sendClose(int code, byte @Nullable [] data, int totalLen) {
    byte[] body = null;
    if (totalLen >= 2) {
      body = new byte[totalLen];
      body[0] = (byte) (code >> 8);
      body[1] = (byte) code;
      if (totalLen > 2) {
        if (data == null) {
          throw new EspAbort(
              "esp_websocket_client_close_with_code: data is NULL, but len is not 0");
        }
        System.arraycopy(data, 0, body, 2, totalLen - 2);
      }
    }
    return sendMessage(WS_TRANSPORT_OPCODES_CLOSE, body, 0, totalLen, Timeout.FOREVER);
  }

  /** Sends a whole message, in frames of the buffer's size. */
  int sendMessage(int opcode, byte @Nullable [] data, int offset, int len, Timeout timeout) {
    return send(opcode | WS_TRANSPORT_OPCODES_FIN, data, offset, len, timeout);
  }

  /** Sends part of a message, or with FIN its end, in frames of the buffer's size. */
  int send(int opcode, byte @Nullable [] data, int offset, int len, Timeout timeout) {
    core.assertAlive("esp_websocket_client_send");
    if (len < 0 || (data == null && len > 0 && refusesNull(opcode)) || refusesEmpty(opcode, len)) {
      EspLog.e(core.tag, "Invalid arguments");
      return FAIL;
    }
    if (data != null) {
      Objects.checkFromIndexSize(offset, len, data.length);
    }
    // 1.8 looks before it has the lock, v4.4 with the lock.
    if (core.later && !isReady()) {
      return FAIL;
    }
    Semaphore lock = core.txLock == null ? core.lock : core.txLock;
    if (waitsForHandler()) {
      Lint.warn(
          Quirk.LOCK_HELD_IN_HANDLERS,
          "a sender waits until the handler that the client's task is in has returned");
    }
    if (!lock.takeRecursive(timeout)) {
      EspLog.e(core.tag, "Could not lock ws-client within %d timeout", timeout.toTicks());
      return FAIL;
    }
    if (!core.later && !isReady()) {
      lock.giveRecursive();
      return FAIL;
    }
    if (!core.memory.begin(ClientMemory.Buffer.TX)) {
      EspLog.e(core.tag, "Failed to setup tx buffer");
      lock.giveRecursive();
      return FAIL;
    }
    int sent = sendLocked(opcode, data, offset, len, timeout);
    core.memory.end(ClientMemory.Buffer.TX);
    if (sent < 0) {
      return fail(failedWrite);
    }
    lock.giveRecursive();
    return sent;
  }

  private boolean refusesNull(int opcode) {
    return core.later || (opcode & OPCODE_BITS) != WS_TRANSPORT_OPCODES_CLOSE;
  }

  private boolean refusesEmpty(int opcode, int len) {
    int kind = opcode & OPCODE_BITS;
    boolean refused =
        len == 0
            && (kind == WS_TRANSPORT_OPCODES_TEXT || kind == WS_TRANSPORT_OPCODES_BINARY)
            && core.has(Quirk.EMPTY_SEND_REFUSED);
    if (refused) {
      Lint.warn(
          Quirk.EMPTY_SEND_REFUSED, "v4.4 sends no empty message: send a byte or none at all");
    }
    return refused;
  }

  private boolean waitsForHandler() {
    return core.eventDataInUse
        && core.txLock == null
        && core.task != null
        && !core.task.isCurrent()
        && core.has(Quirk.LOCK_HELD_IN_HANDLERS);
  }

  private boolean isReady() {
    if (!core.isConnected() || core.transport == null) {
      EspLog.e(core.tag, "Websocket client is not connected");
      return false;
    }
    return true;
  }

  /** Gives the bytes sent, or -1 with {@link #failedWrite}. */
  private int sendLocked(int opcode, byte @Nullable [] data, int offset, int len, Timeout timeout) {
    if (data == null && len > 0) {
      throw new EspAbort("esp_websocket_client_send_with_opcode: data is NULL, but len is not 0");
    }
    TransportWs connected = Objects.requireNonNull(core.transport);
    boolean last = (opcode & WS_TRANSPORT_OPCODES_FIN) != 0;
    int current = opcode;
    int sent = 0;
    // A first round also for an empty message.
    while (sent < len || current != 0) {
      int piece = Math.min(len - sent, core.memory.bufferSize);
      if (piece < len - sent) {
        current &= ~WS_TRANSPORT_OPCODES_FIN;
      } else if (last) {
        current |= WS_TRANSPORT_OPCODES_FIN;
      }
      int written = connected.sendRaw(current, data, offset + sent, piece, timeout);
      if (written < 0 || (written == 0 && piece != 0)) {
        failedWrite = written;
        return FAIL;
      }
      current = 0;
      sent += written;
    }
    return sent;
  }

  /** Gives the connection up, or leaves that to the client's task; gives the lock back. */
  private int fail(int written) {
    boolean abortsHere = core.has(Quirk.WRITE_TIMEOUT_ABORTS);
    if (core.txLock != null) {
      core.txLock.giveRecursive();
      var _ = core.lock.takeRecursive(Timeout.FOREVER);
    }
    if (abortsHere) {
      if (written == 0) {
        Lint.warn(
            Quirk.WRITE_TIMEOUT_ABORTS,
            "a send did not get its bytes away in time: it returns 0 and gives the connection up;"
                + " DISCONNECTED runs in the sender's task");
      }
      core.writeError(written);
      core.abortConnection(WebsocketErrorType.WEBSOCKET_ERROR_TYPE_TCP_TRANSPORT);
    } else {
      core.broken = true;
      core.brokenWrite = written;
    }
    core.lock.giveRecursive();
    return abortsHere ? written : FAIL;
  }
}
