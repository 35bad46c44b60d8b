package dev.espalier.emulator.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.BoardConfig;
import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.Uplink;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every network promises below hal.lwip. */
public abstract class NetworkContract {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final long LONG_ENOUGH = 20_000_000_000L;

  private final List<Endpoint> opened = new ArrayList<>();
  Simulation simulation;
  private Network network;

  /** Makes the network and says which clock goes with it. */
  protected abstract NetworkBackend backend();

  protected abstract ClockPolicy clock();

  /** A name that stands for no address. */
  protected String unknownName() {
    return "no-such-host.invalid";
  }

  @BeforeEach
  void plugIn() {
    NetworkBackend backend = backend();
    simulation = Simulation.builder().seed(1).network(backend).clock(clock()).build();
    Uplink uplink = simulation.host("machine");
    network = backend.attach(uplink);
    simulation.board(BoardConfig.defaults()).boot(NetworkContract::stayOn);
  }

  /** A simulation ends when no board has anything left to do. */
  private static void stayOn() {
    while (true) {
      Task.delay(Timeout.ticks(100));
    }
  }

  @AfterEach
  void pullThePlug() {
    opened.forEach(Endpoint::close);
    simulation.close();
  }

  protected final Simulation simulation() {
    return simulation;
  }

  protected final Network network() {
    return network;
  }

  protected final void await(BooleanSupplier condition) {
    boolean[] held = {false};
    var result =
        simulation.runUntil(
            () -> {
              held[0] |= condition.getAsBoolean();
              return held[0];
            },
            LONG_ENOUGH);
    assertTrue(held[0], "never happened; " + result);
  }

  final Endpoint tcp() {
    Endpoint endpoint = network.open(false, false);
    opened.add(endpoint);
    return endpoint;
  }

  final Endpoint udp() {
    Endpoint endpoint = network.open(false, true);
    opened.add(endpoint);
    return endpoint;
  }

  final Endpoint listening(int backlog) {
    Endpoint server = tcp();
    assertEquals(0, server.bind(new InetSocketAddress(HERE, 0)));
    assertEquals(0, server.listen(backlog));
    return server;
  }

  static InetSocketAddress addressOf(Endpoint endpoint) {
    InetSocketAddress local = endpoint.local();
    assertNotNull(local);
    return local;
  }

  /** Two ends of a connection. */
  protected record Pair(Endpoint server, Endpoint client, Endpoint accepted) {}

  protected final Pair connected() {
    Endpoint server = listening(1);
    Endpoint client = tcp();
    int result = client.connect(addressOf(server));
    assertTrue(result == 0 || result == -Errno.EINPROGRESS, "connect: " + result);
    await(() -> (client.ready() & Endpoint.WRITABLE) != 0);
    assertEquals(0, client.takeError());
    return new Pair(server, client, accept(server));
  }

  final Endpoint accept(Endpoint server) {
    await(() -> (server.ready() & Endpoint.READABLE) != 0);
    Endpoint accepted = server.accept();
    assertNotNull(accepted);
    opened.add(accepted);
    return accepted;
  }

  final String read(Endpoint endpoint, int length) {
    byte[] buffer = new byte[length];
    int[] total = {0};
    await(() -> {
      int count = endpoint.read(buffer, total[0], length - total[0], false);
      total[0] += Math.max(count, 0);
      return total[0] == length;
    });
    return new String(buffer, UTF_8);
  }

  static int write(Endpoint endpoint, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return endpoint.write(bytes, 0, bytes.length);
  }

  /** What a read gives once it gives something other than "not yet". */
  final int outcome(Endpoint endpoint) {
    int[] result = {-Errno.EAGAIN};
    await(() -> {
      result[0] = endpoint.read(new byte[64], 0, 64, false);
      return result[0] != -Errno.EAGAIN;
    });
    return result[0];
  }

  @Test
  void carriesBytesBothWays() {
    Pair pair = connected();
    assertEquals(5, write(pair.client(), "hello"));
    assertEquals("hello", read(pair.accepted(), 5));
    assertEquals(6, write(pair.accepted(), "answer"));
    assertEquals("answer", read(pair.client(), 6));
  }

  @Test
  void carriesBytesAndDatagramsOverIpv6() {
    InetAddress here = InetAddress.ofLiteral("::1");
    Endpoint server = network.open(true, false);
    opened.add(server);
    assertEquals(0, server.bind(new InetSocketAddress(here, 0)));
    assertEquals(0, server.listen(1));
    Endpoint client = network.open(true, false);
    opened.add(client);
    int result = client.connect(addressOf(server));
    assertTrue(result == 0 || result == -Errno.EINPROGRESS, "connect: " + result);
    Endpoint accepted = accept(server);
    assertEquals(here, addressOf(accepted).getAddress());
    assertEquals(client.local(), accepted.remote());
    await(() -> write(client, "six") == 3);
    assertEquals("six", read(accepted, 3));

    Endpoint receiver = network.open(true, true);
    opened.add(receiver);
    assertEquals(0, receiver.bind(new InetSocketAddress(here, 0)));
    Endpoint sender = network.open(true, true);
    opened.add(sender);
    byte[] bytes = "6".getBytes(UTF_8);
    assertEquals(1, sender.sendTo(bytes, 0, 1, addressOf(receiver)));
    assertEquals("6", read(receiver, 1));
    assertNotNull(receiver.sender());
    assertEquals(here, receiver.sender().getAddress());
  }

  @Test
  void reachesIpv4FromAnIpv6SocketByMappedAddresses() {
    Endpoint server = listening(1);
    Endpoint client = network.open(true, false);
    opened.add(client);
    int result = client.connect(addressOf(server));
    assertTrue(result == 0 || result == -Errno.EINPROGRESS, "connect: " + result);
    Endpoint accepted = accept(server);
    await(() -> write(client, "four") == 4);
    assertEquals("four", read(accepted, 4));

    Endpoint receiver = udp();
    assertEquals(0, receiver.bind(new InetSocketAddress(HERE, 0)));
    Endpoint sender = network.open(true, true);
    opened.add(sender);
    assertEquals(1, sender.sendTo("4".getBytes(UTF_8), 0, 1, addressOf(receiver)));
    assertEquals("4", read(receiver, 1));
  }

  @Test
  void namesBothEndsTheSame() {
    Pair pair = connected();
    assertEquals(pair.client().local(), pair.accepted().remote());
    assertEquals(pair.accepted().local(), pair.client().remote());
    assertNull(pair.server().remote());
  }

  @Test
  void saysNotYetBeforeAnythingArrives() {
    Pair pair = connected();
    assertEquals(-Errno.EAGAIN, pair.client().read(new byte[1], 0, 1, false));
    assertEquals(0, pair.client().ready() & Endpoint.READABLE);
    assertEquals(0, pair.client().available());
  }

  @Test
  void peeksWithoutTaking() {
    Pair pair = connected();
    write(pair.client(), "peekaboo");
    await(() -> pair.accepted().available() == 8);
    byte[] buffer = new byte[4];
    assertEquals(4, pair.accepted().read(buffer, 0, 4, true));
    assertArrayEquals("peek".getBytes(UTF_8), buffer);
    assertEquals(8, pair.accepted().available());
    assertEquals("peekaboo", read(pair.accepted(), 8));
    assertEquals(0, pair.accepted().available());
  }

  @Test
  void tellsTheListenerOfDataEndAndConnection() {
    Endpoint server = listening(1);
    int[] heard = {0, 0};
    server.onReady(() -> heard[0]++);
    Endpoint client = tcp();
    client.onReady(() -> heard[1]++);
    var _ = client.connect(addressOf(server));
    await(() -> heard[0] > 0 && heard[1] > 0 && server.ready() != 0);
    Endpoint accepted = accept(server);
    heard[1] = 0;
    write(accepted, "x");
    await(() -> heard[1] > 0);
    assertEquals("x", read(client, 1));
    heard[1] = 0;
    accepted.close();
    await(() -> heard[1] > 0);
    assertEquals(0, outcome(client));
  }

  @Test
  void staysReadableUntilAllIsTaken() {
    Pair pair = connected();
    write(pair.client(), "abc");
    await(() -> pair.accepted().available() == 3);
    assertEquals("a", read(pair.accepted(), 1));
    assertEquals(Endpoint.READABLE, pair.accepted().ready() & Endpoint.READABLE);
    assertEquals("bc", read(pair.accepted(), 2));
    assertEquals(0, pair.accepted().ready() & Endpoint.READABLE);
  }

  @Test
  void deliversTheEndAfterTheData() {
    Pair pair = connected();
    write(pair.client(), "last words");
    pair.client().close();
    assertEquals("last words", read(pair.accepted(), 10));
    assertEquals(0, outcome(pair.accepted()));
    assertEquals(Endpoint.READABLE, pair.accepted().ready() & Endpoint.READABLE);
    assertEquals(0, outcome(pair.accepted()));
  }

  @Test
  void goesOnReadingAfterHalfOfItIsShut() {
    Pair pair = connected();
    assertEquals(0, pair.client().shutdown(Endpoint.SHUT_WR));
    assertEquals(0, outcome(pair.accepted()));
    assertEquals(5, write(pair.accepted(), "still"));
    assertEquals("still", read(pair.client(), 5));
  }

  @Test
  void resetsWhenClosedWithUnreadData() {
    Pair pair = connected();
    write(pair.client(), "nobody reads this");
    await(() -> pair.accepted().available() > 0);
    pair.accepted().close();
    assertEquals(-Errno.ECONNRESET, outcome(pair.client()));
  }

  @Test
  void resetsWhenClosedWithLingerZero() {
    Pair pair = connected();
    assertEquals(0, pair.client().option(Network.Option.LINGER, 0));
    pair.client().close();
    assertEquals(-Errno.ECONNRESET, outcome(pair.accepted()));
  }

  @Test
  void showsAResetAsErrorOnce() {
    Pair pair = connected();
    assertEquals(0, pair.client().option(Network.Option.LINGER, 0));
    pair.client().close();
    await(() -> (pair.accepted().ready() & Endpoint.ERROR) != 0);
    assertEquals(Errno.ECONNRESET, pair.accepted().takeError());
    assertEquals(0, pair.accepted().takeError());
    assertEquals(
        Endpoint.READABLE | Endpoint.WRITABLE,
        pair.accepted().ready() & (Endpoint.READABLE | Endpoint.WRITABLE));
  }

  @Test
  void refusesWhereNobodyListens() {
    Endpoint server = listening(1);
    InetSocketAddress address = addressOf(server);
    server.close();
    Endpoint client = tcp();
    int result = client.connect(address);
    if (result == -Errno.EINPROGRESS) {
      await(() -> (client.ready() & Endpoint.ERROR) != 0);
      result = -client.takeError();
    }
    assertEquals(-Errno.ECONNREFUSED, result);
  }

  @Test
  void stopsTakingBytesWhenNobodyReadsAndGoesOnLater() {
    Pair pair = connected();
    byte[] block = new byte[100_000];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) i;
    }
    long[] sent = {0};
    await(() -> {
      int count = pair.client().write(block, 0, block.length);
      sent[0] += Math.max(count, 0);
      return count == -Errno.EAGAIN;
    });
    assertEquals(0, pair.client().ready() & Endpoint.WRITABLE);
    int[] told = {0};
    pair.client().onReady(() -> told[0]++);
    byte[] buffer = new byte[65_536];
    long[] received = {0};
    await(() -> {
      int count = pair.accepted().read(buffer, 0, buffer.length, false);
      received[0] += Math.max(count, 0);
      return received[0] == sent[0];
    });
    await(() -> (pair.client().ready() & Endpoint.WRITABLE) != 0);
    assertTrue(told[0] > 0, "told of the room");
  }

  @Test
  void keepsEveryByteOfALargeTransferInOrder() {
    Pair pair = connected();
    int size = 1 << 20;
    byte[] data = new byte[size];
    for (int i = 0; i < size; i++) {
      data[i] = (byte) (i * 31 + (i >> 8));
    }
    byte[] got = new byte[size];
    int[] at = {0, 0};
    await(() -> {
      int out = pair.client().write(data, at[0], Math.min(7777, size - at[0]));
      at[0] += Math.max(out, 0);
      int in = pair.accepted().read(got, at[1], Math.min(5000, size - at[1]), false);
      at[1] += Math.max(in, 0);
      return at[1] == size;
    });
    assertArrayEquals(data, got);
  }

  @Test
  void refusesAPortThatIsTaken() {
    Endpoint server = listening(1);
    Endpoint other = tcp();
    assertEquals(-Errno.EADDRINUSE, other.bind(addressOf(server)));
  }

  @Test
  void refusesAnAddressThatIsNotItsOwn() {
    Endpoint endpoint = tcp();
    InetAddress strange = InetAddress.ofLiteral("203.0.113.7");
    assertEquals(-Errno.EADDRNOTAVAIL, endpoint.bind(new InetSocketAddress(strange, 0)));
  }

  @Test
  void carriesDatagramsWithTheirSender() {
    Endpoint receiver = udp();
    assertEquals(0, receiver.bind(new InetSocketAddress(HERE, 0)));
    Endpoint sender = udp();
    assertEquals(0, sender.bind(new InetSocketAddress(HERE, 0)));
    byte[] bytes = "ping".getBytes(UTF_8);
    assertEquals(4, sender.sendTo(bytes, 0, 4, addressOf(receiver)));
    assertEquals(2, sender.sendTo(bytes, 1, 2, addressOf(receiver)));
    assertEquals(4, outcome(receiver));
    assertEquals(sender.local(), receiver.sender());
    assertEquals(2, outcome(receiver));
    assertEquals(-Errno.EAGAIN, receiver.read(bytes, 0, 4, false));
  }

  @Test
  void cutsADatagramToTheBuffer() {
    Endpoint receiver = udp();
    assertEquals(0, receiver.bind(new InetSocketAddress(HERE, 0)));
    Endpoint sender = udp();
    byte[] bytes = new byte[100];
    assertEquals(100, sender.sendTo(bytes, 0, 100, addressOf(receiver)));
    assertEquals(64, outcome(receiver));
    assertEquals(-Errno.EAGAIN, receiver.read(bytes, 0, 4, false));
  }

  @Test
  void hearsOnlyThePeerOfAConnectedDatagramSocket() {
    Endpoint receiver = udp();
    assertEquals(0, receiver.bind(new InetSocketAddress(HERE, 0)));
    Endpoint friend = udp();
    assertEquals(0, friend.bind(new InetSocketAddress(HERE, 0)));
    Endpoint stranger = udp();
    assertEquals(0, receiver.connect(addressOf(friend)));
    assertEquals(3, stranger.sendTo(new byte[3], 0, 3, addressOf(receiver)));
    assertEquals(1, friend.sendTo(new byte[1], 0, 1, addressOf(receiver)));
    assertEquals(1, outcome(receiver));
  }

  @Test
  void resolvesAddressesAtOnceAndNamesLater() {
    AtomicReference<List<InetAddress>> answer = new AtomicReference<>();
    network.resolve("192.0.2.9", answer::set);
    assertEquals(List.of(InetAddress.ofLiteral("192.0.2.9")), answer.get());
  }

  @Test
  void answersAnUnknownNameWithNothing() {
    AtomicReference<List<InetAddress>> answer = new AtomicReference<>();
    network.resolve(unknownName(), answer::set);
    await(() -> answer.get() != null);
    assertEquals(List.of(), answer.get());
  }

  @Test
  void forgetsAClosedEndpoint() {
    Pair pair = connected();
    int[] heard = {0};
    pair.accepted().onReady(() -> heard[0]++);
    pair.accepted().close();
    pair.accepted().close();
    assertEquals(0, outcome(pair.client()));
    write(pair.client(), "to nobody");
    await(() -> pair.client().write(new byte[1], 0, 1) < 0);
    assertEquals(0, heard[0]);
    assertFalse(pair.client().ready() == 0);
  }
}
