package dev.espalier.emulator.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

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
}
