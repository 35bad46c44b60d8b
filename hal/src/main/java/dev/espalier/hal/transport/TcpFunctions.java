package dev.espalier.hal.transport;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.tls.EspTlsErrorType;
import dev.espalier.hal.tls.PlainTcp;

/** Plain TCP: the functions {@code tcp_...} of transport_ssl.c. */
final class TcpFunctions extends BaseFunctions {
  @Override
  public int connect(EspTransport transport, String host, int port, Timeout timeout) {
    int[] fd = new int[1];
    EspErr result = PlainTcp.connect(host, port, options(timeout, false), errors, fd);
    if (!result.isOk()) {
      EspLog.e(TransportTags.base(), "Failed to open a new connection: %d", result.value());
      errors.capture(result);
      socket = INVALID_SOCKET;
      return -1;
    }
    socket = fd[0];
    return 0;
  }

  /** Like {@code esp_tls_conn_new_async} for plain TCP: done as soon as connecting has begun. */
  int connectAsync(EspTransport transport, String host, int port, Timeout timeout) {
    int[] fd = new int[1];
    EspErr result = PlainTcp.connect(host, port, options(timeout, true), errors, fd);
    if (!result.isOk()) {
      errors.capture(result);
      return -1;
    }
    socket = fd[0];
    return 1;
  }

  private PlainTcp.Options options(Timeout timeout, boolean nonBlock) {
    int millis = timeout.isForever() ? -1 : (int) timeout.toMillis();
    return new PlainTcp.Options(millis, nonBlock, keepAlive, ifName);
  }

  @Override
  int bytesAvailable() {
    return 0;
  }

  @Override
  int receive(byte[] buffer, int offset, int length) {
    return Sockets.recv(socket, buffer, offset, length, 0);
  }

  @Override
  int readFailed(int code) {
    int errno = note("tcp_read error, errno=%s");
    if (!tellsErrorsApart()) {
      return code;
    }
    return errno == Errno.EAGAIN
        ? EspTransport.ERR_TCP_TRANSPORT_CONNECTION_TIMEOUT
        : EspTransport.ERR_TCP_TRANSPORT_CONNECTION_FAILED;
  }

  @Override
  int send(byte[] buffer, int offset, int length) {
    int count = Sockets.send(socket, buffer, offset, length, 0);
    if (count < 0) {
      note("tcp_write error, errno=%s");
    }
    return count;
  }

  @CanIgnoreReturnValue
  private int note(String format) {
    int errno = Errno.get();
    EspLog.e(TransportTags.base(), format, Errno.strerror(errno));
    errors.capture(EspTlsErrorType.ESP_TLS_ERR_TYPE_SYSTEM, errno);
    return errno;
  }

  @Override
  public int close(EspTransport transport) {
    return closeSocket();
  }
}
