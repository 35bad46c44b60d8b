package dev.espalier.hal.lwip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import org.junit.jupiter.api.Test;

/** The calls on the simulated network and virtual time. */
final class SocketsOnSimulatedNetworkTest extends SocketsContract {
  @Override
  NetworkBackend network() {
    return new SimulatedNetwork(1);
  }

  @Override
  ClockPolicy clock() {
    return ClockPolicy.virtual();
  }

  @Test
  void aTimeToSendIsOverWhenLwipLooks() {
    play(() -> {
      Task.delay(Timeout.millis(700));
      Link link = link();
      Timeval limit = Timeval.millis(1_200);
      Sockets.setsockopt(link.client(), Sockets.SOL_SOCKET, Sockets.SO_SNDTIMEO, limit);
      byte[] much = new byte[100_000];
      assertTrue(Sockets.send(link.client(), much, 0) > 0);
      // Connected at 0.7 s, so polled at 1.5 s, 2.5 s; 1.2 s are over at 1.9 s.
      assertEquals(250, Task.getTickCount());
      assertEquals(-1, Sockets.send(link.client(), much, 0));
      assertErrno(Errno.EWOULDBLOCK);
      assertEquals(450, Task.getTickCount());
      link.close();
    });
  }

  @Test
  void selectWantsMoreRoomThanASendThatWaits() {
    play(() -> {
      Link link = link();
      Sockets.fcntl(link.client(), Sockets.F_SETFL, Sockets.O_NONBLOCK);
      for (int i = 0; i < 20; i++) {
        int _ = Sockets.send(link.client(), new byte[1440], 0);
        Task.delay(Timeout.millis(10));
      }
      assertEquals(2800, Sockets.recv(link.server(), new byte[2800], 0));
      Task.delay(Timeout.millis(50));
      FdSet write = new FdSet().set(link.client());
      assertEquals(0, Sockets.select(64, null, write, null, Timeval.millis(100)));
      assertEquals(1440, Sockets.send(link.client(), new byte[1440], 0), "there is room");
      drain(link.server(), 5000);
      Task.delay(Timeout.millis(50));
      write = new FdSet().set(link.client());
      assertEquals(1, Sockets.select(64, null, write, null, Timeval.millis(100)));
      link.close();
    });
  }
}
