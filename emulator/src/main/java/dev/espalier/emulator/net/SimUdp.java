package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** A UDP socket of a {@link SimHost}. */
final class SimUdp implements Network.Endpoint {
  private static final class Datagram {
    final InetSocketAddress sender;
    final byte[] bytes;

    Datagram(InetSocketAddress sender, byte[] bytes) {
      this.sender = sender;
      this.bytes = bytes;
    }
  }

  private final SimHost host;
  private final boolean ipv6;
  private final Deque<Datagram> inbox = new ArrayDeque<>();
  private @Nullable InetSocketAddress local;
  private @Nullable InetSocketAddress remote;
  private @Nullable InetSocketAddress sender;
  private @Nullable Runnable listener;
  private boolean reuse;
  private boolean closed;

  SimUdp(SimHost host, boolean ipv6) {
    this.host = host;
    this.ipv6 = ipv6;
  }

  boolean reuses() {
    return reuse;
  }

  /** A datagram has arrived at the host's port; a full box loses it. */
  void deliver(InetSocketAddress from, byte[] bytes) {
    InetSocketAddress peer = remote;
    if (closed || inbox.size() >= host.datagramsMax() || (peer != null && !peer.equals(from))) {
      return;
    }
    inbox.add(new Datagram(from, bytes));
    Runnable told = listener;
    if (told != null) {
      told.run();
    }
  }

  @Override
  public int bind(InetSocketAddress address) {
    if (local != null) {
      return -Errno.EINVAL;
    }
    int port = host.claim(this, address);
    if (port < 0) {
      return port;
    }
    local = new InetSocketAddress(address.getAddress(), port);
    return 0;
  }

  @Override
  public int listen(int backlog) {
    return -Errno.EOPNOTSUPP;
  }

  @Override
  public Network.@Nullable Endpoint accept() {
    return null;
  }

  @Override
  public int connect(@Nullable InetSocketAddress address) {
    remote = address;
    if (address != null && local == null) {
      int result = bind(new InetSocketAddress(host.sourceFor(address.getAddress()), 0));
      return Math.min(result, 0);
    }
    return 0;
  }

  @Override
  public int takeError() {
    return 0;
  }

  @Override
  public int read(byte[] buffer, int offset, int length, boolean peek) {
    Datagram first = inbox.peek();
    if (first == null) {
      return -Errno.EAGAIN;
    }
    if (!peek) {
      inbox.remove();
    }
    sender = first.sender;
    int count = Math.min(length, first.bytes.length);
    System.arraycopy(first.bytes, 0, buffer, offset, count);
    return count;
  }

  @Override
  public int write(byte[] buffer, int offset, int length) {
    InetSocketAddress peer = remote;
    return peer == null ? -Errno.EDESTADDRREQ : sendTo(buffer, offset, length, peer);
  }

  @Override
  public int sendTo(byte[] buffer, int offset, int length, InetSocketAddress to) {
    if (local == null) {
      int result = bind(host.any(ipv6));
      if (result < 0) {
        return result;
      }
    }
    InetSocketAddress bound = local;
    if (bound == null) {
      return -Errno.ENOTCONN;
    }
    InetSocketAddress from =
        bound.getAddress().isAnyLocalAddress()
            ? new InetSocketAddress(host.sourceFor(to.getAddress()), bound.getPort())
            : bound;
    host.network().datagram(host, from, to, Arrays.copyOfRange(buffer, offset, offset + length));
    return length;
  }

  @Override
  public @Nullable InetSocketAddress sender() {
    return sender;
  }

  @Override
  public int available() {
    Datagram first = inbox.peek();
    return first == null ? 0 : first.bytes.length;
  }

  @Override
  public int ready() {
    return (inbox.isEmpty() ? 0 : READABLE) | WRITABLE;
  }

  @Override
  public void onReady(Runnable newListener) {
    listener = newListener;
  }

  @Override
  public int shutdown(int how) {
    return -Errno.EOPNOTSUPP;
  }

  @Override
  public void close() {
    closed = true;
    inbox.clear();
    host.closed(this);
  }

  @Override
  public int option(Network.Option option, int value) {
    return switch (option) {
      case REUSE_ADDRESS -> {
        reuse = value != 0;
        yield 0;
      }
      case BROADCAST, RECEIVE_BUFFER, SEND_BUFFER -> 0;
      default -> -Errno.ENOPROTOOPT;
    };
  }

  @Override
  public @Nullable InetSocketAddress local() {
    return local;
  }

  @Override
  public @Nullable InetSocketAddress remote() {
    return remote;
  }
}
