package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.FdSet;
import dev.espalier.hal.lwip.Sockets;

/** Waits for the peer to end TCP ({@code esp_transport_ws_poll_connection_closed}). */
final class WsCloseWait {
  private WsCloseWait() {}

  /** Gives 1 when TCP has ended, 0 when the time is over, -1 when something else happened. */
  static int poll(int socket, Timeout timeout) {
    FdSet readable = new FdSet().set(socket);
    FdSet failed = new FdSet().set(socket);
    int ready =
        Sockets.selectMicros(socket + 1, readable, null, failed, BaseFunctions.micros(timeout));
    if (ready <= 0) {
      return ready;
    }
    if (readable.isSet(socket)) {
      byte[] one = new byte[1];
      if (Sockets.recv(socket, one, 0, 1, Sockets.MSG_PEEK) <= 0) {
        return 1;
      }
      EspLog.w(
          TransportTags.ws(),
          "esp_transport_ws_poll_connection_closed: unexpected data readable on socket=%d",
          socket);
    } else if (failed.isSet(socket)) {
      int[] error = new int[1];
      Sockets.getsockopt(socket, Sockets.SOL_SOCKET, Sockets.SO_ERROR, error);
      switch (error[0]) {
        case Errno.ENOTCONN, Errno.ECONNRESET, Errno.ECONNABORTED -> {
          return 1;
        }
        default ->
            EspLog.e(
                TransportTags.ws(),
                "esp_transport_ws_poll_connection_closed: unexpected errno=%d on socket=%d",
                error[0],
                socket);
      }
    }
    return -1;
  }
}
