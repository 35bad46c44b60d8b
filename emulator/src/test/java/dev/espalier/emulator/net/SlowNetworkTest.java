package dev.espalier.emulator.net;

import dev.espalier.emulator.ClockPolicy;
import dev.espalier.emulator.NetworkBackend;
import dev.espalier.emulator.fault.Fault;
import dev.espalier.emulator.fault.FaultRule;
import dev.espalier.emulator.fault.Faults;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** The contract while all that passes is late and slow. */
final class SlowNetworkTest extends NetworkContract {
  private final Faults faults =
      Faults.of(
          1,
          List.of(
              FaultRule.always(new Fault.Latency(3_000_000, 0)),
              FaultRule.always(new Fault.Bandwidth(1_000_000))));

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
