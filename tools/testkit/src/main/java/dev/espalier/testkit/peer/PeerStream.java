package dev.espalier.testkit.peer;

/** The bytes of one connection as a peer's script sees them: plain, or inside TLS. */
interface PeerStream {
  /** Hears what the client does. */
  interface Listener {
    /** Bytes came; the array is the listener's. */
    void data(byte[] bytes);

    /** Nothing more comes: "fin", "rst" or "tls_error:REASON". */
    void end(String how);

    /** A write may go on. */
    void writable();
  }

  /** Writes what fits; returns the count, or a negative errno. */
  int write(byte[] bytes, int offset);

  /** Stops reading: what comes fills the socket's buffer. */
  void pause();

  /** Reads on. */
  void resume();

  /** Ends the peer's direction. */
  void shutdownWrite();

  /** Ends both directions as {@code shutdown} and {@code close} do; TLS may say goodbye before. */
  void close(boolean notify);

  /** Sends RST. */
  void reset();
}
