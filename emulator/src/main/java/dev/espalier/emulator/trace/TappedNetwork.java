package dev.espalier.emulator.trace;

import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.kernel.IoWaiter;
import dev.espalier.hal.port.Network;
import org.jspecify.annotations.Nullable;

/** Any network, listened to. */
public final class TappedNetwork implements NetworkBackend {
  private final NetworkBackend inner;
  private final NetworkTap tap;
  private int flows;

  private record Attached(TappedNetwork backend, Network inner, Uplink uplink) implements Network {
    @Override
    public void resolve(String host, Resolved done) {
      inner.resolve(
          host,
          addresses -> {
            backend.tap.resolved(uplink.now(), uplink.name(), host, addresses);
            done.resolved(addresses);
          });
    }

    @Override
    public @Nullable Endpoint openRaw(boolean ipv6, int protocol) {
      Endpoint raw = inner.openRaw(ipv6, protocol);
      return raw == null ? null : backend.tapped(raw, uplink, protocol);
    }

    @Override
    public Endpoint open(boolean ipv6, boolean datagrams) {
      int protocol = datagrams ? NetworkTap.Flow.UDP : NetworkTap.Flow.TCP;
      return backend.tapped(inner.open(ipv6, datagrams), uplink, protocol);
    }

    @Override
    public Results results() {
      return inner.results();
    }
  }

  /**
   * Listens to a network.
   *
   * @param inner any network
   * @param tap hears what passes
   */
  public TappedNetwork(NetworkBackend inner, NetworkTap tap) {
    this.inner = inner;
    this.tap = tap;
  }

  TappedEndpoint tapped(Network.Endpoint endpoint, Uplink uplink, int protocol) {
    var flow = new NetworkTap.Flow(uplink.name(), ++flows, protocol);
    return new TappedEndpoint(this, endpoint, uplink, flow);
  }

  NetworkTap tap() {
    return tap;
  }

  @Override
  public Network attach(Uplink uplink) {
    return new Attached(this, inner.attach(uplink), uplink);
  }

  @Override
  public void detach(Network network) {
    inner.detach(((Attached) network).inner());
  }

  @Override
  public @Nullable IoWaiter io() {
    return inner.io();
  }

  @Override
  public void close() {
    inner.close();
  }
}
