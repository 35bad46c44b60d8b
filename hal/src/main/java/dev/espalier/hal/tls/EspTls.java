package dev.espalier.hal.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.hal.EspApi;
import dev.espalier.hal.config.Kconfig;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.FdSet;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.lwip.Timeval;
import dev.espalier.hal.port.Chip;
import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsProvider.SavedSession;
import dev.espalier.hal.system.EspAbort;
import dev.espalier.hal.system.EspErr;
import dev.espalier.hal.system.EspException;
import dev.espalier.hal.timer.EspTimer;
import org.jspecify.annotations.Nullable;

/**
 * A connection over TLS or plain TCP ({@code esp_tls_t}).
 *
 * <p>Reads and writes give what the C functions give: a count, 0 at the end of the stream, or a
 * negative number, which is mbedTLS's for TLS and -1 with {@code errno} for plain TCP. Used by one
 * task at a time.
 */
public final class EspTls {
  /** {@code ESP_TLS_ERR_SSL_WANT_READ}: nothing has come within the time. */
  public static final int ESP_TLS_ERR_SSL_WANT_READ = MbedTls.SSL_WANT_READ;

  /** {@code ESP_TLS_ERR_SSL_WANT_WRITE}: nothing could be sent within the time. */
  public static final int ESP_TLS_ERR_SSL_WANT_WRITE = MbedTls.SSL_WANT_WRITE;

  /** {@code ESP_TLS_ERR_SSL_TIMEOUT}. */
  public static final int ESP_TLS_ERR_SSL_TIMEOUT = MbedTls.SSL_TIMEOUT;

  static final String TAG = "esp-tls";

  private final EspTlsLastError errorHandle = new EspTlsLastError();
  private final MbedtlsReports reports = new MbedtlsReports(errorHandle);
  private final FdSet readSet = new FdSet();
  private final FdSet writeSet = new FdSet();
  private EspTlsConnState connState = EspTlsConnState.ESP_TLS_INIT;
  private int sockfd = -1;
  private boolean isTls;
  private boolean canTransfer;
  private @Nullable MbedtlsSsl ssl;
  private final TlsMemory memory = new TlsMemory();

  private EspTls() {}

  /**
   * Makes a handle that is not connected.
   *
   * @return the handle
   * @throws EspException with {@code ESP_ERR_NO_MEM} where C gives NULL
   */
  @EspApi("esp_tls_init")
  public static EspTls init() {
    Chip.current().kernel().call();
    return new EspTls();
  }

  /**
   * Connects and waits until that is done.
   *
   * @param host name or address
   * @param port the port
   * @param cfg how
   * @return the connection
   * @throws EspException where C gives NULL, with the last error
   */
  @EspApi("esp_tls_conn_new")
  public static EspTls connNew(String host, int port, EspTlsCfg cfg) {
    EspTls tls = init();
    int result = tls.connectUntil(host, port, cfg);
    if (result == 1) {
      return tls;
    }
    EspErr why =
        result == 0 ? EspTlsErrors.ESP_ERR_ESP_TLS_CONNECTION_TIMEOUT : tls.errorHandle.lastError();
    tls.connDelete();
    EspLog.e(
        TAG,
        result == 0
            ? "Failed to open new connection in specified timeout"
            : "Failed to open new connection");
    throw new EspException(why, "no connection to " + host + ":" + port);
  }

  /**
   * Connects this handle and waits until that is done or the time is over.
   *
   * @param host name or address
   * @param port the port
   * @param cfg how
   * @return 1 when connected, 0 when the time is over (-1 in current ESP-IDF), -1 when it failed
   */
  @EspApi("esp_tls_conn_new_sync")
  @CanIgnoreReturnValue
  public int connNewSync(String host, int port, EspTlsCfg cfg) {
    int result = connectUntil(host, port, cfg);
    if (result == -1) {
      EspLog.e(TAG, "Failed to open new connection");
    } else if (result == 0) {
      EspLog.w(TAG, "Failed to open new connection in specified timeout");
      errorHandle.capture(EspTlsErrors.ESP_ERR_ESP_TLS_CONNECTION_TIMEOUT);
      return MbedtlsReports.isCurrent() ? -1 : 0;
    }
    return result;
  }

  private int connectUntil(String host, int port, EspTlsCfg cfg) {
    boolean current = MbedtlsReports.isCurrent();
    long start = current ? EspTimer.getTime() : Task.getTickCount();
    int limit = cfg.timeoutMs();
    while (true) {
      int result = lowLevelConn(host, port, cfg);
      if (result != 0) {
        return result;
      }
      // Current ESP-IDF takes 0 for no limit here; each wait has its own.
      if (limit > 0 || (limit == 0 && !current)) {
        boolean over =
            current
                ? (EspTimer.getTime() - start) / 1000 >= limit
                : ((Task.getTickCount() - start) & 0xFFFF_FFFFL) >= Timeout.millis(limit).toTicks();
        if (over) {
          return 0;
        }
      }
    }
  }

  /**
   * Goes on connecting this handle, without waiting when the configuration says so.
   *
   * @param host name or address
   * @param port the port
   * @param cfg how; the same each time
   * @return 1 when connected, 0 when it has to be called again, -1 when it failed
   */
  @EspApi("esp_tls_conn_new_async")
  public int connNewAsync(String host, int port, EspTlsCfg cfg) {
    return lowLevelConn(host, port, cfg);
  }

  /**
   * Connects to the host of a URL and waits until that is done.
   *
   * @param url the URL; its scheme gives the port when there is none, but does not choose TLS
   * @param cfg how
   * @return the connection
   * @throws EspException where C gives NULL, with the last error
   */
  @EspApi("esp_tls_conn_http_new")
  public static EspTls connHttpNew(String url, EspTlsCfg cfg) {
    UrlTarget target = UrlTarget.of(url);
    EspTls tls = init();
    if (tls.connNewSync(target.host(), target.port(), cfg) == 1) {
      return tls;
    }
    EspErr why = tls.errorHandle.lastError();
    tls.connDelete();
    throw new EspException(why, "no connection to " + url);
  }

  /**
   * Goes on connecting this handle to the host of a URL.
   *
   * @param url the URL
   * @param cfg how; the same each time
   * @return as {@link #connNewAsync}
   */
  @EspApi("esp_tls_conn_http_new_async")
  public int connHttpNewAsync(String url, EspTlsCfg cfg) {
    UrlTarget target = UrlTarget.of(url);
    return connNewAsync(target.host(), target.port(), cfg);
  }

  /** {@code esp_tls_low_level_conn}. */
  private int lowLevelConn(String host, int port, EspTlsCfg cfg) {
    Chip.current().kernel().call();
    return switch (connState) {
      case ESP_TLS_INIT -> begin(host, port, cfg);
      case ESP_TLS_CONNECTING -> secure(host, cfg);
      case ESP_TLS_HANDSHAKE -> handshake(cfg);
      case ESP_TLS_FAIL -> {
        EspLog.e(TAG, "failed to open a new connection");
        yield -1;
      }
      case ESP_TLS_DONE -> {
        EspLog.e(TAG, "invalid esp-tls state");
        yield -1;
      }
    };
  }

  private int begin(String host, int port, EspTlsCfg cfg) {
    sockfd = -1;
    if (!cfg.isPlainTcp()) {
      isTls = true;
    }
    int[] connected = new int[1];
    EspErr result = PlainTcp.connect(host, port, cfg.tcpOptions(), errorHandle, connected);
    if (!result.isOk()) {
      errorHandle.capture(result);
      return -1;
    }
    sockfd = connected[0];
    if (!isTls) {
      canTransfer = true;
      return 1;
    }
    if (cfg.nonBlock()) {
      readSet.zero().set(sockfd);
      writeSet.copyFrom(readSet);
    }
    connState = EspTlsConnState.ESP_TLS_CONNECTING;
    return secure(host, cfg);
  }

  /** TCP may still be connecting; then the TLS session is made. */
  private int secure(String host, EspTlsCfg cfg) {
    if (cfg.nonBlock()) {
      Timeval limit = cfg.timeoutMs() > 0 ? Timeval.millis(cfg.timeoutMs()) : null;
      if (Sockets.select(sockfd + 1, readSet, writeSet, null, limit) == 0) {
        return 0;
      }
      // That the connection was refused is not looked at: the handshake finds out.
      if ((readSet.isSet(sockfd) || writeSet.isSet(sockfd))
          && Sockets.getsockopt(sockfd, Sockets.SOL_SOCKET, Sockets.SO_ERROR, new int[1]) < 0) {
        errorHandle.capture(EspTlsErrorType.ESP_TLS_ERR_TYPE_SYSTEM, Errno.get());
        errorHandle.capture(EspTlsErrors.ESP_ERR_ESP_TLS_SOCKET_SETOPT_FAILED);
        connState = EspTlsConnState.ESP_TLS_FAIL;
        return -1;
      }
    }
    MbedtlsSetup setup = new MbedtlsSetup(reports);
    EspErr result = setup.check(host, cfg);
    if (!result.isOk()) {
      EspLog.e(
          MbedtlsSetup.TAG,
          "Failed to set client configurations, returned [0x%04X] (%s)",
          result.value(),
          result.toName());
      EspLog.e(TAG, "create_ssl_handle failed");
      errorHandle.capture(result);
      connState = EspTlsConnState.ESP_TLS_FAIL;
      return -1;
    }
    if (!memory.begin(cfg.caCert(), cfg.clientCert(), cfg.clientKey())) {
      reports.capture(MbedTls.SSL_ALLOC_FAILED);
      errorHandle.capture(EspTlsErrors.ESP_ERR_MBEDTLS_SSL_SETUP_FAILED);
      connState = EspTlsConnState.ESP_TLS_FAIL;
      return -1;
    }
    ssl = new MbedtlsSsl(Chip.current().tls().client(setup.setup(host, cfg)), sockfd);
    canTransfer = true;
    connState = EspTlsConnState.ESP_TLS_HANDSHAKE;
    return handshake(cfg);
  }

  /** {@code esp_mbedtls_handshake}. */
  private int handshake(EspTlsCfg cfg) {
    MbedtlsSsl session = session();
    int code = session.handshake();
    if (code == 0) {
      memory.handshakeOver();
      connState = EspTlsConnState.ESP_TLS_DONE;
      if (cfg.crtBundleAttach() != null) {
        EspLog.i(EspCrtBundle.TAG, "Certificate validated");
      }
      return 1;
    }
    if (code == ESP_TLS_ERR_SSL_WANT_READ || code == ESP_TLS_ERR_SSL_WANT_WRITE) {
      return 0;
    }
    reports.handshakeFailed(cfg, code, session.verifyResult());
    connState = EspTlsConnState.ESP_TLS_FAIL;
    return -1;
  }

  private MbedtlsSsl session() {
    MbedtlsSsl session = ssl;
    if (session == null) {
      throw new EspAbort("there is no TLS session: the connection was not made, or is closed");
    }
    return session;
  }

  /** Without a connection v4.4 jumps through a null pointer; current ESP-IDF returns -1. */
  private boolean canTransfer(String function) {
    Chip.current().kernel().call();
    if (!canTransfer && !MbedtlsReports.isCurrent()) {
      throw new EspAbort(function + " on a connection that was never made");
    }
    return canTransfer;
  }

  /**
   * Writes.
   *
   * @param data where from
   * @param offset the first byte
   * @param length how many
   * @return the count, fewer when the time is over; or a negative number
   */
  @EspApi("esp_tls_conn_write")
  @CanIgnoreReturnValue
  public int connWrite(byte[] data, int offset, int length) {
    if (!canTransfer("esp_tls_conn_write")) {
      return -1;
    }
    return isTls ? writeTls(data, offset, length) : Sockets.send(sockfd, data, offset, length, 0);
  }

  /**
   * Writes a whole array.
   *
   * @param data what to write
   * @return as the long form
   */
  @CanIgnoreReturnValue
  public int connWrite(byte[] data) {
    return connWrite(data, 0, data.length);
  }

  /** {@code esp_mbedtls_write}. */
  private int writeTls(byte[] data, int offset, int length) {
    int recordMax = Chip.current().config().get(Kconfig.MBEDTLS_SSL_OUT_CONTENT_LEN);
    int written = 0;
    while (written < length) {
      int code = session().write(data, offset + written, length - written, recordMax);
      if (code == ESP_TLS_ERR_SSL_WANT_READ || code == ESP_TLS_ERR_SSL_WANT_WRITE) {
        return written > 0 ? written : code;
      }
      if (code < 0) {
        reports.writeFailed(code);
        return code;
      }
      written += code;
    }
    return written;
  }

  /**
   * Reads what is there, of TLS at most one record; waits for the first byte.
   *
   * @param buffer where to
   * @param offset the first index
   * @param length at most so many
   * @return the count, 0 at the end of the stream, or a negative number
   */
  @EspApi("esp_tls_conn_read")
  public int connRead(byte[] buffer, int offset, int length) {
    if (!canTransfer("esp_tls_conn_read")) {
      return -1;
    }
    return isTls
        ? readTls(buffer, offset, length)
        : Sockets.recv(sockfd, buffer, offset, length, 0);
  }

  /**
   * Reads into a whole array.
   *
   * @param buffer where to
   * @return as the long form
   */
  public int connRead(byte[] buffer) {
    return connRead(buffer, 0, buffer.length);
  }

  /** {@code esp_mbedtls_read}. */
  private int readTls(byte[] buffer, int offset, int length) {
    return reports.read(session().read(buffer, offset, length));
  }

  /**
   * Closes the connection. TLS does not say goodbye: the peer sees TCP's end alone.
   *
   * @return 0, or -1 when the socket could not be closed
   */
  @EspApi("esp_tls_conn_destroy")
  @CanIgnoreReturnValue
  public int connDestroy() {
    Chip.current().kernel().call();
    boolean sessionHasSocket = ssl != null || connState == EspTlsConnState.ESP_TLS_FAIL;
    ssl = null;
    memory.release();
    canTransfer = false;
    int fd = sockfd;
    sockfd = -1;
    if (fd < 0) {
      return 0;
    }
    if (isTls && sessionHasSocket) {
      Sockets.shutdown(fd, Sockets.SHUT_RDWR); // mbedtls_net_free
      Sockets.close(fd);
      return 0;
    }
    return Sockets.close(fd);
  }

  /** Closes the connection, as {@link #connDestroy}. */
  @EspApi("esp_tls_conn_delete")
  public void connDelete() {
    connDestroy();
  }

  /**
   * Bytes that were received and decrypted and can be read without waiting.
   *
   * @return the count; always 0 for plain TCP
   */
  @EspApi("esp_tls_get_bytes_avail")
  public int getBytesAvail() {
    Chip.current().kernel().call();
    return ssl == null ? 0 : ssl.bytesAvail();
  }

  /**
   * The socket.
   *
   * @return its number, -1 when there is none
   */
  @EspApi("esp_tls_get_conn_sockfd")
  public int getConnSockfd() {
    Chip.current().kernel().call();
    return sockfd;
  }

  /**
   * Where errors are kept ({@code error_handle}).
   *
   * @return the handle
   */
  public EspTlsLastError errorHandle() {
    return errorHandle;
  }

  /**
   * How far the connection is ({@code conn_state}).
   *
   * @return the state
   */
  public EspTlsConnState connState() {
    return connState;
  }

  /**
   * Whether it is TLS ({@code is_tls}).
   *
   * @return false for plain TCP
   */
  public boolean isTls() {
    return isTls;
  }

  /** What is to be kept of the session; null before the handshake is over, and without TLS. */
  @Nullable SavedSession savedSession() {
    return ssl == null ? null : ssl.savedSession();
  }

  TlsMemory memory() {
    return memory;
  }

  /** Takes a server's side of a connection over. */
  void serve(int fd, @Nullable MbedtlsSsl session, EspTlsConnState state) {
    sockfd = fd;
    ssl = session;
    isTls = true;
    canTransfer = session != null;
    connState = state;
  }
}
