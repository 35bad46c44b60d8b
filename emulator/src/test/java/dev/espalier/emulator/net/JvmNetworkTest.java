package dev.espalier.emulator.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract on the host's loopback interface. */
final class JvmNetworkTest extends NetworkContract {
  private final JvmNetwork jvm = new JvmNetwork();

  @Override
  protected NetworkBackend backend() {
    return jvm;
  }

  @Override
  protected ClockPolicy clock() {
    return ClockPolicy.real();
  }

  @Test
  void connectsAfterTheHostRefusedAtOnce() {
    Endpoint client = tcp();
    assertEquals(0, client.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)));
    InetSocketAddress own = addressOf(client);
    int refused = client.connect(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 9));
    assertTrue(refused < 0 && refused != -Errno.EINPROGRESS, "refused at once: " + refused);
    assertEquals(0, client.takeError());

    Endpoint server = listening(1);
    int result = client.connect(addressOf(server));
    assertTrue(result == 0 || result == -Errno.EINPROGRESS, "connect: " + result);
    await(() -> (client.ready() & Endpoint.WRITABLE) != 0);
    assertEquals(own, accept(server).remote());
  }

  @Test
  void hopesForNothingOfASocketThatFailed() {
    Endpoint server = listening(1);
    InetSocketAddress nobody = addressOf(server);
    server.close();
    assertFalse(jvm.io().canStillHappen());
    Endpoint client = tcp();
    int result = client.connect(nobody);
    await(() -> result != -Errno.EINPROGRESS || client.takeError() != 0);
    assertFalse(jvm.io().canStillHappen());
    client.close();
    assertFalse(jvm.io().canStillHappen());

    Pair pair = connected();
    assertTrue(jvm.io().canStillHappen());
    pair.accepted().close();
    pair.server().close();
    await(() -> (pair.client().ready() & Endpoint.READABLE) != 0);
    assertFalse(jvm.io().canStillHappen());
  }

  @Test
  void isNotReadableWhenExactlyOneReadAheadWasTaken() {
    Pair pair = connected();
    byte[] bytes = new byte[SelectorLoop.CHUNK];
    int[] sent = {0}; // the host need not take it all at once
    await(() -> {
      sent[0] += Math.max(0, pair.accepted().write(bytes, sent[0], bytes.length - sent[0]));
      return sent[0] == bytes.length;
    });
    await(() -> pair.client().available() == bytes.length);
    assertEquals(bytes.length, pair.client().read(bytes, 0, bytes.length, false));

    assertEquals(0, pair.client().ready() & Endpoint.READABLE);
    assertEquals(-Errno.EAGAIN, pair.client().read(bytes, 0, 1, false));

    assertEquals(1, pair.accepted().write(bytes, 0, 1));
    await(() -> (pair.client().ready() & Endpoint.READABLE) != 0);
    assertEquals(1, pair.client().read(bytes, 0, bytes.length, false));
  }

  @Test
  void sendsAfterCloseWhatTheHostDidNotTakeBefore() {
    Pair pair = connected();
    byte[] block = new byte[100_000];
    int[] sent = {0};
    int count = pair.client().write(block, 0, block.length);
    while (count > 0) {
      sent[0] += count;
      count = pair.client().write(block, 0, block.length);
    }
    assertEquals(-Errno.EAGAIN, count);
    pair.client().close();

    int[] got = {0};
    await(() -> {
      int read = pair.accepted().read(block, 0, block.length, false);
      got[0] += Math.max(0, read);
      return read == 0; // the end of the stream
    });
    assertEquals(sent[0], got[0]);
    assertTrue(got[0] > SelectorLoop.CHUNK);
  }

  @Test
  void tellsOfRoomHoweverItWasFound() {
    Pair pair = connected();
    byte[] block = new byte[50_000];
    int total = 20_000_000;
    int[] sent = {0};
    Runnable pump =
        () -> {
          int count = 1;
          while (count > 0 && sent[0] < total) {
            count = pair.client().write(block, 0, Math.min(block.length, total - sent[0]));
            sent[0] += Math.max(0, count);
          }
        };
    pair.client().onReady(pump);
    pump.run();
    int[] got = {0};
    await(() -> {
      got[0] += Math.max(0, pair.accepted().read(block, 0, block.length, false));
      return got[0] == total;
    });
  }

  @Test
  void sendsBeforeARunEnds() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Endpoint client = connectedTo(server);
      try (Socket accepted = server.accept()) {
        assertEquals(3, write(client, "now"));
        var _ = simulation.runFor(1);
        accepted.setSoTimeout(5000);
        assertEquals("now", new String(accepted.getInputStream().readNBytes(3), UTF_8));
      }
    }
  }

  @Test
  @Timeout(60)
  void doesNotWaitWhenASocketHasGotRoomJustBefore() throws IOException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Endpoint client = connectedTo(server);
      try (Socket accepted = server.accept()) {
        byte[] block = new byte[50_000];
        int sent = 0;
        int count = client.write(block, 0, 1); // to be sent when the loop turns to the host
        while (count > 0) {
          sent += count;
          count = client.write(block, 0, block.length);
        }
        accepted.getInputStream().skipNBytes(sent - SelectorLoop.CHUNK);
        boolean[] told = {false};
        client.onReady(() -> told[0] = true);
        jvm.io().await(Long.MAX_VALUE); // nothing else would end it
        assertTrue(told[0]);
        assertTrue((client.ready() & Endpoint.WRITABLE) != 0);
      }
    }
  }

  private Endpoint connectedTo(ServerSocket server) {
    Endpoint client = tcp();
    int result = client.connect((InetSocketAddress) server.getLocalSocketAddress());
    assertTrue(result == 0 || result == -Errno.EINPROGRESS, "connect: " + result);
    await(() -> (client.ready() & Endpoint.WRITABLE) != 0);
    return client;
  }

  @Test
  void joinsAMulticastGroupWhereTheHostCan() {
    InetAddress group = InetAddress.ofLiteral("239.1.2.3");
    InetAddress any = InetAddress.ofLiteral("0.0.0.0");
    Endpoint socket = udp();
    assertEquals(0, socket.bind(new InetSocketAddress(any, 0)));
    int strange = socket.membership(group, InetAddress.ofLiteral("192.0.2.1"), true);
    assertEquals(-Errno.EADDRNOTAVAIL, strange);
    assertEquals(-Errno.EADDRNOTAVAIL, socket.membership(group, any, false));
    assumeTrue(socket.membership(group, any, true) == 0, "no interface for multicast");
    assertEquals(0, socket.membership(group, any, false));
  }
}
