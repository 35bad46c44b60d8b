package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.tls.EspTls;
import dev.espalier.hal.tls.EspTlsCfg;
import dev.espalier.hal.tls.EspTlsClientSession;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** TLS: the functions {@code ssl_...} of transport_ssl.c. */
final class SslFunctions extends BaseFunctions {
  /** What concerns TLS; timeout, keep-alive and interface are added when connecting. */
  final EspTlsCfg.Builder cfg = EspTlsCfg.builder();

  /** Kept without effect: an ESP32 has no ECDSA peripheral. */
  TransportSsl.@Nullable EcdsaCurve ecdsaCurve;

  /** Kept without effect. */
  boolean rxBufferStatic;

  private @Nullable EspTls tls;
  private @Nullable EspTlsClientSession session;

  /** C counts the NUL behind a PEM text in. */
  static byte @Nullable [] terminated(byte @Nullable [] pem) {
    return pem == null ? null : Arrays.copyOf(pem, pem.length + 1);
  }

  private EspTlsCfg options(Timeout timeout, boolean nonBlock) {
    return cfg.timeoutMs(timeout.isForever() ? -1 : (int) timeout.toMillis())
        .keepAliveCfg(keepAlive)
        .ifName(ifName)
        .nonBlock(nonBlock)
        .build();
  }

  @Override
  public int connect(EspTransport transport, String host, int port, Timeout timeout) {
    EspTls connection = EspTls.init();
    if (connection.connNewSync(host, port, options(timeout, false)) <= 0) {
      EspLog.e(TransportTags.base(), "Failed to open a new connection");
      errors.takeOver(connection.errorHandle());
      connection.connDestroy();
      socket = INVALID_SOCKET;
      return -1;
    }
    tls = connection;
    socket = connection.getConnSockfd();
    return 0;
  }

  int connectAsync(EspTransport transport, String host, int port, Timeout timeout) {
    EspTls connection = tls;
    if (connection == null) {
      connection = EspTls.init();
      tls = connection;
      socket = INVALID_SOCKET;
    }
    int progress = connection.connNewAsync(host, port, options(timeout, true));
    if (progress >= 0) {
      socket = connection.getConnSockfd();
    }
    return progress;
  }

  /** {@code esp_transport_ssl_session_ticket_operation}. */
  EspErr ticketOperation(SessionTicketOperation operation) {
    switch (operation) {
      case ESP_TRANSPORT_SESSION_TICKET_INIT -> {}
      case ESP_TRANSPORT_SESSION_TICKET_SAVE -> {
        EspTlsClientSession.free(session);
        session = tls == null ? null : EspTlsClientSession.get(tls);
      }
      case ESP_TRANSPORT_SESSION_TICKET_USE -> {
        if (session == null) {
          return EspErr.ESP_ERR_INVALID_STATE;
        }
        cfg.clientSession(session);
      }
      case ESP_TRANSPORT_SESSION_TICKET_FREE -> {
        EspTlsClientSession.free(session);
        session = null;
      }
    }
    return EspErr.ESP_OK;
  }

  @Override
  int bytesAvailable() {
    return tls == null ? 0 : tls.getBytesAvail();
  }

  @Override
  int receive(byte[] buffer, int offset, int length) {
    EspTls connection = tls;
    if (connection == null) {
      return -1;
    }
    return connection.connRead(buffer, offset, length);
  }

  @Override
  int readFailed(int code) {
    EspTls connection = tls;
    if (connection == null) {
      return code;
    }
    boolean nothingYet =
        code == EspTls.ESP_TLS_ERR_SSL_WANT_READ || code == EspTls.ESP_TLS_ERR_SSL_TIMEOUT;
    if (nothingYet && tellsErrorsApart()) {
      errors.takeOver(connection.errorHandle());
      return EspTransport.ERR_TCP_TRANSPORT_CONNECTION_TIMEOUT;
    }
    return failed(connection, "esp_tls_conn_read", code);
  }

  @Override
  int send(byte[] buffer, int offset, int length) {
    EspTls connection = tls;
    if (connection == null) {
      return -1;
    }
    int count = connection.connWrite(buffer, offset, length);
    return count < 0 ? failed(connection, "esp_tls_conn_write", count) : count;
  }

  private int failed(EspTls connection, String function, int code) {
    EspLog.e(TransportTags.base(), "%s error, errno=%s", function, Errno.strerror(Errno.get()));
    errors.takeOver(connection.errorHandle());
    return code;
  }

  @Override
  public int close(EspTransport transport) {
    EspTls connection = tls;
    if (connection == null) {
      return closeSocket();
    }
    tls = null;
    socket = INVALID_SOCKET;
    return connection.connDestroy();
  }
}
