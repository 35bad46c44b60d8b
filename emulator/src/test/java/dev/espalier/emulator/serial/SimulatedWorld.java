package dev.espalier.emulator.serial;

import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.net.SimHost;
import dev.espalier.emulator.net.SimulatedNetwork;
import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A simulated board on a line, and the network that it is in. */
final class SimulatedWorld {
  private final UartModel model;
  private final SimulatedNetwork air = new SimulatedNetwork(3);
  private final SerialNetwork network = SerialNetwork.simulated(this::plugIn);
  private @Nullable SimulatedBoard board;
  private @Nullable SimHost server;

  SimulatedWorld(UartModel model) {
    this.model = model;
  }

  private ByteLink plugIn(Uplink uplink) {
    SimHost esp = air.host(uplink, "esp", InetAddress.ofLiteral("192.168.1.50"));
    server = air.host(uplink, "server", InetAddress.ofLiteral("192.168.1.9"));
    SimulatedBoard made = new SimulatedBoard(model, esp, uplink);
    board = made;
    return made.link();
  }

  SerialNetwork network() {
    return network;
  }

  HostSession session() {
    return Objects.requireNonNull(network.tunnel()).session();
  }

  SimulatedBoard board() {
    return Objects.requireNonNull(board);
  }

  SimHost server() {
    return Objects.requireNonNull(server);
  }
}
