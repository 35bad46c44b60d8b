package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A UDP socket of the host. Takes a few datagrams ahead; the rest wait in the host. */
final class JvmUdp extends DatagramEndpoint implements SelectorLoop.Ready {
  /**
   * As many as lwIP's receive box holds by default; the host keeps the others instead of losing
   * them.
   */
  private static final int AHEAD_MAX = 6;

  private final JvmStack stack;
  private final SelectorLoop loop;
  private final boolean ipv6;
  private final JvmOptions options = new JvmOptions();
  private final Interest interest;
  private final Map<InetAddress, MembershipKey> memberships = new HashMap<>();
  private @Nullable DatagramChannel channel;

  JvmUdp(JvmStack stack, boolean ipv6) {
    this.stack = stack;
    this.loop = stack.loop();
    this.ipv6 = ipv6;
    interest = new Interest(loop);
  }

  private DatagramChannel channel() throws IOException {
    DatagramChannel made = channel;
    if (made == null) {
      made =
          DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
      channel = made;
      made.setOption(StandardSocketOptions.SO_BROADCAST, true); // lwIP asks for no permission
      options.applyAll(made);
      interest.begin(made, SelectionKey.OP_READ, this);
      stack.opened(this);
    }
    return made;
  }

  @Override
  public int bind(InetSocketAddress address) {
    try {
      channel().bind(address);
      return 0;
    } catch (IOException | RuntimeException e) {
      return -JvmErrors.errno(e);
    }
  }

  @Override
  public int connect(@Nullable InetSocketAddress address) {
    try {
      DatagramChannel made = channel();
      if (made.isConnected()) {
        made.disconnect();
      }
      if (address != null) {
        made.connect(address);
      }
      peer = address;
      return 0;
    } catch (IOException | RuntimeException e) {
      return -JvmErrors.errno(e);
    }
  }

  @Override
  public int membership(InetAddress group, InetAddress local, boolean join) {
    try {
      if (!join) {
        MembershipKey key = memberships.remove(group);
        if (key == null) {
          return -Errno.EADDRNOTAVAIL;
        }
        key.drop();
        return 0;
      }
      NetworkInterface at = interfaceOf(local);
      if (at == null) {
        return -Errno.EADDRNOTAVAIL;
      }
      if (!memberships.containsKey(group)) {
        memberships.put(group, channel().join(group, at));
      }
      return 0;
    } catch (IOException | RuntimeException e) {
      return -JvmErrors.errno(e);
    }
  }

  private static @Nullable NetworkInterface interfaceOf(InetAddress local) throws IOException {
    if (!local.isAnyLocalAddress()) {
      return NetworkInterface.getByInetAddress(local);
    }
    NetworkInterface found = null;
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      boolean usable = each.isUp() && each.supportsMulticast();
      if (usable && (found == null || found.isLoopback())) {
        found = each;
      }
    }
    return found;
  }

  @Override
  public void ready(int operations) {
    DatagramChannel made = channel;
    try {
      while (made != null && waiting() < AHEAD_MAX) {
        ByteBuffer direct = loop.readBuffer();
        InetSocketAddress from = (InetSocketAddress) made.receive(direct);
        if (from == null) {
          break;
        }
        direct.flip();
        byte[] bytes = new byte[direct.remaining()];
        direct.get(bytes);
        add(from, bytes);
      }
    } catch (IOException e) {
      // An ICMP message about something sent before: lwIP takes no notice either.
    }
    if (waiting() >= AHEAD_MAX) {
      interest.only(0);
    }
    Runnable told = listener();
    if (told != null) {
      stack.tell(told);
    }
  }

  @Override
  protected void taken(int length) {
    if (waiting() == AHEAD_MAX - 1) {
      interest.only(SelectionKey.OP_READ);
    }
  }

  @Override
  public int sendTo(byte[] buffer, int offset, int length, InetSocketAddress to) {
    ByteBuffer direct = loop.writeBuffer();
    if (length > direct.capacity()) {
      return -Errno.EMSGSIZE;
    }
    try {
      DatagramChannel made = channel();
      direct.put(buffer, offset, length).flip();
      int count =
          made.isConnected() && to.equals(peer) ? made.write(direct) : made.send(direct, to);
      return count == 0 && length > 0 ? -Errno.EAGAIN : length;
    } catch (IOException | RuntimeException e) {
      return -JvmErrors.errno(e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    stack.closed(this);
    clear();
    DatagramChannel made = channel;
    if (made != null) {
      interest.end();
      try {
        made.close();
      } catch (IOException e) {
        // Closed all the same.
      }
    }
  }

  @Override
  public int option(Network.Option option, int value) {
    return options.set(channel, option, value);
  }

  @Override
  public @Nullable InetSocketAddress local() {
    DatagramChannel made = channel;
    try {
      return made == null || !made.isOpen() ? null : (InetSocketAddress) made.getLocalAddress();
    } catch (IOException e) {
      return null;
    }
  }
}
