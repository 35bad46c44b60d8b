package dev.espalier.bench;

/**
 * A way to talk WebSocket as a client; the first of a list is the floor for the others. Each method
 * starts and stops the watch around what it is called for, with the connection open before.
 */
interface Library {
  /** What its rows are called. */
  String name();

  /** Sends a message and waits for it to come back, again and again on one connection. */
  void echo(Target server, int size, int operations, Stopwatch watch) throws Exception;

  /** Sends messages as fast as they go, and waits until the last one has arrived. */
  void send(Target server, int size, int operations, Stopwatch watch) throws Exception;

  /** Receives messages as fast as they come. */
  void receive(Target server, int size, int operations, Stopwatch watch) throws Exception;

  /** Connects and closes with a close handshake, one connection after the other. */
  void connect(Target server, int operations, Stopwatch watch) throws Exception;

  /** Opens connections that do nothing, until they are closed. */
  AutoCloseable idle(Target server, int connections) throws Exception;
}
