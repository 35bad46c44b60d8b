package dev.espalier.hal.lwip;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Which sockets have joined which multicast groups ({@code socket_ipv4_multicast_memberships} with
 * {@code igmp_joingroup}). Owner: one {@link SocketTable}.
 */
final class Memberships {
  private static final InetAddress ALL_SYSTEMS = InetAddress.ofLiteral("224.0.0.1");

  private record Entry(LwipSocket socket, IpMreq group) {}

  private final int max;
  private final List<Entry> entries = new ArrayList<>();

  /** LWIP_SOCKET_MAX_MEMBERSHIPS is the number of sockets. */
  Memberships(int max) {
    this.max = max;
  }

  /** A join that fails keeps its entry, as in lwIP. */
  int add(LwipSocket socket, IpMreq group) {
    if (entries.size() >= max) {
      return -Errno.ENOMEM;
    }
    entries.add(new Entry(socket, group));
    return change(socket, group, true);
  }

  int drop(LwipSocket socket, IpMreq group) {
    int result = change(socket, group, false);
    boolean _ = entries.remove(new Entry(socket, group));
    return result;
  }

  /** The socket is closed. */
  void dropAll(LwipSocket socket) {
    for (Entry entry : List.copyOf(entries)) {
      if (entry.socket.equals(socket)) {
        int _ = drop(socket, entry.group);
      }
    }
  }

  private static int change(LwipSocket socket, IpMreq group, boolean join) {
    InetAddress address = address(group.multiaddr());
    boolean fits = address.isMulticastAddress() && !address.equals(ALL_SYSTEMS);
    int result =
        fits ? socket.endpoint.membership(address, address(group.interfaceAddr()), join) : -1;
    return result < 0 ? -Errno.EADDRNOTAVAIL : 0;
  }

  private static InetAddress address(int value) {
    return InetAddress.ofLiteral(Inet.inet_ntoa(value));
  }
}
