package dev.espalier.testkit.golden;

import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.net.ForwardingEndpoint;
import dev.espalier.hal.freertos.Task;
import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.lwip.Errno;
import dev.espalier.hal.port.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A network on which a handshake is over when {@code connect} returns, as on Linux's loopback: also
 * a socket that does not block can be written to at once.
 */
final class LoopbackConnects implements NetworkBackend {
  /** SYN and SYN-ACK are under way for 20 µs each. */
  private static final long HANDSHAKE_MICROS = 41;

  private final NetworkBackend backend;
  private final Map<Network, Network> attached = new HashMap<>();

  /** Puts itself before a simulated network. */
  LoopbackConnects(NetworkBackend backend) {
    this.backend = backend;
  }

  @Override
  public Network attach(Uplink uplink) {
    Network network = backend.attach(uplink);
    var quick =
        new Network() {
          @Override
          public void resolve(String host, Resolved done) {
            network.resolve(host, done);
          }

          @Override
          public Endpoint open(boolean ipv6, boolean datagrams) {
            Endpoint opened = network.open(ipv6, datagrams);
            return datagrams ? opened : new Stream(opened);
          }

          @Override
          public Results results() {
            return network.results();
          }
        };
    attached.put(quick, network);
    return quick;
  }

  @Override
  public void detach(Network network) {
    Network inner = attached.remove(network);
    backend.detach(inner == null ? network : inner);
  }

  @Override
  public void close() {
    backend.close();
  }

  private static final class Stream extends ForwardingEndpoint {
    Stream(Network.Endpoint inner) {
      super(inner);
      inner.onReady(this::tell);
    }

    @Override
    public int connect(@Nullable InetSocketAddress address) {
      int result = super.connect(reachable(address));
      if (result != -Errno.EINPROGRESS) {
        return result;
      }
      Task.delay(Timeout.exactMicros(HANDSHAKE_MICROS));
      int ready = inner.ready();
      if ((ready & ERROR) != 0) {
        return -inner.takeError();
      }
      return (ready & WRITABLE) != 0 ? 0 : result;
    }

    /** Linux takes the address of none for the machine itself. */
    private static @Nullable InetSocketAddress reachable(@Nullable InetSocketAddress address) {
      return address != null
              && address.getAddress() instanceof Inet4Address v4
              && v4.isAnyLocalAddress()
          ? new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), address.getPort())
          : address;
    }
  }
}
