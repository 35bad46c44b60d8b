package dev.espalier.bench;

import java.util.concurrent.CountDownLatch;

/** What a connection does with what it receives. */
final class Load {
  /** One connection of a library. */
  interface Link {
    /** Sends a message, from within the library's callback. */
    void send(byte[] message);

    /** Sends a message many times from outside, no faster than the connection takes it. */
    void sendAll(byte[] message, int times) throws Exception;

    /** Closes with a close handshake and waits for its end. */
    void close() throws Exception;
  }

  private final byte[] answer;
  private final CountDownLatch done = new CountDownLatch(1);
  private long left;

  /**
   * Counts messages.
   *
   * @param messages how many to wait for
   * @param answer what to answer each whole message but the last with; empty for nothing
   */
  Load(int messages, byte[] answer) {
    this.left = messages;
    this.answer = answer;
  }

  /** A whole message has come. Called by the library's thread. */
  void arrived(Link from) {
    if (--left == 0) {
      done.countDown();
    } else if (answer.length > 0) {
      from.send(answer);
    }
  }

  void await() throws InterruptedException {
    done.await();
  }
}
