package dev.espalier.emulator.serial;

import dev.espalier.emulator.Uplink;
import dev.espalier.emulator.net.SimHost;
import dev.espalier.emulator.net.SimulatedNetwork;
import java.io.IOException;
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
  private ByteLink.@Nullable Receiver receiver;
  private boolean muted;

  SimulatedWorld(UartModel model) {
    this.model = model;
  }

  private ByteLink plugIn(Uplink uplink) {
    SimHost esp = air.host(uplink, "esp", InetAddress.ofLiteral("192.168.1.50"));
    server = air.host(uplink, "server", InetAddress.ofLiteral("192.168.1.9"));
    SimulatedBoard made = new SimulatedBoard(model, esp, uplink);
    board = made;
    return new Mute(made.link());
  }

  /** Lets nothing of the board through to the host, or again. */
  void mute(boolean value) {
    muted = value;
  }

  /** Sends something to the host that a board must not send. */
  void breakTheProtocol() {
    Objects.requireNonNull(receiver)
        .received(FrameEncoder.encode(0x7f, 0, session().link().ack(), new byte[3]));
  }

  /** A line whose direction to the host can be cut. */
  private final class Mute implements ByteLink {
    private final ByteLink line;

    Mute(ByteLink line) {
      this.line = line;
    }

    @Override
    public void open(Receiver newReceiver) throws IOException {
      receiver = newReceiver;
      line.open(
          new Receiver() {
            @Override
            public void received(byte[] bytes) {
              if (!muted) {
                newReceiver.received(bytes);
              }
            }

            @Override
            public void lost(String why) {
              newReceiver.lost(why);
            }
          });
    }

    @Override
    public void write(byte[] bytes) {
      line.write(bytes);
    }

    @Override
    public void rate(int baud) {
      line.rate(baud);
    }

    @Override
    public String name() {
      return line.name();
    }

    @Override
    public void close() {
      line.close();
    }
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
