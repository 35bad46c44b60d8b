package dev.espalier.emulator.net;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;

/** The contract on the simulated network. */
final class SimulatedNetworkTest extends NetworkContract {
  @Override
  NetworkBackend backend() {
    return new SimulatedNetwork(7);
  }

  @Override
  ClockPolicy clock() {
    return ClockPolicy.virtual();
  }
}
