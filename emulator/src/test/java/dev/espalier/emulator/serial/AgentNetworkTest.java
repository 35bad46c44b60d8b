package dev.espalier.emulator.serial;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.net.NetworkContract;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract through the tunnel to the agent in C, over a pty; its sockets are the host's. */
class AgentNetworkTest extends NetworkContract {
  private final DesktopAgent agent = new DesktopAgent();
  private final SerialNetwork network =
      SerialNetwork.over(new BoardConnection(new FileLink(agent.pty())));

  @Override
  protected NetworkBackend backend() {
    Objects.requireNonNull(network.tunnel()).start();
    return network;
  }

  @Override
  protected ClockPolicy clock() {
    return ClockPolicy.real();
  }

  @BeforeEach
  void waitForTheBoard() {
    await(() -> Objects.requireNonNull(network.tunnel()).session().isUp());
  }

  @AfterEach
  void unplug() {
    agent.close();
  }
}
