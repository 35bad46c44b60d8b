package dev.espalier.hal.transport;

/**
 * Sees the header lines of an upgrade answer ({@code ws_header_hook_t}); the lambda holds what C
 * passes as user context.
 */
@FunctionalInterface
public interface WsHeaderHook {
  /**
   * Gets one line, in the task that connects. {@code Sec-WebSocket-Accept} is left out.
   *
   * @param line the line without its CRLF, one char for each byte
   */
  void header(String line);
}
