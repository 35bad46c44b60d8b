package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TLS: the functions {@code ssl_...} of transport_ssl.c. */
final class SslFunctions extends BaseFunctions {
  boolean useGlobalCaStore;
  byte @Nullable [] serverCaPem;
  byte @Nullable [] serverCaDer;
  byte @Nullable [] clientCertificatePem;
  byte @Nullable [] clientCertificateDer;
  byte @Nullable [] clientKeyPem;
  byte @Nullable [] clientKeyDer;
  byte @Nullable [] clientKeyPassword;
  @Nullable List<String> alpnProtocols;
  boolean skipCommonName;

  int connectAsync(EspTransport transport, String host, int port, Timeout timeout) {
    return -1;
  }

  @Override
  public int connect(EspTransport transport, String host, int port, Timeout timeout) {
    EspLog.e(TAG, "Failed to open a new connection");
    return -1;
  }

  @Override
  int bytesAvailable() {
    return 0;
  }

  @Override
  int receive(byte[] buffer, int offset, int length) {
    return -1;
  }

  @Override
  int send(byte[] buffer, int offset, int length) {
    return -1;
  }

  @Override
  public int close(EspTransport transport) {
    return closeSocket();
  }
}
