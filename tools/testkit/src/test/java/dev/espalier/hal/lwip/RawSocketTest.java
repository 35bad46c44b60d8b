package dev.espalier.hal.lwip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import org.junit.jupiter.api.Test;

/** Raw sockets: a ping as {@code ping_sock.c} does it. */
final class RawSocketTest {
  /** Echo request, identifier 1, sequence 2, two bytes; its check sum. */
  private static final byte[] REQUEST = {8, 0, (byte) 0x96, (byte) 0x9a, 0, 1, 0, 2, 97, 98};

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

  private static int raw() {
    int fd = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_RAW, Sockets.IPPROTO_ICMP);
    Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_RCVTIMEO, Timeval.millis(1000));
    return fd;
  }

  private static int ping(int fd, String host, byte[] request) {
    return Sockets.sendto(fd, request, 0, request.length, 0, SockAddr.in(host, 0));
  }

  @Test
  void anEchoComesBackBehindItsIpHeader() {
    play(
        () -> {
          int fd = raw();
          assertEquals(REQUEST.length, ping(fd, "192.168.4.3", REQUEST));
          byte[] packet = new byte[64];
          SockAddr from = new SockAddr();
          assertEquals(30, Sockets.recvfrom(fd, packet, 0, 64, 0, from));
          assertEquals("192.168.4.3", Inet.inet_ntop(from.family(), from.bytes()));
          assertEquals(0x45, packet[0]);
          assertEquals(1, packet[9], "ICMP");
          assertEquals(0, packet[20], "an echo reply");
          assertEquals(2, packet[27], "the sequence");
          assertEquals('b', packet[29]);
          Sockets.close(fd);
        },
        () -> Task.delay(Timeout.millis(5000)));
  }

  @Test
  void nobodyAnswersAWrongCheckSumOrForAnAddressThatNobodyHas() {
    play(() -> {
      int fd = raw();
      byte[] wrong = REQUEST.clone();
      wrong[9]++;
      assertEquals(wrong.length, ping(fd, "192.168.4.77", REQUEST));
      assertEquals(-1, Sockets.recv(fd, new byte[64], 0));
      assertEquals(Errno.EWOULDBLOCK, Errno.get());
      assertEquals(wrong.length, ping(fd, "127.0.0.1", wrong));
      assertEquals(30, Sockets.recv(fd, new byte[64], 0), "the request itself");
      assertEquals(-1, Sockets.recv(fd, new byte[64], 0));
      Sockets.close(fd);
    });
  }

  @Test
  void optionsOfDatagramsAreNotItsOwn() {
    play(() -> {
      int fd = raw();
      int[] value = new int[1];
      assertEquals(0, Sockets.getsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_TYPE, value));
      assertEquals(Sockets.SOCK_RAW, value[0]);
      assertEquals(-1, Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_NO_CHECK, 1));
      assertEquals(Errno.ENOPROTOOPT, Errno.get());
      assertEquals(0, Sockets.close(fd));
      assertEquals(-1, Sockets.socket(Sockets.AF_INET6, Sockets.SOCK_RAW, 58));
      assertEquals(Errno.ENOBUFS, Errno.get());
    });
  }
}
