package dev.espalier.emulator.serial;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The two threads of an open line: one waits for bytes, one writes them. They are platform threads,
 * since a read that waits in native code would hold the carrier of a virtual one.
 */
final class LinkThreads {
  /** What the threads call; each waits as long as it takes. */
  interface Port {
    /** Reads at least one byte; -1 when the line is gone. */
    int read(byte[] buffer) throws IOException;

    void write(byte[] bytes) throws IOException;

    /** What it means that the line is gone. */
    default String goneBecause() {
      return "the board was unplugged, or has lost its power";
    }
  }

  /** A step of the writer. */
  @FunctionalInterface
  private interface Order {
    void run() throws IOException;
  }

  private static final int BUFFER = 4096;

  /** Far more than any window: a line that takes none of it does not work. */
  private static final int WAITING_MAX = 256 * 1024;

  private final String name;
  private final Port port;
  private final ByteLink.Receiver receiver;
  private final LinkedBlockingQueue<Order> orders = new LinkedBlockingQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile boolean closed;

  LinkThreads(String name, Port port, ByteLink.Receiver receiver) {
    this.name = name;
    this.port = port;
    this.receiver = receiver;
  }

  void start() {
    Thread.ofPlatform().daemon().name("espalier-read " + name).start(this::readAll);
    Thread.ofPlatform().daemon().name("espalier-write " + name).start(this::writeAll);
  }

  /** Writes, behind what was ordered before. */
  void write(byte[] bytes) {
    if (waiting.addAndGet(bytes.length) > WAITING_MAX) {
      lost(name + " takes no bytes: pull the board's plug and put it in again");
      return;
    }
    orders.add(() -> {
      port.write(bytes);
      waiting.addAndGet(-bytes.length);
    });
  }

  /** Does something to the port behind what was ordered before. */
  void then(Runnable action) {
    orders.add(action::run);
  }

  /** Ends both; the port has to be closed by the caller, too. */
  void close() {
    closed = true;
    orders.add(() -> {});
  }

  /** Ends both when all that was ordered has been written, or after a while. */
  void drain(Runnable behind) {
    orders.add(() -> {
      behind.run();
      closed = true;
    });
  }

  private void readAll() {
    byte[] buffer = new byte[BUFFER];
    try {
      while (!closed) {
        int count = port.read(buffer);
        if (count < 0) {
          lost(name + " is gone: " + port.goneBecause());
          return;
        }
        if (count > 0) {
          receiver.received(Arrays.copyOf(buffer, count));
        }
      }
    } catch (IOException e) {
      lost(name + ": " + e.getMessage());
    }
  }

  private void writeAll() {
    try {
      while (!closed) {
        orders.take().run();
      }
    } catch (IOException e) {
      lost(name + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lost(String why) {
    if (!closed && !told.getAndSet(true)) {
      closed = true;
      orders.add(() -> {});
      receiver.lost(why);
    }
  }
}
