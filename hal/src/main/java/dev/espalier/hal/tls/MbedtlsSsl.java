package dev.espalier.hal.tls;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.Kernel;
import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsEngine;
import dev.espalier.hal.port.TlsProvider.SavedSession;
import org.jspecify.annotations.Nullable;

/**
 * A TLS session on a socket ({@code mbedtls_ssl_context} with {@code mbedtls_net_send} and {@code
 * mbedtls_net_recv}): header and body of a record are read one after the other, and each record is
 * sent by itself.
 */
final class MbedtlsSsl {
  /**
   * The least that the client's key exchange and signature take. On a chip these are milliseconds;
   * it is enough for the answer to one step to arrive before the next, so that a refusal of the
   * certificate overtakes the rest. What follows the signature takes no time to speak of.
   */
  private static final long HANDSHAKE_STEP_NANOS = 100_000;

  private static final int RECORD_HEADER_BYTES = 5;
  private static final int HANDSHAKE_RECORD = 22;
  private static final int CERTIFICATE_VERIFY = 15;
  private static final int CLIENT_KEY_EXCHANGE = 16;

  private final Kernel kernel = Chip.current().kernel();
  private final TlsEngine engine;
  private final int fd;
  private boolean handshakeOver;

  MbedtlsSsl(TlsEngine engine, int fd) {
    this.engine = engine;
    this.fd = fd;
  }

  /**
   * {@code mbedtls_ssl_handshake}: 0 when it is over, or mbedTLS's number. Reading and writing
   * begin with it, also after it has failed: it goes on with the step that failed.
   */
  int handshake() {
    while (!handshakeOver) {
      int sent = flush();
      if (sent != 0) {
        return sent;
      }
      if (engine.handshakeDone()) {
        handshakeOver = true;
        return 0;
      }
      int received = engine.takeLeftOver();
      if (received == 0) {
        received = fetch();
      }
      if (received != 0) {
        return received;
      }
    }
    return 0;
  }

  /** {@code mbedtls_ssl_get_session}; null before the handshake is over. */
  @Nullable SavedSession savedSession() {
    return engine.savedSession();
  }

  /** {@code mbedtls_ssl_read}: the count, 0 at the end of the stream, or mbedTLS's number. */
  int read(byte[] buffer, int offset, int length) {
    int begun = handshake();
    if (begun != 0) {
      return begun;
    }
    while (engine.available() == 0) {
      int sent = engine.renegotiating() ? flush() : 0;
      if (sent != 0) {
        return sent;
      }
      int received = fetch();
      if (received == MbedTls.SSL_CONN_EOF && !engine.renegotiating()) {
        return 0;
      }
      if (received != 0) {
        return received;
      }
      sent = flush(); // the next messages of a renegotiation, or its refusal
      if (sent != 0) {
        return sent;
      }
    }
    return engine.read(buffer, offset, length);
  }

  /**
   * {@code mbedtls_ssl_write}: the count, or mbedTLS's number. After WANT_WRITE the same bytes have
   * to be given again: they are in the record that waits.
   */
  int write(byte[] buffer, int offset, int length, int recordMax) {
    int begun = handshake();
    if (begun != 0) {
      return begun;
    }
    int renegotiated = finishRenegotiation();
    if (renegotiated != 0) {
      return renegotiated;
    }
    int count = Math.min(length, recordMax);
    if (engine.outputLeft() == 0) {
      int taken = engine.write(buffer, offset, count);
      if (taken < 0) {
        return taken;
      }
    }
    int sent = flush();
    return sent != 0 ? sent : count;
  }

  /** Writing waits for a handshake that is under way; data that comes first makes it fail. */
  private int finishRenegotiation() {
    while (engine.renegotiating()) {
      int sent = flush();
      if (sent != 0) {
        return sent;
      }
      if (engine.available() > 0) {
        return MbedTls.SSL_WAITING_SERVER_HELLO_RENEGO;
      }
      int received = fetch();
      if (received != 0) {
        return received;
      }
      if (!engine.renegotiating()) {
        return flush();
      }
    }
    return 0;
  }

  /** {@code mbedtls_ssl_get_bytes_avail}. */
  int bytesAvail() {
    return engine.available();
  }

  /** {@code mbedtls_ssl_get_verify_result}. */
  int verifyResult() {
    return engine.verifyFlags();
  }

  /** {@code mbedtls_ssl_flush_output}. */
  private int flush() {
    while (engine.outputLeft() > 0) {
      int count = Sockets.write(fd, engine.output(), engine.outputOffset(), engine.outputLeft());
      if (count < 0) {
        return sendFailure();
      }
      engine.sent(count);
      if (!handshakeOver && engine.outputLeft() > 0 && nextIsComputed()) {
        kernel.work(HANDSHAKE_STEP_NANOS);
      }
    }
    return 0;
  }

  /** Whether keys have to be worked with for the record that is sent next. */
  private boolean nextIsComputed() {
    int at = engine.outputOffset();
    if (engine.outputLeft() <= RECORD_HEADER_BYTES || engine.output()[at] != HANDSHAKE_RECORD) {
      return false;
    }
    int message = engine.output()[at + RECORD_HEADER_BYTES];
    return message == CERTIFICATE_VERIFY || message == CLIENT_KEY_EXCHANGE;
  }

  private static int sendFailure() {
    return switch (Errno.get()) {
      case Errno.EAGAIN, Errno.EINTR -> MbedTls.SSL_WANT_WRITE;
      case Errno.EPIPE, Errno.ECONNRESET -> MbedTls.NET_CONN_RESET;
      default -> MbedTls.NET_SEND_FAILED;
    };
  }

  /** {@code mbedtls_ssl_fetch_input}, once: 0, or mbedTLS's number. */
  private int fetch() {
    int count = Sockets.read(fd, engine.input(), engine.inputOffset(), engine.inputWanted());
    if (count == 0) {
      return MbedTls.SSL_CONN_EOF;
    }
    if (count < 0) {
      return receiveFailure();
    }
    int code = engine.received(count);
    if (code != 0 && engine.outputLeft() > 0) {
      int errno = Errno.get();
      int ignored = flush(); // the alert; whether it gets through changes nothing
      assert ignored <= 0;
      Errno.set(errno);
    }
    return code;
  }

  private static int receiveFailure() {
    return switch (Errno.get()) {
      case Errno.EAGAIN, Errno.EINTR -> MbedTls.SSL_WANT_READ;
      case Errno.EPIPE, Errno.ECONNRESET -> MbedTls.NET_CONN_RESET;
      default -> MbedTls.NET_RECV_FAILED;
    };
  }
}
