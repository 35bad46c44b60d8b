package dev.espalier.emulator.net;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Connections that wait to be accepted. */
final class SimListener {
  private final Deque<SimTcp> ready = new ArrayDeque<>();
  private int backlog;
  private int halfOpen;

  SimListener(int backlog) {
    this.backlog = backlog;
  }

  void backlog(int value) {
    backlog = value;
  }

  /** Linux takes one more than the backlog; a SYN that finds the queue full is lost. */
  boolean isFull() {
    return ready.size() + halfOpen > backlog;
  }

  boolean isEmpty() {
    return ready.isEmpty();
  }

  void begun() {
    halfOpen++;
  }

  void completed(SimTcp connection) {
    halfOpen--;
    ready.add(connection);
  }

  void abandoned() {
    halfOpen--;
  }

  @Nullable SimTcp take() {
    return ready.poll();
  }

  /** Nobody will accept any more. */
  void close() {
    while (!ready.isEmpty()) {
      ready.remove().abort();
    }
  }
}
