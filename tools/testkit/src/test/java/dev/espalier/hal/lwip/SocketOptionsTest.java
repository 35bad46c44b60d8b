package dev.espalier.hal.lwip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.port.Network;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Options, modes and limits of sockets, with lwIP's answers. */
final class SocketOptionsTest extends SocketBoard {
  private Network.Results results = Network.Results.LWIP;

  @Override
  NetworkBackend network() {
    SimulatedNetwork network = new SimulatedNetwork(1);
    network.results(results);
    return network;
  }

  @Override
  ClockPolicy clock() {
    return ClockPolicy.virtual();
  }

  private static BoardConfig with(String... assignments) {
    SdkConfig config = SdkConfig.defaults();
    for (String assignment : assignments) {
      config = config.with(assignment);
    }
    return BoardConfig.defaults().withSdkConfig(config);
  }

  private static int get(int fd, int level, int option) {
    int[] value = {-99};
    assertEquals(0, Sockets.getsockopt(fd, level, option, value), () -> Errno.name(Errno.get()));
    return value[0];
  }

  @Test
  void startsWithLwipsDefaults() {
    play(() -> {
      int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      assertEquals(7200, get(fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPIDLE));
      assertEquals(7_200_000, get(fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPALIVE));
      assertEquals(75, get(fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPINTVL));
      assertEquals(9, get(fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPCNT));
      assertEquals(0, get(fd, Sockets.IPPROTO_TCP, Sockets.TCP_NODELAY));
      assertEquals(0, get(fd, Sockets.SOL_SOCKET, Sockets.SO_KEEPALIVE));
      assertEquals(64, get(fd, Sockets.IPPROTO_IP, Sockets.IP_TTL));
      assertEquals(Sockets.SOCK_STREAM, get(fd, Sockets.SOL_SOCKET, Sockets.SO_TYPE));
      assertEquals(0, get(fd, Sockets.SOL_SOCKET, Sockets.SO_ACCEPTCONN));
      Sockets.close(fd);
    });
  }

  @Test
  void keepsWhatIsSet() {
    play(() -> {
      int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      Sockets.setsockopt(fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPIDLE, 5);
      Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_KEEPALIVE, 1);
      Sockets.setsockopt(fd, Sockets.IPPROTO_TCP, Sockets.TCP_NODELAY, 1);
      assertEquals(5000, get(fd, Sockets.IPPROTO_TCP, Sockets.TCP_KEEPALIVE));
      assertEquals(1, get(fd, Sockets.SOL_SOCKET, Sockets.SO_KEEPALIVE));
      assertEquals(1, get(fd, Sockets.IPPROTO_TCP, Sockets.TCP_NODELAY));
      Timeval limit = new Timeval(3, 250_000);
      Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_SNDTIMEO, limit);
      int[] time = new int[2];
      Sockets.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_SNDTIMEO, time);
      assertArrayEquals(new int[] {3, 250_000}, time);
      Sockets.close(fd);
    });
  }

  @Test
  void refusesWhatLwipDoesNotKnowAndSaysSoOnce() {
    Board board =
        play(() -> {
          int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
          for (int i = 0; i < 2; i++) {
            assertEquals(-1, Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_SNDBUF, 1));
            assertErrno(Errno.ENOPROTOOPT);
          }
          Linger linger = new Linger(true, 0);
          assertEquals(-1, Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_LINGER, linger));
          assertErrno(Errno.ENOPROTOOPT);
          assertEquals(-1, Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_BROADCAST, 1));
          assertErrno(Errno.ENOPROTOOPT);
          Sockets.close(fd);
        });
    assertEquals(1, count(board.output(), "SOL_SOCKET 0x1001 is not supported"));
    assertEquals(1, count(board.output(), "SO_LINGER without CONFIG_LWIP_SO_LINGER"));
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void countsWaitingBytesOnlyWithTheReceiveBufferOption() {
    play(() -> {
      int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      assertEquals(-1, Sockets.ioctl(fd, Sockets.FIONREAD, new int[1]));
      assertErrno(Errno.ENOSYS);
      Sockets.close(fd);
    });
    play(
        with("CONFIG_LWIP_SO_RCVBUF=y"),
        () -> {
          Link link = link();
          Sockets.send(link.client(), "12345".getBytes(UTF_8), 0);
          awaitReadable(link.server());
          int[] count = new int[1];
          assertEquals(0, Sockets.ioctl(link.server(), Sockets.FIONREAD, count));
          assertEquals(5, count[0]);
          assertEquals(2, Sockets.recv(link.server(), new byte[2], Sockets.MSG_PEEK));
          assertEquals(5, Sockets.recv(link.server(), new byte[9], 0));
          link.close();
        });
  }

  @Test
  void bindsToTheStationAndToNothingElse() {
    play(() -> {
      int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      int so = Sockets.SO_BINDTODEVICE;
      assertEquals(0, Sockets.setsockopt(fd, Sockets.SOL_SOCKET, so, "st1"));
      assertEquals(0, Sockets.setsockopt(fd, Sockets.SOL_SOCKET, so, ""));
      assertEquals(-1, Sockets.setsockopt(fd, Sockets.SOL_SOCKET, so, "eth7"));
      assertErrno(Errno.ENODEV);
      assertEquals(2, Sockets.if_nametoindex("st1"));
      assertEquals("lo0", Sockets.if_indextoname(1));
      assertNull(Sockets.if_indextoname(9));
      Sockets.close(fd);
    });
  }

  @Test
  void movesTheFirstDescriptorWithTheNumberOfSockets() {
    play(
        with("CONFIG_LWIP_MAX_SOCKETS=3"),
        () -> {
          assertEquals(61, Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0));
          assertEquals(62, Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0));
          assertEquals(63, Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0));
          assertEquals(-1, Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0));
          List.of(61, 62, 63).forEach(Sockets::close);
        });
  }

  @Test
  void closesAConnectionThatFindsNoDescriptor() {
    play(
        with("CONFIG_LWIP_MAX_SOCKETS=2"),
        () -> {
          int listener = listener(1);
          int client = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
          assertEquals(0, Sockets.connect(client, nameOf(listener)));
          assertEquals(-1, Sockets.accept(listener, null));
          assertErrno(Errno.ENFILE);
          assertEquals(0, Sockets.recv(client, new byte[1], 0));
          Sockets.close(client);
          Sockets.close(listener);
        });
  }

  @Test
  void roundsAWaitOfSelectDownToTicks() {
    play(() -> {
      int fd = listener(1);
      FdSet read = new FdSet();
      long[] waited = new long[4];
      Timeval[] limits = {
        Timeval.millis(0), Timeval.millis(9), Timeval.millis(25), new Timeval(0, 29_500)
      };
      for (int i = 0; i < limits.length; i++) {
        read.set(fd);
        long before = ticks();
        assertEquals(0, Sockets.select(fd + 1, read, null, null, limits[i]));
        assertTrue(!read.isSet(fd));
        waited[i] = ticks() - before;
      }
      assertArrayEquals(new long[] {0, 0, 2, 3}, waited);
      assertEquals(-1, Sockets.select(65, read, null, null, null));
      assertErrno(Errno.EINVAL);
      read.set(63);
      assertEquals(-1, Sockets.select(64, read, null, null, null));
      assertErrno(Errno.EBADF);
      Sockets.close(fd);
    });
  }

  @Test
  void changesTheModeByFcntlAndIoctl() {
    play(() -> {
      int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      assertEquals(Sockets.O_RDWR, Sockets.fcntl(fd, Sockets.F_GETFL, 0));
      assertEquals(0, Sockets.ioctl(fd, Sockets.FIONBIO, new int[] {1}));
      assertEquals(Sockets.O_RDWR | Sockets.O_NONBLOCK, Sockets.fcntl(fd, Sockets.F_GETFL, 0));
      assertEquals(0, Sockets.fcntl(fd, Sockets.F_SETFL, Sockets.O_RDWR));
      assertEquals(Sockets.O_RDWR, Sockets.fcntl(fd, Sockets.F_GETFL, 0));
      assertEquals(-1, Sockets.fcntl(fd, Sockets.F_SETFL, 0x8));
      assertErrno(Errno.ENOSYS);
      assertEquals(-1, Sockets.fcntl(fd, 99, 0));
      assertErrno(Errno.ENOSYS);
      Sockets.close(fd);
    });
  }

  @Test
  void tellsWhereAnUnusedSocketIsNot() {
    play(() -> {
      int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      assertEquals("0.0.0.0:0", nameOf(fd).toString());
      assertEquals(-1, Sockets.getpeername(fd, new SockAddr()));
      assertErrno(Errno.ENOTCONN);
      assertEquals(-1, Sockets.send(fd, new byte[1], 0));
      assertErrno(Errno.ENOTCONN);
      assertEquals(0, Sockets.send(fd, new byte[0], 0));
      assertEquals(-1, Sockets.bind(fd, SockAddr.in6("::1", 0)));
      assertErrno(Errno.EINVAL);
      assertEquals(-1, Sockets.connect(fd, SockAddr.in6("::1", 1)));
      assertErrno(Errno.EINVAL);
      assertEquals(-1, Sockets.socket(Sockets.AF_INET, 9, 0));
      assertErrno(Errno.EINVAL);
      Sockets.close(fd);
    });
  }

  @Test
  void answersAsLinuxOnANetworkThatStandsForAHost() {
    results = Network.Results.LINUX;
    play(() -> {
      int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      assertEquals(-1, Sockets.connect(fd, closedPort()));
      assertErrno(Errno.ECONNREFUSED);
      Sockets.close(fd);
      Link link = link();
      Sockets.close(link.server());
      for (int i = 0; i < 3; i++) {
        assertEquals(0, Sockets.recv(link.client(), new byte[1], 0));
      }
      Sockets.close(link.client());
      Sockets.close(link.listener());
    });
  }

  @Test
  void abandonsAConnectThatNobodyAnswers() {
    play(() -> {
      int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      assertEquals(-1, Sockets.connect(fd, SockAddr.in("10.255.1.1", 80)));
      assertErrno(Errno.ECONNABORTED);
      Sockets.close(fd);
    });
  }
}
