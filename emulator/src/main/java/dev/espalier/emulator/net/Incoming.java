package dev.espalier.emulator.net;

/**
 * What a socket has read ahead, so that one system call serves a header and its payload, readiness
 * is known without asking, and bytes can be peeked at and counted.
 */
final class Incoming {
  /** The socket's way to the host. */
  interface Host {
    /** Reads what the host has: a count, 0 when nothing came, also at the end and on errors. */
    int read(byte[] to, int offset, int length);

    /** Has the selector asked about reading, or not. */
    void ask(boolean whether);

    /** Whether the host may still give more. */
    boolean goesOn();
  }

  private static final byte[] NONE = {};

  private final SelectorLoop loop;
  private final Host host;

  // chunk[head, tail). An empty buffer belongs to the loop.
  private byte[] chunk = NONE;
  private int head;
  private int tail;

  /** The chunk is full: the selector is not asked about reading until it is drained. */
  private boolean paused;

  Incoming(SelectorLoop loop, Host host) {
    this.loop = loop;
    this.host = host;
  }

  boolean isEmpty() {
    return head == tail;
  }

  int available() {
    return tail - head;
  }

  /** The selector says that there is something. */
  void readAhead() {
    if (chunk.length == 0) {
      chunk = loop.borrow();
      head = 0;
      tail = 0;
    } else if (head > 0) {
      System.arraycopy(chunk, head, chunk, 0, tail - head);
      tail -= head;
      head = 0;
    }
    int room = chunk.length - tail;
    tail += room == 0 ? 0 : host.read(chunk, tail, room);
    if (tail == chunk.length && !paused) {
      paused = true;
      host.ask(false);
    }
    if (head == tail) {
      clear();
    }
  }

  /** Forgets what was read ahead. */
  void clear() {
    if (chunk.length > 0) {
      loop.giveBack(chunk);
      chunk = NONE;
      head = 0;
      tail = 0;
    }
  }

  /** After a pause: reads on without asking the selector, until the host has no more. */
  private int readOn(byte[] buffer, int offset, int length) {
    int count = host.read(buffer, offset, length);
    if (count < length && host.goesOn()) {
      paused = false;
      host.ask(true);
    }
    return count;
  }

  /** After a pause whether there is more is known only by reading. */
  void look() {
    if (head == tail && paused) {
      chunk = chunk.length == 0 ? loop.borrow() : chunk;
      head = 0;
      tail = 0; // also when the read fails
      tail = readOn(chunk, 0, chunk.length);
      if (tail == 0) {
        clear();
      }
    }
  }

  /** Takes what there is: a count, 0 for nothing. */
  int take(byte[] buffer, int offset, int length, boolean peek) {
    if (head == tail && paused) {
      if (!peek && length >= SelectorLoop.CHUNK) {
        int count = readOn(buffer, offset, length);
        if (count > 0) {
          return count;
        }
      } else {
        look();
      }
    }
    int count = Math.min(length, tail - head);
    if (count > 0) {
      System.arraycopy(chunk, head, buffer, offset, count);
      if (!peek) {
        head += count;
        if (head == tail) {
          clear();
          if (paused && count < length) { // the host may hold more of what was asked for
            count += readOn(buffer, offset + count, length - count);
          }
        }
      }
    }
    return count;
  }
}
