package dev.espalier.emulator.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.Simulation;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What only a network on simulated time can show. */
final class SimulatedNetworkBehaviourTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private final SimulatedNetwork network = new SimulatedNetwork(11);
  private Simulation simulation;
  private SimHost near;
  private SimHost far;

  @BeforeEach
  void plugIn() {
    simulation = Simulation.builder().seed(1).network(network).build();
    near = network.host(simulation.host("near"), "near", InetAddress.ofLiteral("10.0.0.1"));
    far = network.host(simulation.host("far"), "far", InetAddress.ofLiteral("10.0.0.2"));
    simulation.board(BoardConfig.defaults().withName("clock")).boot(this::stayOn);
  }

  private void stayOn() {
    while (true) {
      Task.delay(Timeout.ticks(1_000_000));
    }
  }

  @AfterEach
  void pullThePlug() {
    simulation.close();
  }

  private void runTo(long nanos) {
    var _ = simulation.runFor(nanos - simulation.now());
    assertEquals(nanos, simulation.now());
  }

  private static Endpoint listening(SimHost host, int port, int backlog) {
    Endpoint server = host.open(false, false);
    assertEquals(0, server.bind(new InetSocketAddress(host.addresses().getFirst(), port)));
    assertEquals(0, server.listen(backlog));
    return server;
  }

  private Endpoint connecting(SimHost from, SimHost to, int port) {
    Endpoint client = from.open(false, false);
    assertEquals(
        -Errno.EINPROGRESS, client.connect(new InetSocketAddress(to.addresses().getFirst(), port)));
    return client;
  }

  private static Endpoint accept(Endpoint server) {
    Endpoint accepted = server.accept();
    assertNotNull(accepted);
    return accepted;
  }

  private static void write(Endpoint endpoint, byte[] bytes) {
    assertEquals(bytes.length, endpoint.write(bytes, 0, bytes.length));
  }

  private static int readAll(Endpoint endpoint) {
    return endpoint.read(new byte[100_000], 0, 100_000, false);
  }

  /** A connection over links of 10 ms each way, made at 30 ms. */
  private Endpoint[] connection() {
    network.link(SimLink.latency(10 * MILLI));
    Endpoint server = listening(far, 80, 1);
    Endpoint client = connecting(near, far, 80);
    runTo(30 * MILLI);
    return new Endpoint[] {client, accept(server)};
  }

  @Test
  void shakesHandsInOneRoundTripAndAcceptsHalfOfOneLater() {
    network.link(SimLink.latency(10 * MILLI));
    Endpoint server = listening(far, 80, 1);
    Endpoint client = connecting(near, far, 80);
    runTo(20 * MILLI - 1);
    assertEquals(0, client.ready());
    runTo(20 * MILLI);
    assertEquals(Endpoint.WRITABLE, client.ready());
    runTo(30 * MILLI - 1);
    assertNull(server.accept());
    runTo(30 * MILLI);
    assertNotNull(server.accept());
  }

  @Test
  void refusesAfterOneRoundTrip() {
    network.link(SimLink.latency(10 * MILLI));
    Endpoint client = connecting(near, far, 81);
    runTo(20 * MILLI - 1);
    assertEquals(0, client.ready());
    runTo(20 * MILLI);
    assertEquals(Errno.ECONNREFUSED, client.takeError());
  }

  @Test
  void deliversEachSendAfterTheLatency() {
    Endpoint[] pair = connection();
    assertEquals(0, pair[0].option(Network.Option.NO_DELAY, 1));
    assertEquals(3, pair[0].write(new byte[3], 0, 3));
    runTo(32 * MILLI);
    assertEquals(4, pair[0].write(new byte[4], 0, 4));
    runTo(40 * MILLI - 1);
    assertEquals(0, pair[1].available());
    runTo(40 * MILLI);
    assertEquals(3, pair[1].available());
    runTo(42 * MILLI);
    assertEquals(7, readAll(pair[1]));
  }

  @Test
  void holdsASecondSmallSegmentUntilTheFirstIsAcknowledged() {
    Endpoint[] pair = connection();
    write(pair[0], new byte[3]);
    write(pair[0], new byte[4]);
    write(pair[0], new byte[5]);
    runTo(60 * MILLI - 1);
    assertEquals(3, pair[1].available());
    runTo(60 * MILLI);
    assertEquals(12, pair[1].available());
  }

  @Test
  void takesTheTimeOfTheLine() {
    network.link(new SimLink(0, 0, 1_000_000));
    Endpoint server = listening(far, 80, 1);
    Endpoint client = connecting(near, far, 80);
    runTo(MILLI);
    Endpoint accepted = accept(server);
    assertEquals(9_946, client.write(new byte[9_946], 0, 9_946));
    runTo(11 * MILLI - 1);
    assertEquals(0, accepted.available());
    runTo(11 * MILLI);
    assertEquals(9_946, accepted.available());
  }

  @Test
  void boundsWhatAnUnreadPeerTakesByItsReceiveBuffer() {
    near.buffers(new SimBuffers(5744, 65_536, 1460));
    Endpoint server = far.open(false, false);
    assertEquals(0, server.option(Network.Option.RECEIVE_BUFFER, 4096));
    assertEquals(0, server.bind(new InetSocketAddress(far.addresses().getFirst(), 80)));
    assertEquals(0, server.listen(1));
    Endpoint client = connecting(near, far, 80);
    runTo(10 * MILLI);
    Endpoint accepted = accept(server);
    int sent = 0;
    for (int tries = 0; tries < 20; tries++) {
      sent += Math.max(0, client.write(new byte[3000], 0, 3000));
      runTo(simulation.now() + 10 * MILLI);
    }
    assertEquals(4096 + 5744, sent);
    assertEquals(4096, accepted.available());
    assertEquals(0, client.ready());
    assertEquals(4096, readAll(accepted));
    runTo(simulation.now() + 10 * MILLI);
    assertEquals(Endpoint.WRITABLE, client.ready());
  }

  @Test
  void neverConnectsWhenTheAcceptQueueIsFull() {
    Endpoint server = listening(far, 80, 0);
    Endpoint first = connecting(near, far, 80);
    Endpoint second = connecting(near, far, 80);
    runTo(60 * SECOND);
    assertEquals(Endpoint.WRITABLE, first.ready());
    assertEquals(0, second.ready());
    accept(server).close();
    runTo(64 * SECOND);
    assertEquals(Endpoint.WRITABLE, second.ready());
  }

  @Test
  void givesUpConnectingToNobodyAfterSevenTries() {
    Endpoint client = near.open(false, false);
    assertEquals(
        -Errno.EINPROGRESS,
        client.connect(new InetSocketAddress(InetAddress.ofLiteral("10.9.9.9"), 80)));
    runTo(127 * SECOND - 1);
    assertEquals(0, client.ready());
    runTo(127 * SECOND);
    assertEquals(Errno.ETIMEDOUT, client.takeError());
  }

  @Test
  void tellsByKeepAliveThatThePeerIsGone() {
    Endpoint[] pair = connection();
    assertEquals(0, pair[0].option(Network.Option.KEEP_IDLE, 5));
    assertEquals(0, pair[0].option(Network.Option.KEEP_INTERVAL, 2));
    assertEquals(0, pair[0].option(Network.Option.KEEP_COUNT, 3));
    assertEquals(0, pair[0].option(Network.Option.KEEP_ALIVE, 1));
    runTo(100 * SECOND);
    assertEquals(Endpoint.WRITABLE, pair[0].ready());
    far.up(false);
    runTo(120 * SECOND);
    assertEquals(Errno.ETIMEDOUT, pair[0].takeError());
  }

  @Test
  void sendsAgainWhatWasLost() {
    Endpoint[] pair = connection();
    List<Integer> attempts = new ArrayList<>();
    network.addRule(packet -> {
      attempts.add(packet.attempt());
      return packet.attempt() < 2 ? SimVerdict.DROP : SimVerdict.PASS;
    });
    write(pair[0], new byte[7]);
    write(pair[0], new byte[1]);
    runTo(30 * MILLI + 600 * MILLI + 10 * MILLI - 1);
    assertEquals(0, pair[1].available());
    runTo(30 * MILLI + 600 * MILLI + 10 * MILLI);
    assertEquals(8, pair[1].available());
    assertEquals(List.of(0, 1, 2), attempts);
  }

  @Test
  void delaysWithoutReordering() {
    Endpoint[] pair = connection();
    network.addRule(
        packet -> packet.offset() == 0 ? SimVerdict.delay(50 * MILLI) : SimVerdict.PASS);
    assertEquals(0, pair[0].option(Network.Option.NO_DELAY, 1));
    write(pair[0], new byte[] {1});
    write(pair[0], new byte[] {2});
    runTo(90 * MILLI - 1);
    assertEquals(0, pair[1].available());
    runTo(90 * MILLI);
    byte[] got = new byte[2];
    assertEquals(2, pair[1].read(got, 0, 2, false));
    assertEquals(1, got[0]);
  }

  @Test
  void resetsBothEndsByRule() {
    Endpoint[] pair = connection();
    network.addRule(packet -> packet.offset() >= 10 ? SimVerdict.RESET : SimVerdict.PASS);
    write(pair[0], new byte[10]);
    runTo(60 * MILLI);
    write(pair[0], new byte[1]);
    runTo(80 * MILLI);
    assertEquals(Errno.ECONNRESET, pair[0].takeError());
    assertEquals(Errno.ECONNRESET, pair[1].takeError());
    assertEquals(10, readAll(pair[1]));
    assertEquals(-Errno.ECONNRESET, readAll(pair[1]));
  }

  @Test
  void refusesByRule() {
    network.addRule(
        packet -> packet.kind() == SimPacket.Kind.SYN ? SimVerdict.RESET : SimVerdict.PASS);
    Endpoint server = listening(far, 80, 1);
    Endpoint client = connecting(near, far, 80);
    runTo(10 * MILLI);
    assertEquals(Errno.ECONNREFUSED, client.takeError());
    assertNull(server.accept());
  }

  @Test
  void losesDatagramsByRuleAndReordersThemByDelay() {
    Endpoint receiver = far.open(false, true);
    InetSocketAddress address = new InetSocketAddress(far.addresses().getFirst(), 5353);
    assertEquals(0, receiver.bind(address));
    network.addRule(packet ->
        switch (packet.length()) {
          case 1 -> SimVerdict.DROP;
          case 2 -> SimVerdict.delay(5 * MILLI);
          default -> SimVerdict.PASS;
        });
    Endpoint sender = near.open(false, true);
    for (int length = 1; length <= 3; length++) {
      assertEquals(length, sender.sendTo(new byte[length], 0, length, address));
    }
    runTo(20 * MILLI);
    assertEquals(3, readAll(receiver));
    assertEquals(2, readAll(receiver));
    assertEquals(-Errno.EAGAIN, readAll(receiver));
  }

  @Test
  void givesTheSameTimesForTheSameSeed() {
    assertEquals(arrivals(5), arrivals(5));
    assertTrue(!arrivals(5).equals(arrivals(6)), "another seed, other times");
  }

  private static List<Long> arrivals(long seed) {
    SimulatedNetwork jittery = new SimulatedNetwork(seed);
    jittery.link(new SimLink(MILLI, 10 * MILLI, 0));
    try (Simulation sim = Simulation.builder().network(jittery).build()) {
      SimHost a = jittery.host(sim.host("a"), "a", InetAddress.ofLiteral("10.0.0.1"));
      SimHost b = jittery.host(sim.host("b"), "b", InetAddress.ofLiteral("10.0.0.2"));
      sim.board(BoardConfig.defaults()).boot(() -> Task.delay(Timeout.ticks(200)));
      Endpoint receiver = b.open(false, true);
      InetSocketAddress address = new InetSocketAddress(b.addresses().getFirst(), 9);
      assertEquals(0, receiver.bind(address));
      List<Long> times = new ArrayList<>();
      receiver.onReady(() -> times.add(sim.now()));
      Endpoint sender = a.open(false, true);
      for (int i = 0; i < 5; i++) {
        assertEquals(1, sender.sendTo(new byte[1], 0, 1, address));
      }
      var _ = sim.runFor(SECOND);
      assertEquals(5, times.size());
      return times;
    }
  }

  @Test
  void answersNamesAfterTheirTime() {
    network.nameDelay(3 * SECOND);
    network.name("broker.example", InetAddress.ofLiteral("::9"), InetAddress.ofLiteral("10.0.0.9"));
    List<List<InetAddress>> answers = new ArrayList<>();
    near.resolve("Broker.example", answers::add);
    near.resolve("far", answers::add);
    runTo(3 * SECOND - 1);
    assertEquals(List.of(), answers);
    runTo(3 * SECOND);
    assertEquals(
        List.of(
            List.of(InetAddress.ofLiteral("10.0.0.9"), InetAddress.ofLiteral("::9")),
            far.addresses()),
        answers);
  }

  @Test
  void showsTheSharedMachineAtTheLoopbackAddresses() {
    network.loopback(far);
    Endpoint server = far.open(false, false);
    InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8080);
    assertEquals(0, server.bind(address));
    assertEquals(0, server.listen(1));
    Endpoint client = near.open(false, false);
    assertEquals(-Errno.EINPROGRESS, client.connect(address));
    runTo(60_000);
    assertEquals(address, accept(server).local());
    InetSocketAddress local = client.local();
    assertNotNull(local);
    assertTrue(local.getAddress().isLoopbackAddress());
  }
}
