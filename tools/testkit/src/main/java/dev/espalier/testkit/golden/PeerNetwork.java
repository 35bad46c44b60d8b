package dev.espalier.testkit.golden;

import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.net.JvmNetwork;
import dev.espalier.emulator.net.SimBuffers;
import dev.espalier.emulator.net.SimHost;
import dev.espalier.emulator.net.SimLink;
import dev.espalier.emulator.net.SimulatedNetwork;
import dev.espalier.hal.port.Network;
import dev.espalier.testkit.JsonObject;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Function;

/**
 * The network between the board and the peers, which it meets at its loopback addresses.
 *
 * @param backend what the simulation gets
 * @param peerSide makes the peers' side of it
 */
record PeerNetwork(NetworkBackend backend, Function<Uplink, Network> peerSide) {
  /** Linux lets a receive buffer grow: 100000 bytes sent at once were there at once. */
  private static final int RECEIVE_BYTES = 1 << 20;

  /**
   * A simulated network that is set up as the recordings' world was.
   *
   * @param seed of what is random in it
   * @param script the scenario, for its {@code env}
   * @return the network
   */
  static PeerNetwork simulated(long seed, JsonObject script) {
    var network = new SimulatedNetwork(seed);
    InetAddress v4 = address(127, 0, 0, 1);
    InetAddress v6 = address(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    network.link(SimLink.LOOPBACK);
    network.results(Network.Results.LINUX);
    network.boardBuffers(boardBuffers(script));
    network.name("localhost", v4, v6);
    SimHost[] peers = new SimHost[1];
    return new PeerNetwork(
        new LoopbackConnects(network),
        uplink -> {
          if (peers[0] == null) {
            peers[0] = network.host(uplink, "peer", v4, v6);
            network.loopback(peers[0]);
          }
          return peers[0];
        });
  }

  private static SimBuffers boardBuffers(JsonObject script) {
    int sendBytes = sendBytes(script, SimBuffers.LINUX.send());
    return new SimBuffers(sendBytes, RECEIVE_BYTES, SimBuffers.LINUX.segment());
  }

  private static int sendBytes(JsonObject script, int otherwise) {
    JsonObject env = script.object("env");
    String send = env == null ? null : env.text("SHIM_SNDBUF");
    return send == null ? otherwise : Integer.parseInt(send);
  }

  /**
   * The sockets of this machine.
   *
   * @param script the scenario, for its {@code env}
   * @return the network
   */
  static PeerNetwork real(JsonObject script) {
    var network = new JvmNetwork();
    return new PeerNetwork(new LinuxResults(network, sendBytes(script, 0)), network::attach);
  }

  private static InetAddress address(int... parts) {
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = (byte) parts[i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are right", e);
    }
  }
}
