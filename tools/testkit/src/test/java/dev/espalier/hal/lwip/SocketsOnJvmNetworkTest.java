package dev.espalier.hal.lwip;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.net.JvmNetwork;

/** The calls on the host's loopback interface and real time. */
final class SocketsOnJvmNetworkTest extends SocketsContract {
  @Override
  NetworkBackend network() {
    return new JvmNetwork();
  }

  @Override
  ClockPolicy clock() {
    return ClockPolicy.real();
  }
}
