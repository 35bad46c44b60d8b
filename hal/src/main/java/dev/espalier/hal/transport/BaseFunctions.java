package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.profile.Quirk;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.hal.tls.EspTlsErrorType;
import dev.espalier.hal.tls.EspTlsErrors;
import dev.espalier.hal.tls.EspTlsLastError;
import dev.espalier.hal.tls.TlsKeepAlive;
import org.jspecify.annotations.Nullable;

/**
 * What TCP and TLS transports have in common: the functions {@code base_...} of transport_ssl.c.
 */
abstract class BaseFunctions implements TransportFunctions {
  static final int INVALID_SOCKET = -1;

  final EspTlsLastError errors = new EspTlsLastError();

  /** Set before connecting; null for none. */
  @Nullable TlsKeepAlive keepAlive;

  /** Set before connecting; null for any interface. */
  @Nullable String ifName;

  int socket = INVALID_SOCKET;

  /** Microseconds for {@code select}; -1 for no limit. */
  static long micros(Timeout timeout) {
    return timeout.isForever() ? -1 : timeout.toMillis() * 1000;
  }

  /** Bytes that were read from the socket and decrypted, but not taken yet. */
  abstract int bytesAvailable();

  /** Receives without waiting for more than the socket's own timeout. */
  abstract int receive(byte[] buffer, int offset, int length);

  /** Notes a failed {@link #receive} and gives what the read gives. */
  abstract int readFailed(int code);

  /** Sends without waiting for more than the socket's own timeout. */
  abstract int send(byte[] buffer, int offset, int length);

  @Override
  public final int pollRead(EspTransport transport, Timeout timeout) {
    int available = bytesAvailable();
    if (available > 0) {
      return available;
    }
    int fd = socket;
    int ready = Sockets.selectOne(fd, false, micros(timeout));
    return ready == Sockets.SELECTED_FAILED ? failed(fd, "poll_read") : ready;
  }

  @Override
  public final int pollWrite(EspTransport transport, Timeout timeout) {
    int fd = socket;
    int ready = Sockets.selectOne(fd, true, micros(timeout));
    return ready == Sockets.SELECTED_FAILED ? failed(fd, "poll_write") : ready;
  }

  private int failed(int fd, String what) {
    int[] error = new int[1];
    Sockets.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_ERROR, error);
    errors.capture(EspTlsErrorType.ESP_TLS_ERR_TYPE_SYSTEM, error[0]);
    EspLog.e(
        TransportTags.base(),
        "%s select error %d, errno = %s, fd = %d",
        what,
        error[0],
        Errno.strerror(error[0]),
        fd);
    return -1;
  }

  @Override
  public final int read(
      EspTransport transport, byte[] buffer, int offset, int length, Timeout timeout) {
    int poll = transport.pollRead(timeout);
    if (poll <= 0) {
      return poll < 0 && tellsErrorsApart()
          ? EspTransport.ERR_TCP_TRANSPORT_CONNECTION_FAILED
          : poll;
    }
    int count = receive(buffer, offset, length);
    if (count == 0) {
      // Readable and yet nothing: the peer has ended the connection.
      errors.capture(EspTlsErrors.ESP_ERR_ESP_TLS_TCP_CLOSED_FIN);
      return EspTransport.ERR_TCP_TRANSPORT_CONNECTION_CLOSED_BY_FIN;
    }
    return count < 0 ? readFailed(count) : count;
  }

  /** Whether a failed read says more than that it failed (Q24). */
  static boolean tellsErrorsApart() {
    return !QuirkSet.ofBoard().has(Quirk.READ_ERRORS_ALIKE);
  }

  @Override
  public final int write(
      EspTransport transport, byte[] buffer, int offset, int length, Timeout timeout) {
    int poll = transport.pollWrite(timeout);
    if (poll <= 0) {
      EspLog.w(
          TransportTags.base(),
          "Poll timeout or error, errno=%s, fd=%d, timeout_ms=%d",
          Errno.strerror(Errno.get()),
          socket,
          timeout.isForever() ? -1 : timeout.toMillis());
      return poll;
    }
    return send(buffer, offset, length);
  }

  @Override
  public final void destroy(EspTransport transport) {
    transport.close();
  }

  @Override
  public final int socket(EspTransport transport) {
    return socket;
  }

  /** Closes the bare socket. */
  final int closeSocket() {
    if (socket < 0) {
      return -1;
    }
    int result = Sockets.close(socket);
    socket = INVALID_SOCKET;
    return result;
  }
}
