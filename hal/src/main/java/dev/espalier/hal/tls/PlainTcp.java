package dev.espalier.hal.tls;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.AddrInfo;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.FdSet;
import dev.espalier.hal.lwip.Netdb;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.lwip.Timeval;
import dev.espalier.hal.system.EspErr;
import org.jspecify.annotations.Nullable;

/**
 * Connects TCP as {@code esp_tls.c} does ({@code tcp_connect}): for plain transports and below TLS.
 */
public final class PlainTcp {
  private static final String TAG = "esp-tls";

  /** {@code ESP_TLS_DEFAULT_CONN_TIMEOUT}, for configurations that name none. */
  private static final int DEFAULT_TIMEOUT_MILLIS = 10_000;

  /** {@code htons} keeps the lower 16 bits of an {@code int}. */
  private static final int PORT_MASK = 0xFFFF;

  private PlainTcp() {}

  /**
   * What a connection needs of {@code esp_tls_cfg_t}.
   *
   * @param timeoutMillis {@code timeout_ms}; 0 or less for 10 s
   * @param nonBlock {@code non_block}: return while connecting, and leave the socket non-blocking
   * @param keepAlive {@code keep_alive_cfg}: TCP keep-alive, null for none
   * @param ifName {@code if_name}: the interface to go through, null for any
   * @param family {@code addr_family}: which addresses of the host will do, {@code AF_UNSPEC} for
   *     any
   */
  public record Options(
      int timeoutMillis,
      boolean nonBlock,
      @Nullable TlsKeepAlive keepAlive,
      @Nullable String ifName,
      int family) {
    /**
     * Any address will do, as in v4.4.
     *
     * @param timeoutMillis {@code timeout_ms}
     * @param nonBlock {@code non_block}
     * @param keepAlive {@code keep_alive_cfg}
     * @param ifName {@code if_name}
     */
    public Options(
        int timeoutMillis,
        boolean nonBlock,
        @Nullable TlsKeepAlive keepAlive,
        @Nullable String ifName) {
      this(timeoutMillis, nonBlock, keepAlive, ifName, Sockets.AF_UNSPEC);
    }
  }

  /**
   * Resolves the host, makes a socket and connects it.
   *
   * @param host name or address
   * @param port 0 to 65535
   * @param options timeouts and socket options
   * @param errors gets the errno of a failure
   * @param socket gets the descriptor at index 0 on success
   * @return {@code ESP_OK}, or why not
   */
  @EspApi("esp_tls_plain_tcp_connect")
  public static EspErr connect(
      String host, int port, Options options, EspTlsLastError errors, int[] socket) {
    AddrInfo.Result found =
        Netdb.getaddrinfo(host, null, AddrInfo.hints(options.family(), Sockets.SOCK_STREAM));
    AddrInfo info = found.info();
    if (found.code() != 0 || info == null) {
      EspLog.e(
          TAG,
          "couldn't get hostname for :%s: getaddrinfo() returns %d, addrinfo=%p",
          host,
          found.code(),
          0);
      errors.capture(EspTlsErrorType.ESP_TLS_ERR_TYPE_SYSTEM, Errno.get());
      return EspTlsErrors.ESP_ERR_ESP_TLS_CANNOT_RESOLVE_HOSTNAME;
    }
    int fd = Sockets.socket(info.family(), info.socktype(), info.protocol());
    Netdb.freeaddrinfo(info);
    if (fd < 0) {
      EspLog.e(
          TAG,
          "Failed to create socket (family %d socktype %d protocol %d)",
          info.family(),
          info.socktype(),
          info.protocol());
      errors.capture(EspTlsErrorType.ESP_TLS_ERR_TYPE_SYSTEM, Errno.get());
      return EspTlsErrors.ESP_ERR_ESP_TLS_CANNOT_CREATE_SOCKET;
    }
    SockAddr address = info.addr();
    if (address == null) {
      throw new AssertionError("an answer has an address");
    }
    EspErr result = setOptions(fd, options);
    if (result.isOk()) {
      result = setNonBlocking(fd, true);
    }
    if (result.isOk()) {
      result = connect(fd, address.port(port & PORT_MASK), options, errors);
    }
    if (!result.isOk()) {
      var _ = Sockets.close(fd);
      return result;
    }
    socket[0] = fd;
    return EspErr.ESP_OK;
  }

  private static EspErr connect(int fd, SockAddr address, Options options, EspTlsLastError errors) {
    EspErr failed = EspTlsErrors.ESP_ERR_ESP_TLS_FAILED_CONNECT_TO_HOST;
    if (Sockets.connect(fd, address) < 0) {
      if (Errno.get() != Errno.EINPROGRESS) {
        EspLog.e(TAG, "[sock=%d] connect() error: %s", fd, Errno.strerror(Errno.get()));
        return failed;
      }
      if (options.nonBlock) {
        return EspErr.ESP_OK;
      }
      FdSet writable = new FdSet().set(fd);
      int ready = Sockets.select(fd + 1, null, writable, null, timeout(options));
      if (ready < 0) {
        EspLog.e(TAG, "[sock=%d] select() error: %s", fd, Errno.strerror(Errno.get()));
        errors.capture(EspTlsErrorType.ESP_TLS_ERR_TYPE_SYSTEM, Errno.get());
        return failed;
      }
      if (ready == 0) {
        EspLog.e(TAG, "[sock=%d] select() timeout", fd);
        return EspTlsErrors.ESP_ERR_ESP_TLS_CONNECTION_TIMEOUT;
      }
      int[] error = new int[1];
      if (Sockets.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_ERROR, error) < 0) {
        EspLog.e(TAG, "[sock=%d] getsockopt() error: %s", fd, Errno.strerror(Errno.get()));
        return EspTlsErrors.ESP_ERR_ESP_TLS_SOCKET_SETOPT_FAILED;
      }
      if (error[0] != 0) {
        errors.capture(EspTlsErrorType.ESP_TLS_ERR_TYPE_SYSTEM, error[0]);
        EspLog.e(TAG, "[sock=%d] delayed connect error: %s", fd, Errno.strerror(error[0]));
        return failed;
      }
    }
    return options.nonBlock ? EspErr.ESP_OK : setNonBlocking(fd, false);
  }

  private static Timeval timeout(Options options) {
    return Timeval.millis(
        options.timeoutMillis > 0 ? options.timeoutMillis : DEFAULT_TIMEOUT_MILLIS);
  }

  private static EspErr setOptions(int fd, Options options) {
    Timeval timeout = timeout(options);
    if (Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVTIMEO, timeout) != 0) {
      EspLog.e(TAG, "Fail to setsockopt SO_RCVTIMEO");
      return EspTlsErrors.ESP_ERR_ESP_TLS_SOCKET_SETOPT_FAILED;
    }
    if (Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_SNDTIMEO, timeout) != 0) {
      EspLog.e(TAG, "Fail to setsockopt SO_SNDTIMEO");
      return EspTlsErrors.ESP_ERR_ESP_TLS_SOCKET_SETOPT_FAILED;
    }
    TlsKeepAlive keepAlive = options.keepAlive;
    if (keepAlive != null && keepAlive.enable() && !setKeepAlive(fd, keepAlive)) {
      return EspTlsErrors.ESP_ERR_ESP_TLS_SOCKET_SETOPT_FAILED;
    }
    String ifName = options.ifName;
    if (ifName != null
        && !ifName.isEmpty()
        && Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_BINDTODEVICE, ifName) != 0) {
      EspLog.e(TAG, "Bind [sock=%d] to interface %s fail", fd, ifName);
      return EspTlsErrors.ESP_ERR_ESP_TLS_SOCKET_SETOPT_FAILED;
    }
    return EspErr.ESP_OK;
  }

  private static boolean setKeepAlive(int fd, TlsKeepAlive keepAlive) {
    return set(fd, Sockets.SOL_SOCKET, Sockets.SO_KEEPALIVE, 1, "SO_KEEPALIVE")
        && set(
            fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPIDLE, keepAlive.idleSeconds(), "TCP_KEEPIDLE")
        && set(
            fd,
            Sockets.IPPROTO_TCP,
            Sockets.TCP_KEEPINTVL,
            keepAlive.intervalSeconds(),
            "TCP_KEEPINTVL")
        && set(fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPCNT, keepAlive.count(), "TCP_KEEPCNT");
  }

  private static boolean set(int fd, int level, int option, int value, String name) {
    if (Sockets.setsockopt(fd, level, option, value) == 0) {
      return true;
    }
    EspLog.e(TAG, "Fail to setsockopt %s", name);
    return false;
  }

  private static EspErr setNonBlocking(int fd, boolean nonBlocking) {
    int flags = Sockets.fcntl(fd, Sockets.F_GETFL, 0);
    if (flags < 0) {
      EspLog.e(TAG, "[sock=%d] get file flags error: %s", fd, Errno.strerror(Errno.get()));
      return EspTlsErrors.ESP_ERR_ESP_TLS_SOCKET_SETOPT_FAILED;
    }
    int wanted = nonBlocking ? flags | Sockets.O_NONBLOCK : flags & ~Sockets.O_NONBLOCK;
    if (Sockets.fcntl(fd, Sockets.F_SETFL, wanted) < 0) {
      EspLog.e(
          TAG, "[sock=%d] set blocking/nonblocking error: %s", fd, Errno.strerror(Errno.get()));
      return EspTlsErrors.ESP_ERR_ESP_TLS_SOCKET_SETOPT_FAILED;
    }
    return EspErr.ESP_OK;
  }
}
