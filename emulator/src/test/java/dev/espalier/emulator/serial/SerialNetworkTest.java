package dev.espalier.emulator.serial;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.net.NetworkContract;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;

/** The contract through the tunnel, to a board on a simulated UART. */
class SerialNetworkTest extends NetworkContract {
  private final SimulatedWorld world = new SimulatedWorld(line());

  UartModel line() {
    return new UartModel();
  }

  @Override
  protected NetworkBackend backend() {
    return world.network();
  }

  @Override
  protected ClockPolicy clock() {
    return ClockPolicy.virtual();
  }

  @BeforeEach
  void waitForTheBoard() {
    await(() -> Objects.requireNonNull(world.network().tunnel()).session().isUp());
  }
}
