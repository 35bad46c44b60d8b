package dev.espalier.emulator.net;

import dev.espalier.hal.lwip.Errno;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.List;
import java.util.Locale;

/**
 * What the JDK's exceptions mean as error numbers. The JDK gives the operating system's error as
 * text only, so the text decides, then the exception's class.
 */
final class JvmErrors {
  /** A part of the message, in small letters, and what it stands for. */
  record Text(String part, int errno) {}

  /** A class of exception and what it stands for when its message says nothing. */
  record Kind(Class<? extends Exception> type, int errno) {}

  /** Texts of Linux, macOS and Windows. */
  static final List<Text> TEXTS =
      List.of(
          new Text("connection refused", Errno.ECONNREFUSED),
          new Text("connection reset", Errno.ECONNRESET),
          new Text("forcibly closed by the remote host", Errno.ECONNRESET),
          new Text("broken pipe", Errno.EPIPE),
          new Text("software caused connection abort", Errno.ECONNABORTED),
          new Text("established connection was aborted", Errno.ECONNABORTED),
          new Text("timed out", Errno.ETIMEDOUT),
          new Text("no route to host", Errno.EHOSTUNREACH),
          new Text("host is unreachable", Errno.EHOSTUNREACH),
          new Text("host is down", Errno.EHOSTDOWN),
          new Text("network is unreachable", Errno.ENETUNREACH),
          new Text("network is down", Errno.ENETDOWN),
          new Text("address already in use", Errno.EADDRINUSE),
          new Text("only one usage of each socket address", Errno.EADDRINUSE),
          new Text("assign requested address", Errno.EADDRNOTAVAIL),
          new Text("permission denied", Errno.EACCES),
          new Text("operation not permitted", Errno.EPERM),
          new Text("message too long", Errno.EMSGSIZE),
          new Text("too many open files", Errno.ENFILE),
          new Text("no buffer space", Errno.ENOBUFS),
          new Text("address family not supported", Errno.EAFNOSUPPORT),
          new Text("protocol family", Errno.EAFNOSUPPORT),
          new Text("invalid argument", Errno.EINVAL),
          new Text("not connected", Errno.ENOTCONN),
          new Text("socket closed", Errno.ENOTCONN));

  static final List<Kind> KINDS =
      List.of(
          new Kind(NoRouteToHostException.class, Errno.EHOSTUNREACH),
          new Kind(PortUnreachableException.class, Errno.ECONNREFUSED),
          new Kind(ConnectException.class, Errno.ECONNREFUSED),
          new Kind(BindException.class, Errno.EADDRINUSE),
          new Kind(SocketTimeoutException.class, Errno.ETIMEDOUT),
          new Kind(ProtocolException.class, Errno.EPROTO),
          new Kind(ClosedChannelException.class, Errno.ENOTCONN),
          new Kind(NotYetConnectedException.class, Errno.ENOTCONN),
          new Kind(AlreadyConnectedException.class, Errno.EISCONN),
          new Kind(ConnectionPendingException.class, Errno.EALREADY),
          new Kind(AlreadyBoundException.class, Errno.EINVAL),
          new Kind(UnresolvedAddressException.class, Errno.EINVAL),
          new Kind(UnsupportedAddressTypeException.class, Errno.EAFNOSUPPORT),
          new Kind(UnsupportedOperationException.class, Errno.EAFNOSUPPORT),
          new Kind(IllegalArgumentException.class, Errno.EINVAL),
          new Kind(IOException.class, Errno.EIO));

  private JvmErrors() {}

  /** The error number of an exception; EIO when nothing is known of it. */
  static int errno(Exception e) {
    String message = e.getMessage();
    if (message != null) {
      String small = message.toLowerCase(Locale.ROOT);
      for (Text text : TEXTS) {
        if (small.contains(text.part())) {
          return text.errno();
        }
      }
    }
    for (Kind kind : KINDS) {
      if (kind.type().isInstance(e)) {
        return kind.errno();
      }
    }
    return Errno.EIO;
  }
}
