package dev.espalier.websocket;

import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_CLOSE;
import static dev.espalier.hal.transport.WsOpcode.WS_TRANSPORT_OPCODES_FIN;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.transport.TransportWs;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sends messages in the calling task ({@code esp_websocket_client_send_with_opcode}). */
final class ClientSender {
  private static final int FAIL = -1;

  private final EspWebsocketClient client;

  ClientSender(EspWebsocketClient client) {
    this.client = client;
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
    return send(WS_TRANSPORT_OPCODES_CLOSE, body, 0, totalLen, Timeout.FOREVER);
  }

  /** Sends a message in frames of the buffer's size. */
  int send(int opcode, byte @Nullable [] data, int offset, int len, Timeout timeout) {
    client.assertAlive("esp_websocket_client_send");
    if (len < 0 || (opcode != WS_TRANSPORT_OPCODES_CLOSE && refuses(data, len))) {
      EspLog.e(EspWebsocketClient.TAG, "Invalid arguments");
      return FAIL;
    }
    if (data != null) {
      Objects.checkFromIndexSize(offset, len, data.length);
    }
    if (!client.lock.takeRecursive(timeout)) {
      EspLog.e(
          EspWebsocketClient.TAG, "Could not lock ws-client within %d timeout", timeout.toTicks());
      return FAIL;
    }
    int result = sendLocked(opcode, data, offset, len, timeout);
    client.lock.giveRecursive();
    return result;
  }

  private boolean refuses(byte @Nullable [] data, int len) {
    return len == 0 ? client.quirks.has(Quirk.EMPTY_SEND_REFUSED) : data == null;
  }

  private int sendLocked(int opcode, byte @Nullable [] data, int offset, int len, Timeout timeout) {
    TransportWs connected = client.transport;
    if (!client.isConnected() || connected == null) {
      EspLog.e(EspWebsocketClient.TAG, "Websocket client is not connected");
      return FAIL;
    }
    if (data == null && len > 0) {
      throw new EspAbort("esp_websocket_client_send_with_opcode: data is NULL, but len is not 0");
    }
    int sent = 0;
    int current = opcode;
    // A first round also for an empty message.
    while (sent < len || current != 0) {
      int piece = Math.min(len - sent, client.bufferSize);
      if (piece == len - sent) {
        current |= WS_TRANSPORT_OPCODES_FIN;
      }
      int written = connected.sendRaw(current, data, offset + sent, piece, timeout);
      if (written < 0 || (written == 0 && piece != 0)) {
        client.error(
            "Network error: esp_transport_write() returned " + written + ", errno=" + Errno.get());
        client.abortConnection();
        return client.quirks.has(Quirk.WRITE_TIMEOUT_ABORTS) ? written : FAIL;
      }
      current = 0;
      sent += written;
    }
    return sent;
  }
}
