package dev.espalier.emulator.net;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;

/** The contract on the simulated network. */
final class SimulatedNetworkTest extends NetworkContract {
  @Override
  protected NetworkBackend backend() {
    return new SimulatedNetwork(7);
  }

  @Override
  protected ClockPolicy clock() {
    return ClockPolicy.virtual();
  }
}
