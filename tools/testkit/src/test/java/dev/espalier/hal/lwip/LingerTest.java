package dev.espalier.hal.lwip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.timer.EspTimer;
import org.junit.jupiter.api.Test;

/** SO_LINGER, by {@code lwip_netconn_do_close_internal}. */
final class LingerTest extends SocketBoard {
  private static final BoardConfig CONFIG =
      BoardConfig.defaults().withSdkConfig(SdkConfig.defaults().with("CONFIG_LWIP_SO_LINGER=y"));
  private static final byte[] BLOCK = new byte[1000];

  @Override
  NetworkBackend network() {
    return new SimulatedNetwork(1);
  }

  @Override
  ClockPolicy clock() {
    return ClockPolicy.virtual();
  }

  private static void linger(int fd, int seconds) {
    Linger value = new Linger(true, seconds);
    assertEquals(0, Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_LINGER, value));
  }

  /** More than the peer takes without reading: some of it stays unacknowledged. */
  @CanIgnoreReturnValue
  private static long fillUp(int fd) {
    Sockets.fcntl(fd, Sockets.F_SETFL, Sockets.O_NONBLOCK);
    long sent = fill(fd, BLOCK);
    Sockets.fcntl(fd, Sockets.F_SETFL, 0);
    return sent;
  }

  private static long closeMillis(int fd, int wanted) {
    long begin = EspTimer.getTime();
    assertEquals(wanted, Sockets.close(fd));
    return (EspTimer.getTime() - begin) / 1000;
  }

  @Test
  void keepsItsValueInSixteenBits() {
    play(
        CONFIG,
        () -> {
          int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
          int[] value = new int[2];
          linger(fd, 7);
          Sockets.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_LINGER, value);
          assertArrayEquals(new int[] {1, 7}, value);
          linger(fd, 70_000);
          Sockets.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_LINGER, value);
          assertArrayEquals(new int[] {0, 0}, value);
          Sockets.close(fd);
        });
  }

  @Test
  void zeroResetsOnlyWhatIsUnderWay() {
    play(
        CONFIG,
        () -> {
          Link idle = link();
          linger(idle.client(), 0);
          Sockets.close(idle.client());
          assertEquals(0, Sockets.recv(idle.server(), new byte[1], 0));
          idle.close();
          Link busy = link();
          linger(busy.client(), 0);
          fillUp(busy.client());
          assertEquals(0, closeMillis(busy.client(), 0));
          Task.delay(Timeout.millis(100));
          drainToError(busy.server(), Errno.ECONNRESET);
          busy.close();
        });
  }

  @CanIgnoreReturnValue
  private static long drainToError(int fd, int errno) {
    byte[] buffer = new byte[4000];
    long all = 0;
    int count = Sockets.recv(fd, buffer, 0);
    while (count > 0) {
      all += count;
      count = Sockets.recv(fd, buffer, 0);
    }
    if (errno == 0) {
      assertEquals(0, count);
    } else {
      assertEquals(-1, count);
      assertErrno(errno);
    }
    return all;
  }

  @Test
  void closeWaitsUntilThePeerHasAll() {
    play(
        CONFIG,
        () -> {
          Link link = link();
          linger(link.client(), 5);
          long sent = fillUp(link.client());
          task(() -> {
            Task.delay(Timeout.millis(1230));
            assertEquals(sent, drainToError(link.server(), 0));
          });
          long waited = closeMillis(link.client(), 0);
          assertTrue(waited >= 1220 && waited < 1300, "waited " + waited + " ms");
          Task.delay(Timeout.millis(100));
          link.close();
        });
  }

  @Test
  void closeResetsWhenTheTimeIsOverAtTheNextSlowTimer() {
    play(
        CONFIG,
        () -> {
          Link link = link();
          linger(link.client(), 2);
          fillUp(link.client());
          long waited = closeMillis(link.client(), 0);
          assertTrue(waited >= 2000 && waited <= 2510, "waited " + waited + " ms");
          Task.delay(Timeout.millis(100));
          drainToError(link.server(), Errno.ECONNRESET);
          link.close();
        });
  }

  @Test
  void closeDoesNotWaitWithNothingUnderWay() {
    play(
        CONFIG,
        () -> {
          Link link = link();
          linger(link.client(), 5);
          assertEquals(1000, Sockets.send(link.client(), BLOCK, 0));
          Task.delay(Timeout.millis(100));
          assertEquals(0, closeMillis(link.client(), 0));
          assertEquals(1000, drainToError(link.server(), 0));
          link.close();
        });
  }

  @Test
  void aSocketThatMustNotWaitStaysOpen() {
    play(
        CONFIG,
        () -> {
          Link link = link();
          linger(link.client(), 5);
          long sent = fillUp(link.client());
          Sockets.fcntl(link.client(), Sockets.F_SETFL, Sockets.O_NONBLOCK);
          assertEquals(0, closeMillis(link.client(), -1));
          assertErrno(Errno.EWOULDBLOCK);
          assertEquals(-1, Sockets.recv(link.client(), new byte[1], 0));
          assertErrno(Errno.ENOTCONN);
          drain(link.server(), sent);
          Task.delay(Timeout.millis(100));
          assertEquals(0, Sockets.close(link.client()));
          link.close();
        });
  }
}
