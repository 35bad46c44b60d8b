package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A UDP socket of a {@link SimHost}. */
final class SimUdp extends DatagramEndpoint implements SimHost.Bound {
  private final SimHost host;
  private final boolean ipv6;
  private @Nullable InetSocketAddress local;
  private boolean reuse;

  /** Whether this host hears what this socket sends to a group; lwIP's default is no. */
  private boolean loop;

  SimUdp(SimHost host, boolean ipv6) {
    this.host = host;
    this.ipv6 = ipv6;
  }

  @Override
  public boolean reuses() {
    return reuse;
  }

  /** A datagram has arrived at the host's port; a full box loses it. */
  void deliver(InetSocketAddress from, byte[] bytes) {
    if (closed || waiting() >= host.datagramsMax() || (peer != null && !peer.equals(from))) {
      return;
    }
    add(from, bytes);
    Runnable told = listener();
    if (told != null) {
      told.run();
    }
  }

  @Override
  public int bind(InetSocketAddress address) {
    int port = host.claim(this, address);
    if (port < 0) {
      return port;
    }
    local = new InetSocketAddress(address.getAddress(), port);
    return 0;
  }

  @Override
  public int connect(@Nullable InetSocketAddress address) {
    peer = address;
    if (address != null && local == null) {
      int result = bind(new InetSocketAddress(host.sourceFor(address.getAddress()), 0));
      return Math.min(result, 0);
    }
    return 0;
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
    byte[] bytes = Arrays.copyOfRange(buffer, offset, offset + length);
    if (to.getAddress().isMulticastAddress()) {
      host.network().multicast(host, from, to, bytes, loop);
    } else {
      host.network().datagram(host, from, to, bytes);
    }
    return length;
  }

  @Override
  public void close() {
    closed = true;
    clear();
    host.closed(this);
  }

  @Override
  public int membership(InetAddress group, InetAddress at, boolean join) {
    return host.membership(group, at, join);
  }

  @Override
  public int option(Network.Option option, int value) {
    return switch (option) {
      case REUSE_ADDRESS -> {
        reuse = value != 0;
        yield 0;
      }
      case MULTICAST_LOOP -> {
        loop = value != 0;
        yield 0;
      }
      case BROADCAST, MULTICAST_TTL, RECEIVE_BUFFER, SEND_BUFFER -> 0;
      default -> -Errno.ENOPROTOOPT;
    };
  }

  @Override
  public @Nullable InetSocketAddress local() {
    return local;
  }
}
