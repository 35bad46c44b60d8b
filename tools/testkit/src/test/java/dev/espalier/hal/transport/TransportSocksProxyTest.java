package dev.espalier.hal.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.Board;
import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.RunResult;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.Firmware;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.lwip.SockAddr;
import dev.espalier.hal.lwip.Sockets;
import dev.espalier.hal.profile.Profile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TCP by way of a SOCKS 4 proxy, which is a task of the same board. */
final class TransportSocksProxyTest {
  private static final Timeout SECOND = Timeout.millis(1000);
  private static final int PROXY = 1080;

  private static void play(Firmware firmware) {
    try (Simulation simulation =
        Simulation.builder().seed(5).network(new SimulatedNetwork(5)).build()) {
      Board board = simulation.board(BoardConfig.defaults().withProfile(Profile.COMPONENT_1_8));
      board.boot(firmware);
      RunResult result = simulation.runFor(60_000_000_000L);
      assertEquals(RunResult.End.DONE, result.end(), () -> result.report() + board.output());
    }
  }

  /** Takes one connection, keeps the request, answers, and sends back what follows. */
  private static List<byte[]> proxy(String answer) {
    List<byte[]> requests = new ArrayList<>();
    int listener = Sockets.socket(Sockets.AF_INET, Sockets.SOCK_STREAM, 0);
    Sockets.bind(listener, SockAddr.in("127.0.0.1", PROXY));
    Sockets.listen(listener, 1);
    var _ =
        Task.create(
            "proxy",
            4096,
            2,
            () -> {
              int fd = Sockets.accept(listener, null);
              byte[] buffer = new byte[100];
              int count = Sockets.recv(fd, buffer, 0, buffer.length, 0);
              requests.add(Arrays.copyOf(buffer, Math.max(count, 0)));
              byte[] bytes = HexFormat.of().parseHex(answer);
              Sockets.send(fd, bytes, 0, bytes.length, 0);
              while ((count = Sockets.recv(fd, buffer, 0, buffer.length, 0)) > 0) {
                Sockets.send(fd, buffer, 0, count, 0);
              }
              Sockets.close(fd);
              Sockets.close(listener);
              Task.current().delete();
            });
    return requests;
  }

  private static TransportSocksProxy socks(TransportTcp parent) {
    return TransportSocksProxy.init(
        parent, new SocksProxyConfig(SocksProxyConfig.Version.SOCKS4, "127.0.0.1", PROXY));
  }

  @Test
  void carriesDataOnceTheProxyHasConnected() {
    play(() -> {
      List<byte[]> requests = proxy("005a000000000000");
      TransportTcp parent = TransportTcp.init();
      TransportSocksProxy socks = socks(parent);
      assertEquals(0, socks.connect("10.1.2.3", 8443, SECOND));
      assertEquals("040120fb0a01020300", HexFormat.of().formatHex(requests.getFirst()));
      byte[] text = "hello".getBytes(StandardCharsets.US_ASCII);
      assertEquals(5, socks.write(text, 0, 5, SECOND));
      assertEquals(1, socks.pollRead(SECOND));
      byte[] back = new byte[10];
      assertEquals(5, socks.read(back, 0, 10, SECOND));
      assertArrayEquals(text, Arrays.copyOf(back, 5));
      assertEquals(-1, socks.getSocket());
      assertEquals(0, socks.close());
      socks.destroy().orAbort();
      parent.destroy().orAbort();
    });
  }

  @Test
  void leavesTheProxysRefusalInErrno() {
    play(() -> {
      List<byte[]> requests = proxy("005b000000000000");
      TransportTcp parent = TransportTcp.init();
      TransportSocksProxy socks = socks(parent);
      assertEquals(-1, socks.connect("10.1.2.3", 80, SECOND));
      assertEquals(TransportSocksProxy.SOCKS_RESPONSE_REQUEST_REJECTED, Errno.get());
      assertEquals(1, requests.size());
      assertEquals(0, socks.close());
      socks.destroy().orAbort();
      parent.destroy().orAbort();
    });
  }

  @Test
  void failsWithoutAProxyAndForUnknownNames() {
    play(() -> {
      TransportTcp parent = TransportTcp.init();
      TransportSocksProxy socks = socks(parent);
      assertEquals(-1, socks.connect("10.1.2.3", 80, SECOND));
      List<byte[]> requests = proxy("005a000000000000");
      assertEquals(-1, socks.connect("no.such.name", 80, SECOND));
      assertEquals(TransportSocksProxy.SOCKS_RESPONSE_TARGET_NOT_FOUND, Errno.get());
      assertEquals(0, requests.size());
      assertEquals(0, socks.close());
      socks.destroy().orAbort();
      parent.destroy().orAbort();
    });
  }
}
