package dev.espalier.hal.lwip;

import java.net.InetAddress;
import java.util.Set;

/** What becomes of sockets when an interface loses its address ({@code tcp.c}). */
public final class NetifAddress {
  private NetifAddress() {}

  /**
   * Aborts the connections of an address that an interface no longer has, as {@code
   * tcp_netif_ip_addr_changed} does: their calls fail with ECONNABORTED. A network that has
   * addresses of its own, such as this machine's, counts as reached through that interface.
   *
   * @param others the addresses that the board still has; connections of theirs stay, and so do
   *     those to the board itself
   */
  public static void lost(Set<? extends InetAddress> others) {
    SocketTable table = SocketTable.current();
    for (int fd : table.open()) {
      if (table.find(fd) instanceof TcpSocket socket) {
        socket.addressLost(others);
      }
    }
  }
}
