package dev.espalier.emulator.fault;

import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.kernel.IoWaiter;
import dev.espalier.hal.port.Network;
import org.jspecify.annotations.Nullable;

/** Any network, with faults before it. */
final class FaultyNetwork implements NetworkBackend {
  private final Faults faults;
  private final NetworkBackend inner;

  FaultyNetwork(Faults faults, NetworkBackend inner) {
    this.faults = faults;
    this.inner = inner;
  }

  @Override
  public Network attach(Uplink uplink) {
    return new FaultyUplink(faults, inner.attach(uplink), uplink);
  }

  @Override
  public void detach(Network network) {
    FaultyUplink uplink = (FaultyUplink) network;
    uplink.detached();
    inner.detach(uplink.inner());
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
