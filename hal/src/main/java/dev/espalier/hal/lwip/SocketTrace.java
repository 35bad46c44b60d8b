package dev.espalier.hal.lwip;

import dev.espalier.hal.port.BoardLocal;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells what firmware asks of its sockets, for traces. Nothing like it is in lwIP. */
public final class SocketTrace {
  private static final BoardLocal<SocketTrace> CURRENT = BoardLocal.of(SocketTrace::new);

  private @Nullable Consumer<String> listener;

  private SocketTrace() {}

  /**
   * Sets who hears of every option that a task of this board sets.
   *
   * @param listener takes lines such as {@code SO_RCVTIMEO 10.000000 -> 0}: name, value, result
   */
  public static void onSetsockopt(Consumer<String> listener) {
    CURRENT.get().listener = listener;
  }

  /**
   * The descriptors that are open on this board, for reports of what firmware leaves behind.
   *
   * @return such as 54 and 55, lowest first
   */
  public static List<Integer> openDescriptors() {
    return SocketTable.current().open();
  }

  /**
   * The sockets that are open on this board, for tools that show them.
   *
   * @return a line for each, lowest descriptor first, such as {@code 54 tcp 192.168.4.2:49152 ->
   *     10.0.0.1:80}
   */
  public static List<String> openSockets() {
    SocketTable table = SocketTable.current();
    return table.open().stream().map(fd -> describe(table, fd)).toList();
  }

  private static String describe(SocketTable table, int fd) {
    LwipSocket socket = table.find(fd);
    if (socket == null) {
      return fd + " closed";
    }
    InetSocketAddress peer = socket.peer();
    return fd
        + (socket.isTcp() ? " tcp " : " udp ")
        + text(socket.endpoint.local())
        + (peer == null ? "" : " -> " + text(peer));
  }

  private static String text(@Nullable InetSocketAddress address) {
    return address == null
        ? "unbound"
        : address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** Tells the listener of a call, if there is one; gives 0 or the negative errno back. */
  static int option(int level, int name, Object value, int result) {
    Consumer<String> listener = CURRENT.get().listener;
    if (listener != null) {
      listener.accept(name(level, name) + " " + text(value) + " -> " + Math.max(result, -1));
    }
    return result;
  }

  private static String text(Object value) {
    return switch (value) {
      case Timeval time -> String.format(Locale.ROOT, "%d.%06d", time.sec(), time.usec());
      case String text -> "\"" + text + "\"";
      case Linger linger -> linger.on() ? "on " + linger.seconds() : "off";
      default -> value.toString();
    };
  }

  private static String name(int level, int name) {
    String known =
        switch (level) {
          case Sockets.SOL_SOCKET -> socketName(name);
          case Sockets.IPPROTO_TCP -> tcpName(name);
          default -> null;
        };
    return known != null ? known : "option " + level + "/" + name;
  }

  private static @Nullable String socketName(int name) {
    return switch (name) {
      case Sockets.SO_REUSEADDR -> "SO_REUSEADDR";
      case Sockets.SO_KEEPALIVE -> "SO_KEEPALIVE";
      case Sockets.SO_BROADCAST -> "SO_BROADCAST";
      case Sockets.SO_LINGER -> "SO_LINGER";
      case Sockets.SO_SNDBUF -> "SO_SNDBUF";
      case Sockets.SO_RCVBUF -> "SO_RCVBUF";
      case Sockets.SO_SNDTIMEO -> "SO_SNDTIMEO";
      case Sockets.SO_RCVTIMEO -> "SO_RCVTIMEO";
      case Sockets.SO_BINDTODEVICE -> "SO_BINDTODEVICE";
      default -> null;
    };
  }

  private static @Nullable String tcpName(int name) {
    return switch (name) {
      case Sockets.TCP_NODELAY -> "TCP_NODELAY";
      case Sockets.TCP_KEEPALIVE -> "TCP_KEEPALIVE";
      case Sockets.TCP_KEEPIDLE -> "TCP_KEEPIDLE";
      case Sockets.TCP_KEEPINTVL -> "TCP_KEEPINTVL";
      case Sockets.TCP_KEEPCNT -> "TCP_KEEPCNT";
      default -> null;
    };
  }
}
