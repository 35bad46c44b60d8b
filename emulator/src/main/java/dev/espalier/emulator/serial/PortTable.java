package dev.espalier.emulator.serial;

import dev.espalier.hal.lwip.Errno;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Which local addresses the sockets of one kind have, so that {@code bind} can be answered at once.
 * Chooses ports below those that lwIP on the board chooses itself.
 */
final class PortTable {
  /** Who holds an address. */
  interface Holder {
    boolean reuses();
  }

  private record Entry(Holder holder, InetSocketAddress address) {}

  static final int FIRST = 32_768;
  static final int LAST = 49_151;

  private final Tunnel tunnel;
  private final List<Entry> entries = new ArrayList<>();
  private int next;

  /** Begins with a port that another run is not likely to begin with. */
  PortTable(Tunnel tunnel, int begin) {
    this.tunnel = tunnel;
    this.next = FIRST + Math.floorMod(begin, LAST - FIRST);
  }

  /** Takes an address, with a port of its own for 0: the port, or a negative error number. */
  int claim(Holder holder, InetSocketAddress address) {
    if (!isOwn(address.getAddress())) {
      return -Errno.EADDRNOTAVAIL;
    }
    int port = address.getPort();
    if (port == 0) {
      port = freePort();
    }
    for (Entry entry : entries) {
      if (entry.address.getPort() == port
          && clash(entry.address.getAddress(), address.getAddress())
          && !(entry.holder.reuses() && holder.reuses())) {
        return -Errno.EADDRINUSE;
      }
    }
    entries.add(new Entry(holder, new InetSocketAddress(address.getAddress(), port)));
    return port;
  }

  @SuppressWarnings("ReferenceEquality") // this very socket
  void release(Holder holder) {
    entries.removeIf(entry -> entry.holder == holder);
  }

  private int freePort() {
    while (true) { // there are far fewer sockets than ports
      int port = next;
      next = next == LAST ? FIRST : next + 1;
      if (entries.stream().noneMatch(entry -> entry.address.getPort() == port)) {
        return port;
      }
    }
  }

  private static boolean clash(InetAddress a, InetAddress b) {
    if (a.isAnyLocalAddress() || b.isAnyLocalAddress()) {
      return a instanceof Inet4Address == b instanceof Inet4Address;
    }
    return a.equals(b);
  }

  private boolean isOwn(InetAddress address) {
    if (address.isAnyLocalAddress() || address.isLoopbackAddress()) {
      return true;
    }
    BoardMessage.NetInfo info = tunnel.netInfo();
    return info != null
        && (info.addresses().ip().equals(address) || info.addresses().ipv6().contains(address));
  }
}
