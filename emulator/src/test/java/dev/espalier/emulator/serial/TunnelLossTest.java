package dev.espalier.emulator.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network.Endpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What sockets see of a lost board, and how fair they are to each other. */
final class TunnelLossTest {
  private static final long MILLI = 1_000_000;

  @Test
  void anUnpluggedBoardResetsConnectionsAfterWhatWasReceived() {
    try (TunnelTraffic traffic = new TunnelTraffic(new UartModel(), 1)) {
      TunnelTraffic.Pair pair = traffic.connect();
      assertNotNull(pair);
      assertEquals(3, pair.server().write(new byte[] {1, 2, 3}, 0, 3));
      traffic.simulation().runFor(100 * MILLI);
      traffic.world().board().unplug();

      Endpoint firmware = pair.firmware();
      assertEquals(Endpoint.ERROR, firmware.ready() & Endpoint.ERROR);
      assertEquals(3, firmware.read(new byte[10], 0, 10, false));
      assertEquals(-Errno.ECONNRESET, firmware.read(new byte[10], 0, 10, false));
      assertEquals(-Errno.ECONNRESET, firmware.write(new byte[1], 0, 1));
      assertEquals(Errno.ECONNRESET, firmware.takeError());
    }
  }

  @Test
  void withoutABoardTheNetworkIsDown() {
    try (TunnelTraffic traffic = new TunnelTraffic(new UartModel(), 1)) {
      traffic.world().board().unplug();
      Endpoint tcp = traffic.network().open(false, false);
      assertEquals(-Errno.ENETDOWN, tcp.connect(TunnelTraffic.ADDRESS));
      Endpoint udp = traffic.network().open(false, true);
      assertEquals(-Errno.ENETDOWN, udp.sendTo(new byte[1], 0, 1, TunnelTraffic.ADDRESS));
      List<Object> found = new ArrayList<>();
      traffic.network().resolve("server", found::add);
      assertEquals(List.of(List.of()), found);
    }
  }

  @Test
  void moreSocketsThanTheBoardHasAreRefused() {
    try (TunnelTraffic traffic = new TunnelTraffic(new UartModel(), 1)) {
      for (int i = 0; i < SimulatedBoard.SOCKETS; i++) {
        Endpoint socket = traffic.network().open(false, false);
        assertEquals(-Errno.EINPROGRESS, socket.connect(TunnelTraffic.ADDRESS), "socket " + i);
      }
      Endpoint last = traffic.network().open(false, false);
      assertEquals(-Errno.ENFILE, last.connect(TunnelTraffic.ADDRESS));
    }
  }

  @Test
  void aListenerAndADatagramSocketOutliveTheSession() {
    try (TunnelTraffic traffic = new TunnelTraffic(new UartModel(), 1)) {
      Endpoint listening = traffic.network().open(false, false);
      assertEquals(0, listening.bind(TunnelTraffic.any(8080)));
      assertEquals(0, listening.listen(2));
      traffic.simulation().runFor(100 * MILLI);
      traffic.world().board().reset();
      traffic.simulation().runFor(6000 * MILLI);

      Endpoint client = traffic.world().server().open(false, false);
      assertEquals(-Errno.EINPROGRESS, client.connect(TunnelTraffic.esp(8080)));
      assertTrue(traffic.runUntil(() -> listening.ready() != 0, 10), "accepts again");
      assertNotNull(listening.accept());
    }
  }

  /** At 115200 a window of bulk takes 110 ms to leave; a ping may wait for two and its way back. */
  @Test
  void aBulkTransferDoesNotStarveAPing() {
    try (TunnelTraffic traffic = new TunnelTraffic(new UartModel().baudMax(115_200), 1)) {
      TunnelTraffic.Pair bulk = traffic.connect();
      TunnelTraffic.Pair ping = traffic.connect();
      assertNotNull(bulk);
      assertNotNull(ping);
      TunnelTraffic.Stream out = traffic.stream(bulk.firmware(), bulk.server(), 1, 200_000);
      TunnelTraffic.Stream in = traffic.stream(bulk.server(), bulk.firmware(), 2, 200_000);
      for (int i = 0; i < 20; i++) {
        long begin = traffic.simulation().now();
        assertEquals(1, ping.firmware().write(new byte[1], 0, 1));
        assertTrue(traffic.runUntil(() -> ping.server().available() > 0, 5));
        assertEquals(1, ping.server().read(new byte[1], 0, 1, false));
        assertEquals(1, ping.server().write(new byte[1], 0, 1));
        assertTrue(traffic.runUntil(() -> ping.firmware().available() > 0, 5));
        assertEquals(1, ping.firmware().read(new byte[1], 0, 1, false));
        long took = (traffic.simulation().now() - begin) / MILLI;
        assertTrue(took <= 450, "a ping beside a bulk transfer took " + took + " ms");
      }
      assertEquals(0, out.outcome());
      assertEquals(0, in.outcome());
    }
  }

  @Test
  void aLineThatIsTooFastIsSlowedDownWithinTheSession() {
    try (TunnelTraffic traffic = new TunnelTraffic(new UartModel().interrupts(120, 100_000), 1)) {
      assertTrue(traffic.world().session().baud() < 2_000_000, "tests find the overflows");
      TunnelTraffic.Pair pair = traffic.connect();
      assertNotNull(pair);
      TunnelTraffic.Stream out = traffic.stream(pair.firmware(), pair.server(), 1, 100_000);
      assertTrue(traffic.runUntil(out::isDone, 60));
      assertEquals(0, out.outcome());
    }
  }
}
