package dev.espalier.hal.lwip;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.net.SimulatedNetwork;

/** The calls on the simulated network and virtual time. */
final class SocketsOnSimulatedNetworkTest extends SocketsContract {
  @Override
  NetworkBackend network() {
    return new SimulatedNetwork(1);
  }

  @Override
  ClockPolicy clock() {
    return ClockPolicy.virtual();
  }
}
