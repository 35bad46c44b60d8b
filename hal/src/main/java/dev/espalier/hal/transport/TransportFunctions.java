package dev.espalier.hal.transport;

import dev.espalier.hal.freertos.Timeout;

/**
 * What a transport does: the functions that {@code esp_transport_set_func} takes. One that is not
 * overridden counts as NULL.
 */
public interface TransportFunctions {
  /**
   * Connects ({@code connect_func}).
   *
   * @param transport the transport called
   * @param host host name or address
   * @param port 1 to 65535
   * @param timeout how long
   * @return 0, or -1
   */
  default int connect(EspTransport transport, String host, int port, Timeout timeout) {
    return -1;
  }

  /**
   * Reads ({@code io_read_func}).
   *
   * @param transport the transport called
   * @param buffer where to
   * @param offset first index
   * @param length at most so many bytes
   * @param timeout how long to wait for the first one
   * @return the count, 0 when the time is over, -1 on errors and at the end
   */
  default int read(EspTransport transport, byte[] buffer, int offset, int length, Timeout timeout) {
    return -1;
  }

  /**
   * Writes ({@code io_func}).
   *
   * @param transport the transport called
   * @param buffer where from
   * @param offset first index
   * @param length how many bytes
   * @param timeout how long to wait for room
   * @return the count, 0 when the time is over, -1 on errors
   */
  default int write(
      EspTransport transport, byte[] buffer, int offset, int length, Timeout timeout) {
    return -1;
  }

  /**
   * Closes ({@code trans_func}).
   *
   * @param transport the transport called
   * @return 0, or -1
   */
  default int close(EspTransport transport) {
    return 0;
  }

  /**
   * Waits until something can be read ({@code poll_func}).
   *
   * @param transport the transport called
   * @param timeout how long
   * @return 1 or more when it can, 0 when the time is over, -1 on errors
   */
  default int pollRead(EspTransport transport, Timeout timeout) {
    return -1;
  }

  /**
   * Waits until something can be written ({@code poll_func}).
   *
   * @param transport the transport called
   * @param timeout how long
   * @return 1 or more when it can, 0 when the time is over, -1 on errors
   */
  default int pollWrite(EspTransport transport, Timeout timeout) {
    return -1;
  }

  /**
   * Frees what the transport holds ({@code trans_func}).
   *
   * @param transport the transport called
   */
  default void destroy(EspTransport transport) {}

  /**
   * The socket underneath.
   *
   * @param transport the transport called
   * @return its descriptor, or -1
   */
  default int socket(EspTransport transport) {
    return -1;
  }
}
