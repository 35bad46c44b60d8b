package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;

/** Connects step by step ({@code connect_async_func}). */
@FunctionalInterface
public interface ConnectFunction {
  /**
   * Goes on with connecting.
   *
   * @param transport the transport called
   * @param host host name or address
   * @param port 1 to 65535
   * @param timeout how long this step may take
   * @return 1 when connected, 0 to be called again, -1 on errors
   */
  int connect(EspTransport transport, String host, int port, Timeout timeout);
}
