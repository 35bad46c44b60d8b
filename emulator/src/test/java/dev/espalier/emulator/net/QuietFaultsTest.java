package dev.espalier.emulator.net;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.fault.Fault;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.fault.Faults;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** The contract with faults before the network that have not begun yet. */
final class QuietFaultsTest extends NetworkContract {
  private final Faults faults =
      Faults.of(1, List.of(FaultRule.at(Long.MAX_VALUE / 2, new Fault.Reset())));

  @Override
  protected NetworkBackend backend() {
    return faults.over(new SimulatedNetwork(7));
  }

  @BeforeEach
  void start() {
    faults.start(simulation(), null, List.of());
  }

  @Override
  protected ClockPolicy clock() {
    return ClockPolicy.virtual();
  }
}
