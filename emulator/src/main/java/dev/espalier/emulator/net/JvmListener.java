package dev.espalier.emulator.net;

import dev.espalier.hal.port.Kernel.Alarm;
import dev.espalier.hal.port.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A listening socket of the host: takes connections ahead, up to the backlog. */
final class JvmListener implements SelectorLoop.Ready {
  /** How long to leave the host alone when it could not accept. */
  private static final long RETRY_NANOS = 100_000_000;

  private final JvmStack stack;
  private final boolean ipv6;
  private final Runnable changed;
  private final Interest interest;
  private final Deque<JvmTcp> waiting = new ArrayDeque<>();
  private @Nullable Alarm retry;
  private @Nullable ServerSocketChannel channel;
  private int backlog;
  private boolean begun;

  JvmListener(JvmStack stack, boolean ipv6, Runnable changed) {
    this.stack = stack;
    this.ipv6 = ipv6;
    this.changed = changed;
    interest = new Interest(stack.loop());
  }

  void open(
      ProtocolFamily family,
      @Nullable InetSocketAddress address,
      int newBacklog,
      JvmOptions options)
      throws IOException {
    backlog = newBacklog;
    ServerSocketChannel made = ServerSocketChannel.open(family);
    try {
      made.setOption(StandardSocketOptions.SO_REUSEADDR, false);
      options.applyAll(made); // those that it has; accepted connections take over the buffer's size
      made.bind(address, Math.max(1, newBacklog));
      interest.begin(made, 0, this);
      channel = made;
    } finally {
      if (channel == null) {
        made.close();
      }
    }
  }

  /** Somebody accepts: until then the host's own queue fills, and is full one day. */
  void begin() {
    begun = true;
    if (waiting.size() <= backlog) {
      interest.only(SelectionKey.OP_ACCEPT);
    }
  }

  @Nullable InetSocketAddress local() throws IOException {
    ServerSocketChannel made = channel;
    return made == null ? null : (InetSocketAddress) made.getLocalAddress();
  }

  boolean isEmpty() {
    if (!begun) {
      begin();
    }
    return waiting.isEmpty();
  }

  @Override
  public void ready(int operations) {
    ServerSocketChannel made = channel;
    try {
      while (made != null && waiting.size() <= backlog) {
        SocketChannel connection = made.accept();
        if (connection == null) {
          break;
        }
        take(connection);
      }
    } catch (IOException e) {
      // Out of descriptors, mostly. The connection goes on waiting in the host's queue, so asking
      // at
      // once would never end.
      interest.only(0);
      tryLater();
    }
    if (waiting.size() > backlog) {
      interest.only(0);
    }
    changed.run();
  }

  private void tryLater() {
    Alarm alarm = retry;
    if (alarm == null) {
      alarm = stack.alarm(this::begin);
      retry = alarm;
    }
    alarm.set(stack.now() + RETRY_NANOS);
  }

  private void take(SocketChannel connection) throws IOException {
    try {
      waiting.add(JvmTcp.accepted(stack, connection, ipv6));
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  @Nullable JvmTcp accept() {
    if (!begun) {
      begin();
    }
    JvmTcp next = waiting.poll();
    if (next != null && waiting.size() == backlog) {
      interest.only(SelectionKey.OP_ACCEPT);
    }
    return next;
  }

  void close() {
    ServerSocketChannel made = channel;
    if (made != null) {
      channel = null;
      interest.end();
      try {
        made.close();
      } catch (IOException e) {
        // Closed all the same.
      }
      stack.loop().poll(); // the port is free only once the selector has let go of the channel
    }
    while (!waiting.isEmpty()) {
      JvmTcp nobodys = waiting.remove();
      int _ = nobodys.option(Network.Option.LINGER, 0);
      nobodys.close();
    }
  }
}
