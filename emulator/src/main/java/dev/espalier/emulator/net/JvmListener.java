package dev.espalier.emulator.net;

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
  private final JvmStack stack;
  private final boolean ipv6;
  private final Runnable changed;
  private final Deque<JvmTcp> waiting = new ArrayDeque<>();
  private @Nullable ServerSocketChannel channel;
  private @Nullable SelectionKey key;
  private int backlog;

  JvmListener(JvmStack stack, boolean ipv6, Runnable changed) {
    this.stack = stack;
    this.ipv6 = ipv6;
    this.changed = changed;
  }

  void open(
      ProtocolFamily family, @Nullable InetSocketAddress address, int newBacklog, boolean reuse)
      throws IOException {
    backlog = newBacklog;
    ServerSocketChannel made = ServerSocketChannel.open(family);
    try {
      made.setOption(StandardSocketOptions.SO_REUSEADDR, reuse);
      made.bind(address, Math.max(1, newBacklog));
      key = stack.loop().register(made, SelectionKey.OP_ACCEPT, this);
      channel = made;
    } finally {
      if (channel == null) {
        made.close();
      }
    }
  }

  @Nullable InetSocketAddress local() throws IOException {
    ServerSocketChannel made = channel;
    return made == null ? null : (InetSocketAddress) made.getLocalAddress();
  }

  boolean isEmpty() {
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
      // Out of descriptors, or the peer is gone again: the next one gets its chance.
    }
    if (waiting.size() > backlog) {
      interest(0);
    }
    changed.run();
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
    JvmTcp next = waiting.poll();
    if (next != null && waiting.size() == backlog) {
      interest(SelectionKey.OP_ACCEPT);
    }
    return next;
  }

  private void interest(int operations) {
    SelectionKey registered = key;
    if (registered != null && registered.isValid()) {
      registered.interestOps(operations);
    }
  }

  void close() {
    ServerSocketChannel made = channel;
    if (made != null) {
      channel = null;
      stack.loop().unregistered();
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
