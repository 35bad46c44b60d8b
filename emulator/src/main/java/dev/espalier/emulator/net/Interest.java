package dev.espalier.emulator.net;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * What the selector is asked about one channel. While it is asked about nothing, as after a
 * failure, the channel gives no hope to a task that waits.
 */
final class Interest {
  private final SelectorLoop loop;
  private @Nullable SelectionKey key;
  private boolean hopeful;

  Interest(SelectorLoop loop) {
    this.loop = loop;
  }

  /** Registers the channel. */
  void begin(SelectableChannel channel, int operations, SelectorLoop.Ready ready)
      throws IOException {
    key = loop.register(channel, operations, ready);
    hope(operations != 0);
  }

  void add(int operation) {
    SelectionKey registered = key;
    if (registered != null && registered.isValid()) {
      only(registered.interestOps() | operation);
    }
  }

  void remove(int operation) {
    SelectionKey registered = key;
    if (registered != null && registered.isValid()) {
      only(registered.interestOps() & ~operation);
    }
  }

  /** Asks about these operations and no others. */
  void only(int operations) {
    SelectionKey registered = key;
    if (registered == null || !registered.isValid()) {
      hope(false);
      return;
    }
    if (registered.interestOps() != operations) {
      registered.interestOps(operations);
    }
    hope(operations != 0);
  }

  /** The channel is closed. */
  void end() {
    key = null;
    hope(false);
  }

  private void hope(boolean now) {
    if (hopeful != now) {
      hopeful = now;
      loop.hopes(now ? 1 : -1);
    }
  }
}
