package dev.espalier.emulator.serial;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;

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
  }

  /** A step of the writer. */
  @FunctionalInterface
  private interface Order {
    void run() throws IOException;
  }

  private static final int BUFFER = 4096;

  private final String name;
  private final Port port;
  private final ByteLink.Receiver receiver;
  private final LinkedBlockingQueue<Order> orders = new LinkedBlockingQueue<>();
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
    orders.add(() -> port.write(bytes));
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
          lost(name + " is gone: the board was unplugged, or has lost its power");
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
    if (!closed) {
      closed = true;
      orders.add(() -> {});
      receiver.lost(why);
    }
  }
}
