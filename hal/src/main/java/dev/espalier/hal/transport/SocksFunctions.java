package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.lwip.AddrInfo;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.Netdb;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.timer.EspTimer;
import org.jspecify.annotations.Nullable;

/** SOCKS 4: the functions {@code socks_...} of transport_socks_proxy.c. */
final class SocksFunctions implements TransportFunctions {
  private static final String TAG = "transport_proxy";
  private static final int CONNECT = 1;
  private static final int ANSWER_BYTES = 8;

  /** The fixed part and the NUL of an empty user's name. */
  private static final int REQUEST_BYTES = 9;

  private final EspTransport parent;
  SocksProxyConfig config;

  SocksFunctions(EspTransport parent, SocksProxyConfig config) {
    this.parent = parent;
    this.config = config;
  }

  @Override
  public int connect(EspTransport transport, String host, int port, Timeout timeout) {
    long begun = EspTimer.getTime() / 1000;
    if (parent.connect(config.address(), config.port(), timeout) == -1) {
      return failed(parent.getErrno(), "Error connecting to proxy");
    }
    Timeout left = left(timeout, begun);
    if (left == null) {
      return failed(TransportSocksProxy.SOCKS_TIMEOUT, "Connection Timeout");
    }
    byte[] request = request(host, port);
    if (request == null) {
      return failed(
          TransportSocksProxy.SOCKS_RESPONSE_TARGET_NOT_FOUND, "Failed to resolve target address");
    }
    if (parent.write(request, 0, request.length, left) < 0) {
      return failed(parent.getErrno(), "Failed to write the request message");
    }
    left = left(timeout, begun);
    if (left == null) {
      return failed(TransportSocksProxy.SOCKS_TIMEOUT, "Connection Timeout");
    }
    byte[] answer = new byte[ANSWER_BYTES];
    // One read, whatever it brings: ESP-IDF does not wait for the rest of an answer in pieces.
    if (parent.read(answer, 0, ANSWER_BYTES, left) < 0) {
      return failed(parent.getErrno(), "Failed to get a response");
    }
    int code = answer[1] & 0xFF;
    if (code != TransportSocksProxy.SOCKS_RESPONSE_SUCCESS) {
      return failed(code, "Request Rejected with : %02x", code);
    }
    return 0;
  }

  /** {@code SOCKS_ERROR_IF}. The connection to the proxy is left open. */
  private static int failed(int errno, String format, Object... arguments) {
    EspLog.e(TAG, "socks_connect: " + format, arguments);
    Errno.set(errno);
    return -1;
  }

  /** What is left of the time; null when it is over. */
  private static @Nullable Timeout left(Timeout timeout, long begun) {
    if (timeout.isForever()) {
      return timeout;
    }
    long millis = timeout.toMillis() - (EspTimer.getTime() / 1000 - begun);
    return millis < 0 ? null : Timeout.millis(millis);
  }

  /** Null for a name without an IPv4 address. */
  private byte @Nullable [] request(String host, int port) {
    AddrInfo.Result found =
        Netdb.getaddrinfo(host, null, AddrInfo.hints(Sockets.AF_INET, Sockets.SOCK_STREAM));
    AddrInfo info = found.info();
    SockAddr target = info == null ? null : info.addr();
    if (found.code() != 0 || target == null) {
      return null;
    }
    byte[] address = target.bytes();
    Netdb.freeaddrinfo(info);
    if (address.length != 4) {
      return null;
    }
    byte[] request = new byte[REQUEST_BYTES];
    request[0] = (byte) config.version().value();
    request[1] = CONNECT;
    request[2] = (byte) (port >> 8);
    request[3] = (byte) port;
    System.arraycopy(address, 0, request, 4, 4);
    return request;
  }

  @Override
  public int read(EspTransport transport, byte[] buffer, int offset, int length, Timeout timeout) {
    return parent.read(buffer, offset, length, timeout);
  }

  @Override
  public int write(EspTransport transport, byte[] buffer, int offset, int length, Timeout timeout) {
    return parent.write(buffer, offset, length, timeout);
  }

  @Override
  public int close(EspTransport transport) {
    return parent.close();
  }

  @Override
  public int pollRead(EspTransport transport, Timeout timeout) {
    return parent.pollRead(timeout);
  }

  @Override
  public int pollWrite(EspTransport transport, Timeout timeout) {
    return parent.pollWrite(timeout);
  }
}
