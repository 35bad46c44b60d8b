package dev.espalier.emulator.net;

import dev.espalier.emulator.host.WakeUpClock;
import dev.espalier.emulator.kernel.IoWaiter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The selector that a reactor waits in, and what its sockets share: direct buffers for the system
 * calls and a pool of read-ahead buffers. All on the reactor's thread but {@link #wakeup}.
 */
final class SelectorLoop implements IoWaiter {
  /** What a channel is registered for. */
  interface Ready {
    /** The channel is ready for some of what was asked for. */
    void ready(int operations);
  }

  /** Bytes of one read ahead: a bulk reader makes few system calls. Borrowed while bytes wait. */
  static final int CHUNK = 64 * 1024;

  /** 64 KiB in frames or TLS records of a KiB, with their headers, leave in one system call. */
  private static final int DIRECT = 80 * 1024;

  private static final int SPARE_MAX = 4;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** From this on a wait is left to the clock: such timeouts mostly do not come. */
  private static final long FAR_NANOS = 50 * NANOS_PER_MILLI;

  private final Selector selector;
  private final Consumer<SelectionKey> dispatch = SelectorLoop::dispatch;
  private final List<byte[]> spare = new ArrayList<>();
  private final ByteBuffer reading = ByteBuffer.allocateDirect(DIRECT);
  private final ByteBuffer writing = ByteBuffer.allocateDirect(DIRECT);
  private final List<ByteBuffer> spareDirect = new ArrayList<>();

  /** Sockets that have taken bytes since the loop last turned to the host. */
  private final List<JvmTcp> unsent = new ArrayList<>();

  private final WakeUpClock clock = new WakeUpClock(this::wakeup);

  /** Channels that the selector is asked about. */
  private int registered;

  private int lookUps;

  SelectorLoop() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("the JVM gives no selector: " + e.getMessage(), e);
    }
  }

  /** An empty direct buffer to read into; used before the next call. */
  ByteBuffer readBuffer() {
    return reading.clear();
  }

  /** An empty direct buffer to write from; used before the next call. */
  ByteBuffer writeBuffer() {
    return writing.clear();
  }

  /** An empty direct buffer to gather bytes in. */
  ByteBuffer borrowDirect() {
    return spareDirect.isEmpty()
        ? ByteBuffer.allocateDirect(DIRECT)
        : spareDirect.removeLast().clear();
  }

  void giveBackDirect(ByteBuffer buffer) {
    if (spareDirect.size() < SPARE_MAX) {
      spareDirect.add(buffer);
    }
  }

  /** Has a socket write what it gathers when the loop next turns to the host. */
  void sendSoon(JvmTcp socket) {
    unsent.add(socket);
  }

  byte[] borrow() {
    return spare.isEmpty() ? new byte[CHUNK] : spare.removeLast();
  }

  void giveBack(byte[] chunk) {
    if (spare.size() < SPARE_MAX) {
      spare.add(chunk);
    }
  }

  SelectionKey register(SelectableChannel channel, int operations, Ready ready) throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, operations, ready);
  }

  /**
   * So many channels more, or fewer, are asked about. The selector lets go of a closed one later.
   */
  void hopes(int more) {
    registered += more;
  }

  void lookUpBegun() {
    lookUps++;
  }

  void lookUpEnded() {
    lookUps--;
  }

  @Override
  public void flush() {
    for (int i = 0; i < unsent.size(); i++) {
      unsent.get(i).flush();
    }
    unsent.clear();
  }

  @Override
  public void poll() {
    flush();
    if (registered == 0 && selector.keys().isEmpty()) {
      return;
    }
    try {
      selector.selectNow(dispatch);
    } catch (IOException e) {
      throw new UncheckedIOException("the selector failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void await(long nanosMax) {
    flush();
    try {
      if (nanosMax <= 0) {
        selector.selectNow(dispatch);
      } else if (nanosMax < FAR_NANOS) {
        // Up to a millisecond late rather than early: early would spin until the time has come.
        selector.select(dispatch, (nanosMax + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
      } else {
        if (nanosMax != Long.MAX_VALUE) {
          clock.wakeIn(nanosMax);
        }
        selector.select(dispatch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the selector failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void wakeup() {
    selector.wakeup();
  }

  @Override
  public boolean canStillHappen() {
    return registered > 0 || lookUps > 0;
  }

  void close() {
    clock.close();
    try {
      if (selector.isOpen()) {
        flush();
        for (SelectionKey key : selector.keys()) {
          key.channel().close(); // of a closed socket whose last bytes the host did not take
        }
        selector.selectNow(); // lets go of closed channels, which closes them
        selector.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the selector does not close: " + e.getMessage(), e);
    }
  }

  private static void dispatch(SelectionKey key) {
    if (key.isValid()) {
      ((Ready) key.attachment()).ready(key.readyOps());
    }
  }
}
