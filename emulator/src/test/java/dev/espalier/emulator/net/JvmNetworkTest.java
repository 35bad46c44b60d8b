package dev.espalier.emulator.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network.Endpoint;
import org.junit.jupiter.api.Test;

/** The contract on the host's loopback interface. */
final class JvmNetworkTest extends NetworkContract {
  @Override
  protected NetworkBackend backend() {
    return new JvmNetwork();
  }

  @Override
  protected ClockPolicy clock() {
    return ClockPolicy.real();
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
