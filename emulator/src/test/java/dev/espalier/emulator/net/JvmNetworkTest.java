package dev.espalier.emulator.net;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;

/** The contract on the host's loopback interface. */
final class JvmNetworkTest extends NetworkContract {
  @Override
  NetworkBackend backend() {
    return new JvmNetwork();
  }

  @Override
  ClockPolicy clock() {
    return ClockPolicy.real();
  }
}
