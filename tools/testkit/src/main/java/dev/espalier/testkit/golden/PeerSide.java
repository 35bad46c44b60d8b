package dev.espalier.testkit.golden;

import dev.espalier.emulator.Simulation;
import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.tls.TlsMachine;
import dev.espalier.hal.port.Network;
import dev.espalier.testkit.JsonObject;
import dev.espalier.testkit.peer.PeerWorld;

/** What one scripted peer gets of the world. */
final class PeerSide implements PeerWorld {
  private final Uplink uplink;
  private final Network network;
  private final Recorder recorder;
  private final CertificateFiles files;
  private final String label;
  private final TlsMachine machine;

  /**
   * Makes a peer's place.
   *
   * @param simulation the simulation
   * @param network the network
   * @param recorder who takes notes
   * @param files the certificates
   * @param label the peer's number where there are several, else empty
   */
  PeerSide(
      Simulation simulation,
      PeerNetwork network,
      Recorder recorder,
      CertificateFiles files,
      String label) {
    this.uplink = simulation.host("peer" + label);
    this.network = network.peerSide().apply(uplink);
    this.recorder = recorder;
    this.files = files;
    this.label = label;
    this.machine = new TlsMachine(uplink::random);
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public long now() {
    return uplink.now();
  }

  @Override
  public void after(long nanos, Runnable action) {
    uplink.alarm(action).set(uplink.now() + nanos);
  }

  @Override
  public void record(JsonObject wire) {
    recorder.peer(label.isEmpty() ? wire : wire.put("peer", Integer.valueOf(label)));
  }

  @Override
  public byte[] file(String name) {
    return files.read(name);
  }

  @Override
  public TlsMachine tlsMachine() {
    return machine;
  }

  @Override
  public long utcSeconds() {
    return files.now().getEpochSecond();
  }
}
