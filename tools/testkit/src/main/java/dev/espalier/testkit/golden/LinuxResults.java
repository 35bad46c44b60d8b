package dev.espalier.testkit.golden;

import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.kernel.IoWaiter;
import dev.espalier.hal.port.Network;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network whose socket calls answer as in the recordings: with Linux's results. */
final class LinuxResults implements NetworkBackend {
  /** The resolver gives the CPU away, also when there is nothing to look up. */
  private static final long RESOLVER_NANOS = 50_000;

  private final NetworkBackend backend;
  private final Map<Network, Network> attached = new HashMap<>();

  private final int sendBytes;

  /** Puts Linux's results on a network, and a send buffer on its TCP sockets if that is above 0. */
  LinuxResults(NetworkBackend backend, int sendBytes) {
    this.backend = backend;
    this.sendBytes = sendBytes;
  }

  @Override
  public Network attach(Uplink uplink) {
    Network network = backend.attach(uplink);
    var answering =
        new Network() {
          @Override
          public void resolve(String host, Resolved done) {
            uplink.alarm(() -> network.resolve(host, done)).set(uplink.now() + RESOLVER_NANOS);
          }

          @Override
          public Endpoint open(boolean ipv6, boolean datagrams) {
            Endpoint opened = network.open(ipv6, datagrams);
            if (sendBytes > 0 && !datagrams) {
              var _ = opened.option(Option.SEND_BUFFER, sendBytes);
            }
            return opened;
          }

          @Override
          public Results results() {
            return Results.LINUX;
          }
        };
    attached.put(answering, network);
    return answering;
  }

  @Override
  public void detach(Network network) {
    Network inner = attached.remove(network);
    backend.detach(inner == null ? network : inner);
  }

  @Override
  public @Nullable IoWaiter io() {
    return backend.io();
  }

  @Override
  public void close() {
    backend.close();
  }
}
