package dev.espalier.hal.lwip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Multicast groups, with lwIP's answers, on the simulated network. */
final class MulticastTest {
  private static final String GROUP = "239.1.2.3";
  private static final IpMreq ANYWHERE = mreq(GROUP, "0.0.0.0");

  private final List<String> heard = new ArrayList<>();

  private static IpMreq mreq(String group, String at) {
    return new IpMreq(Inet.inet_addr(group), Inet.inet_addr(at));
  }

  private static void play(Firmware... boards) {
    try (Simulation simulation = Simulation.builder().network(new SimulatedNetwork(1)).build()) {
      for (int i = 0; i < boards.length; i++) {
        simulation.board(BoardConfig.defaults().withName("board" + i)).boot(boards[i]);
      }
      RunResult result = simulation.runFor(60_000_000_000L);
      RunResult.Panic panic = result.panic();
      assertNull(panic, () -> "" + (panic == null ? "" : panic.thrown()));
      assertEquals(RunResult.End.DONE, result.end(), result::report);
    }
  }

  private static int bound(boolean reuse) {
    int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_DGRAM, 0);
    Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_REUSEADDR, reuse ? 1 : 0);
    assertEquals(0, Sockets.bind(fd, SockAddr.any(Sockets.AF_INET, 5353)));
    Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVTIMEO, Timeval.millis(500));
    return fd;
  }

  private static int set(int fd, int option, IpMreq group) {
    return Sockets.setsockopt(fd, Sockets.IPPROTO_IP, option, group);
  }

  private static void failsWith(int errno, int result) {
    assertEquals(-1, result);
    assertEquals(Errno.name(errno), Errno.name(Errno.get()));
  }

  private void hear(String name, int fd) {
    byte[] buffer = new byte[16];
    int count = Sockets.recv(fd, buffer, 0);
    heard.add(name + ": " + (count < 0 ? "nothing" : new String(buffer, 0, count, UTF_8)));
  }

  private static void sendLater(int fd, String text) {
    Task.delay(Timeout.millis(100));
    byte[] bytes = text.getBytes(UTF_8);
    Sockets.sendto(fd, bytes, 0, bytes.length, 0, SockAddr.in(GROUP, 5353));
  }

  @Test
  void onlyMembersHear() {
    play(
        () -> {
          int fd = bound(false);
          sendLater(fd, "one");
          hear("sender", fd);
          Sockets.close(fd);
        },
        () -> {
          int fd = bound(false);
          assertEquals(0, set(fd, Sockets.IP_ADD_MEMBERSHIP, ANYWHERE));
          hear("member", fd);
          Sockets.close(fd);
        },
        () -> {
          int fd = bound(false);
          assertEquals(0, set(fd, Sockets.IP_ADD_MEMBERSHIP, ANYWHERE));
          assertEquals(0, set(fd, Sockets.IP_DROP_MEMBERSHIP, ANYWHERE));
          hear("left", fd);
          Sockets.close(fd);
        });
    assertEquals(
        List.of("left: nothing", "member: one", "sender: nothing"),
        heard.stream().sorted().toList());
  }

  @Test
  void theBoardHearsItselfWhenItLoops() {
    play(() -> {
      int fd = bound(false);
      assertEquals(0, set(fd, Sockets.IP_ADD_MEMBERSHIP, ANYWHERE));
      sendLater(fd, "lost");
      hear("off", fd);
      Sockets.setsockopt(fd, Sockets.IPPROTO_IP, Sockets.IP_MULTICAST_LOOP, 1);
      sendLater(fd, "found");
      hear("on", fd);
      Sockets.close(fd);
    });
    assertEquals(List.of("off: nothing", "on: found"), heard);
  }

  /** A membership is the interface's: all sockets of the port that share it hear. */
  @Test
  void socketsThatShareThePortAllHear() {
    play(() -> {
      int first = bound(true);
      int second = bound(true);
      int third = bound(true);
      assertEquals(0, set(first, Sockets.IP_ADD_MEMBERSHIP, ANYWHERE));
      Sockets.setsockopt(third, Sockets.IPPROTO_IP, Sockets.IP_MULTICAST_LOOP, 1);
      sendLater(third, "all");
      hear("first", first);
      hear("second", second);
      Sockets.close(first);
      sendLater(third, "gone");
      hear("second", second);
      Sockets.close(second);
      Sockets.close(third);
    });
    assertEquals(List.of("first: all", "second: all", "second: nothing"), heard);
  }

  @Test
  void errorsAreLwips() {
    play(() -> {
      int fd = bound(false);
      int join = Sockets.IP_ADD_MEMBERSHIP;
      failsWith(Errno.EADDRNOTAVAIL, set(fd, join, mreq("10.0.0.1", "0.0.0.0")));
      failsWith(Errno.EADDRNOTAVAIL, set(fd, join, mreq("224.0.0.1", "0.0.0.0")));
      failsWith(Errno.EADDRNOTAVAIL, set(fd, join, mreq(GROUP, "10.0.0.1")));
      failsWith(Errno.EADDRNOTAVAIL, set(fd, Sockets.IP_DROP_MEMBERSHIP, ANYWHERE));
      // The three that failed have taken three of the ten places.
      for (int i = 0; i < 7; i++) {
        assertEquals(0, set(fd, join, ANYWHERE));
      }
      failsWith(Errno.ENOMEM, set(fd, join, ANYWHERE));
      int tcp = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
      failsWith(Errno.ENOPROTOOPT, set(tcp, join, ANYWHERE));
      Sockets.close(tcp);
      Sockets.close(fd);
      int fresh = bound(false);
      assertEquals(0, set(fresh, join, ANYWHERE));
      Sockets.close(fresh);
    });
  }

  @Test
  void optionsAreKept() {
    play(() -> {
      int fd = bound(false);
      int[] value = new int[1];
      Sockets.getsockopt(fd, Sockets.IPPROTO_IP, Sockets.IP_MULTICAST_TTL, value);
      assertEquals(64, value[0]);
      Sockets.getsockopt(fd, Sockets.IPPROTO_IP, Sockets.IP_MULTICAST_LOOP, value);
      assertEquals(0, value[0]);
      Sockets.setsockopt(fd, Sockets.IPPROTO_IP, Sockets.IP_MULTICAST_TTL, 3);
      Sockets.getsockopt(fd, Sockets.IPPROTO_IP, Sockets.IP_MULTICAST_TTL, value);
      assertEquals(3, value[0]);
      int own = Inet.inet_addr("192.168.4.2");
      Sockets.setsockopt(fd, Sockets.IPPROTO_IP, Sockets.IP_MULTICAST_IF, own);
      Sockets.getsockopt(fd, Sockets.IPPROTO_IP, Sockets.IP_MULTICAST_IF, value);
      assertEquals(own, value[0]);
      Sockets.close(fd);
    });
  }
}
