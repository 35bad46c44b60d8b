package dev.espalier.emulator.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.hal.lwip.Errno;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class JvmErrorsTest {
  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of(new ConnectException("Connection refused"), Errno.ECONNREFUSED),
        Arguments.of(new SocketException("Connection reset"), Errno.ECONNRESET),
        Arguments.of(new IOException("Connection reset by peer"), Errno.ECONNRESET),
        Arguments.of(
            new IOException("An existing connection was forcibly closed by the remote host"),
            Errno.ECONNRESET),
        Arguments.of(new IOException("Broken pipe"), Errno.EPIPE),
        Arguments.of(new SocketException("Software caused connection abort"), Errno.ECONNABORTED),
        Arguments.of(
            new IOException(
                "An established connection was aborted by the software in your host machine"),
            Errno.ECONNABORTED),
        Arguments.of(new ConnectException("Connection timed out"), Errno.ETIMEDOUT),
        Arguments.of(new ConnectException("Operation timed out"), Errno.ETIMEDOUT),
        Arguments.of(new NoRouteToHostException("No route to host"), Errno.EHOSTUNREACH),
        Arguments.of(new SocketException("Host is unreachable"), Errno.EHOSTUNREACH),
        Arguments.of(new SocketException("Host is down"), Errno.EHOSTDOWN),
        Arguments.of(new ConnectException("Network is unreachable"), Errno.ENETUNREACH),
        Arguments.of(new SocketException("Network is down"), Errno.ENETDOWN),
        Arguments.of(new BindException("Address already in use"), Errno.EADDRINUSE),
        Arguments.of(
            new BindException("Only one usage of each socket address is normally permitted"),
            Errno.EADDRINUSE),
        Arguments.of(new BindException("Cannot assign requested address"), Errno.EADDRNOTAVAIL),
        Arguments.of(new BindException("Can't assign requested address"), Errno.EADDRNOTAVAIL),
        Arguments.of(new SocketException("Permission denied"), Errno.EACCES),
        Arguments.of(new SocketException("Operation not permitted"), Errno.EPERM),
        Arguments.of(new SocketException("Message too long"), Errno.EMSGSIZE),
        Arguments.of(new SocketException("Too many open files"), Errno.ENFILE),
        Arguments.of(new SocketException("No buffer space available"), Errno.ENOBUFS),
        Arguments.of(
            new SocketException("Address family not supported by protocol"), Errno.EAFNOSUPPORT),
        Arguments.of(new SocketException("Protocol family unavailable"), Errno.EAFNOSUPPORT),
        Arguments.of(new SocketException("Invalid argument"), Errno.EINVAL),
        Arguments.of(new SocketException("Transport endpoint is not connected"), Errno.ENOTCONN),
        Arguments.of(new SocketException("Socket closed"), Errno.ENOTCONN));
  }

  static Stream<Arguments> kinds() {
    return Stream.of(
        Arguments.of(new NoRouteToHostException(), Errno.EHOSTUNREACH),
        Arguments.of(new PortUnreachableException(), Errno.ECONNREFUSED),
        Arguments.of(new ConnectException(), Errno.ECONNREFUSED),
        Arguments.of(new BindException(), Errno.EADDRINUSE),
        Arguments.of(new SocketTimeoutException(), Errno.ETIMEDOUT),
        Arguments.of(new ProtocolException(), Errno.EPROTO),
        Arguments.of(new ClosedChannelException(), Errno.ENOTCONN),
        Arguments.of(new NotYetConnectedException(), Errno.ENOTCONN),
        Arguments.of(new AlreadyConnectedException(), Errno.EISCONN),
        Arguments.of(new ConnectionPendingException(), Errno.EALREADY),
        Arguments.of(new AlreadyBoundException(), Errno.EINVAL),
        Arguments.of(new UnresolvedAddressException(), Errno.EINVAL),
        Arguments.of(new UnsupportedAddressTypeException(), Errno.EAFNOSUPPORT),
        Arguments.of(new UnsupportedOperationException(), Errno.EAFNOSUPPORT),
        Arguments.of(new IllegalArgumentException(), Errno.EINVAL),
        Arguments.of(new IOException(), Errno.EIO));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void readsTheText(Exception e, int errno) {
    assertEquals(Errno.name(errno), Errno.name(JvmErrors.errno(e)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void fallsBackToTheClass(Exception e, int errno) {
    assertEquals(Errno.name(errno), Errno.name(JvmErrors.errno(e)));
  }

  @Test
  void testsEveryLineOfTheTable() {
    assertEquals(
        JvmErrors.TEXTS.size(),
        JvmErrors.TEXTS.stream()
            .filter(text ->
                messages()
                    .anyMatch(test ->
                        Arrays.toString(test.get()).toLowerCase(Locale.ROOT).contains(text.part())))
            .count());
    assertEquals(JvmErrors.KINDS.size(), kinds().count());
  }

  @Test
  void callsTheUnknownAnInputOutputError() {
    assertEquals(Errno.EIO, JvmErrors.errno(new IOException("something new")));
    assertEquals(Errno.EIO, JvmErrors.errno(new IllegalStateException("something else")));
  }
}
